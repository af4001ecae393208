"""An update rule and a run of it as hypotheses about sequences."""

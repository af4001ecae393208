"""The lemmas and theorems about AdaL, by their ids, in the form that the proof kernel checks."""

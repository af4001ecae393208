"""What claims say to a reader: the meanings of their symbols, their hypotheses in words, the updates that they suppose."""

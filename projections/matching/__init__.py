"""Whether two entries are one human: pure comparisons, each with what it found and the points it gives."""

"""The state of things on a day, as it was known at a cut of the record: the same bytes for the same question, on any machine."""

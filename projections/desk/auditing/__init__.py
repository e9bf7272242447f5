"""The auditor's desk: whoever controls starts from a figure, a family, an actor or a date, and sees every proof run."""

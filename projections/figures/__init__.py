"""Figures: what is counted (`definitions`), how (`counting`, `own`), from which facts (`behind`), why it changed (`changes`)."""

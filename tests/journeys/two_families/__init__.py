"""The story of two families, told chapter by chapter over HTTP, each step by the right person of the right agency."""

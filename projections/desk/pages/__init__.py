"""The pages, one module per subject. Each has a `router()`."""

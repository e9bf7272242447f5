"""Import first: kafka-python reads its own files by a deprecated call, and in this suite warnings are errors."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import faust
    import kafka.admin

__all__ = ["faust", "kafka"]

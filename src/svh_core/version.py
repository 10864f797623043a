"""The version of this library. It stands here and nowhere else: the build reads it, and so does `svh --version`."""

__version__ = "0.1.0"

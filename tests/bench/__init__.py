"""How fast the library is, measured against real references; `tox -e bench`.

Each row does one thing in two ways: ours, and the way it is held against. Both run in the same process, in turns, so
that a busy machine slows both, and what is told is the ratio of the two. What misses its target is shown as missed.
"""

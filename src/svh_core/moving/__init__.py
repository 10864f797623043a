"""Moving a casebook to another engine, and copying one from a server to files.

Everything goes along but what is made again by whoever reads first. Nothing is believed before it was read back: the
root over all entries, the checks of an auditor, and every key are held against those where it came from.

Read in this order: `sides` (where it comes from and goes to), `taking_over` (row by row), `verifying`, `migrating` (a
move, which closes what it came from), `copying_files` (a copy, which closes nothing).
"""

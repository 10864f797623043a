"""Recording: deciding on the cases as last seen, appending, and deciding again where somebody else was first.

Read in this order: `desk` (where one process writes), `batch` (judged one by one, recorded together), `receipt` (what
the writer gets for it), `writing` (all of it, as often as it takes).
"""

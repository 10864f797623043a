"""Hostile lines by the thousand: `python -m tests.fuzz [--lines N] [--seed N]`."""

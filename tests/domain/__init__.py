"""The tests of what is true and what may be decided."""

"""Entries as bytes, entries as script lines, and the log that keeps them."""

"""Plugins that nobody reviewed: each in a process of its own, between walls, given data and giving data."""

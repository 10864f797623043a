"""Sealing a person's words."""

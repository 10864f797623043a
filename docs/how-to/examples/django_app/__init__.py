"""A small Django project around a casebook."""

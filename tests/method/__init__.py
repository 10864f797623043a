"""Every item of the method: recorded, seen and asked for. The tables are in docs/explanation/coverage.md and choices.md."""

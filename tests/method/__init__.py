"""Every item of the method: recorded, seen and asked for. Tables: docs/explanation/coverage.md and choices.md."""

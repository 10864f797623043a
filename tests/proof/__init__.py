"""The tree, notes, checkpoints and proofs: against literal values, a naive tree, and other people's code."""

"""Proof that somebody else can check: a Merkle tree, signed notes, checkpoints and proofs in the formats of others."""

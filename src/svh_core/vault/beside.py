"""Where the vault and the keys of a casebook file are: beside it, under its name."""

from __future__ import annotations

from pathlib import Path

from svh_core.vault.master import KeyFile, KeyWrap, master_in_environment


def vault_of(casebook: Path) -> Path:
    """The file of its vault: ``casebook.vault`` beside ``casebook.db``."""
    return casebook.with_name(f"{casebook.stem}.vault")


def key_file_of(casebook: Path) -> Path:
    """The file of its master key: ``casebook.key`` beside ``casebook.db``."""
    return casebook.with_name(f"{casebook.stem}.key")


def new_key_file_of(casebook: Path) -> Path:
    """Where a new master key waits while the keys are rotated."""
    return casebook.with_name(f"{casebook.stem}.key.new")


def signing_key_of(casebook: Path) -> Path:
    """The file of the key that its log signs with: ``casebook.sign`` beside ``casebook.db``."""
    return casebook.with_name(f"{casebook.stem}.sign")


def new_signing_key_of(casebook: Path) -> Path:
    """Where a new signing key waits until the log says that it follows the old one."""
    return casebook.with_name(f"{casebook.stem}.sign.new")


def master_of(casebook: Path) -> KeyWrap:
    """The master key of a casebook: in the environment if it is set there, else in its file.

    Raises:
        KeysMissing: what is in the environment is no master key.
    """
    return master_in_environment() or KeyFile(key_file_of(casebook), new_key_file_of(casebook))

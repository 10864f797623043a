"""A casebook on a server: its log in one database, its vault in another, its keys in files of whoever works with it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack, closing
from pathlib import Path

from svh_core.errors import SvhError
from svh_core.log.postgres import PostgresStore
from svh_core.log.postgres_moving import PostgresMoving
from svh_core.postgres.address import Address, Database
from svh_core.postgres.making import check_is_free, drop_schema
from svh_core.proof.note_keys import SignerKey
from svh_core.proof.signing import write_key
from svh_core.vault.beside import key_file_of, signing_key_of, vault_of
from svh_core.vault.keys import KeyStore
from svh_core.vault.master import KeyWrap, MasterKey, master_in_environment
from svh_core.vault.postgres_keys import PostgresKeyStore
from svh_core.vault.vault import first_facts


def make(address: Address, facts: Mapping[str, str], *, key_wrap: KeyWrap | None) -> None:
    """Makes the tables of a log and of a vault, and the files with the keys: all or none.

    Of two that make it at the same time, the first to make the vault goes on.

    Args:
        address: where.
        facts: what the log says of itself; ``origin`` is its name.
        key_wrap: keeps the master key elsewhere.

    Raises:
        SvhError: something is there already, or cannot be made.
    """
    origin, beside = facts["origin"], address.beside
    for database in (address.log, address.vault):
        check_is_free(database)
    for there in (key_file_of(beside), signing_key_of(beside)):
        if there.exists():
            raise SvhError(f"{there} is there already and stays as it is", next="Name another folder with keys=.")
    try:
        beside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SvhError(f"{beside.parent} cannot be made: {error.strerror}", next="Name another with keys=.") from None
    kept_elsewhere = key_wrap or master_in_environment()
    master = MasterKey.fresh()
    with ExitStack() as failing:
        PostgresKeyStore.create_in(address.vault, first_facts(kept_elsewhere or master, origin))
        failing.callback(drop_schema, address.vault)
        if kept_elsewhere is None:
            master.write(key_file_of(beside))
            failing.callback(key_file_of(beside).unlink, missing_ok=True)
        write_key(SignerKey.new(origin), signing_key_of(beside))
        failing.callback(signing_key_of(beside).unlink, missing_ok=True)
        PostgresStore.create(address.log, facts).close()
        failing.pop_all()


def open_log(address: Address) -> PostgresStore:
    """The log of a casebook.

    Raises:
        NotFound: there is none.
        NotPermitted: the server does not let us in.
        SvhError: the server is away.
    """
    return PostgresStore.open(address.log)


def open_keys(address: Address) -> KeyStore:
    """The wrapped keys of a casebook.

    Raises:
        KeysMissing: they are not there, or this user may not read them.
    """
    return PostgresKeyStore.open_in(address.vault, vault_of(address.beside))


class OnServer:
    """A casebook on a server, as it is moved from or to; its keys go with nobody but who has them.

    Args:
        address: where.
    """

    def __init__(self, address: Address) -> None:
        self._address = address
        self.shown = address.shown
        self.files: tuple[Path, ...] = ()
        self.log = PostgresMoving(address.log, self._open_vault)

    def make_log(self, facts: Mapping[str, str]) -> None:
        """Makes an empty log."""
        PostgresStore.create(self._address.log, facts).close()

    def has_log(self) -> bool:
        """Whether anything of ours is where the log would be."""
        return _is_taken(self._address.log)

    def has_vault(self) -> bool:
        """Whether anything of ours is where the vault would be."""
        return _is_taken(self._address.vault)

    def make_vault(self, facts: Mapping[str, bytes]) -> None:
        """Makes an empty vault."""
        PostgresKeyStore.create_in(self._address.vault, facts)

    def store(self) -> PostgresStore:
        """Its log."""
        return PostgresStore(self._address.log)

    def keys(self) -> KeyStore:
        """Its wrapped keys."""
        return open_keys(self._address)

    def take_away(self) -> None:
        """Takes away the tables in both databases; the databases stay."""
        drop_schema(self._address.vault)
        drop_schema(self._address.log)

    def _open_vault(self) -> None:
        with closing(self.keys()) as keys:
            keys.open_for_all()


def _is_taken(database: Database) -> bool:
    try:
        check_is_free(database)
    except SvhError as error:
        if error.code != SvhError.code:  # the server is away, or does not let us in
            raise
        return True
    return False

"""Where a casebook in PostgreSQL is: its log, its vault and the files with its keys.

``postgresql://USER@HOST/NAME`` has its log in the database ``NAME`` and its vault in ``NAME_vault``. What stands behind
a question mark goes to libpq, such as ``sslmode=verify-full``, but for two of our own: ``vault=`` names another
database for the vault, or a whole address of it (percent-encoded) on another server; ``keys=`` names the folder of the
keys.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, Self
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

import attrs

from svh_core.errors import Malformed

KEYS: Final = "SVH_KEYS"
"""The environment variable that names the folder of the keys."""

_SCHEMES: Final = ("postgresql", "postgres")
_OURS: Final = ("keys", "vault")
_SECRET: Final = ("password", "sslpassword", "oauth_client_secret")
_HOW: Final = "It looks like postgresql://USER@HOST/NAME; percent-encode what is special in it, such as @ or /."


def is_address(told: object) -> bool:
    """Whether this names a database of PostgreSQL, and no file."""
    return str(told).partition("://")[0] in _SCHEMES and "://" in str(told)


@attrs.frozen
class Database:
    """One database.

    Attributes:
        url: its address as libpq takes it, a password included.
        shown: the same, without any secret.
        name: of the database.
    """

    url: str = attrs.field(repr=False)
    shown: str
    name: str

    @classmethod
    def parse(cls, url: str) -> Self:
        """The database that an address names.

        Raises:
            Malformed: it is no address; the error does not repeat it.
        """
        parts = _split(url)
        asked = [(name, value) for name, value in parse_qsl(parts.query) if name not in _OURS]
        return cls(
            url=urlunsplit(parts._replace(scheme="postgresql", query=urlencode(asked, quote_via=quote))),
            shown=urlunsplit(
                parts._replace(
                    scheme="postgresql",
                    netloc=_without_password(parts.netloc),
                    query=urlencode([one for one in asked if one[0] not in _SECRET], quote_via=quote, safe="/"),
                )
            ),
            name=unquote(parts.path.removeprefix("/")),
        )

    def named(self, name: str) -> Database:
        """Another database of the same server."""
        path = f"/{quote(name)}"
        url, shown = (urlunsplit(urlsplit(one)._replace(path=path)) for one in (self.url, self.shown))
        return Database(url, shown, name)

    def without_secrets(self, text: str) -> str:
        """A text of somebody else's, such as an error of libpq, without our secrets in it."""
        parts = urlsplit(self.url)
        secrets = [value for name, value in parse_qsl(parts.query) if name in _SECRET]
        password = parts.netloc.rpartition("@")[0].partition(":")[2]
        for secret in sorted({password, unquote(password), *secrets} - {""}, key=len, reverse=True):
            text = text.replace(secret, "***")
        return text


@attrs.frozen
class Address:
    """A casebook in PostgreSQL.

    Attributes:
        log: the database of its log.
        vault: the database of its vault.
        beside: where its casebook file would be, if it were one: its key files have their names by it.
        shown: its address without any secret, as somebody would say it again.
    """

    log: Database
    vault: Database
    beside: Path
    shown: str

    @classmethod
    def parse(cls, url: str) -> Self:
        """What an address says.

        Raises:
            Malformed: it is no address; the error does not repeat it.
        """
        log = Database.parse(url)
        ours = {name: value for name, value in parse_qsl(_split(url).query) if name in _OURS}
        told = ours.get("vault", f"{log.name}_vault")
        vault = Database.parse(told) if is_address(told) else log.named(told)
        if vault.url == log.url:
            raise Malformed("log and vault are to be in databases of their own", path="vault", next=_HOW)
        if "vault" in ours:
            ours["vault"] = vault.shown if is_address(told) else told
        more = urlencode(ours, quote_via=quote, safe="/")
        shown = log.shown + ("" if not more else f"{'&' if '?' in log.shown else '?'}{more}")
        return cls(log=log, vault=vault, beside=_folder(ours.get("keys")) / f"{log.name}.db", shown=shown)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise Malformed("this is no address of a database", path="--db", next=_HOW) from None
    name = unquote(parts.path.removeprefix("/"))
    if parts.fragment or parts.scheme not in _SCHEMES or not name or set("/@\0") & set(name):
        raise Malformed("this is no address of a database", path="--db", next=_HOW)
    return parts


def _without_password(netloc: str) -> str:
    who, at, where = netloc.rpartition("@")
    return f"{who.partition(':')[0]}{at}{where}"


def _folder(told: str | None) -> Path:
    """Where the keys are: never in a database, for whoever has that has the keys then."""
    told = told or os.environ.get(KEYS)
    if told:
        return Path(told).expanduser()
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "svh"

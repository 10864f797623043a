"""Whose a private book is: only the vault knows, and only by a digest that nobody without it can compute.

In its own stream the owner is called ``owner``.
"""

from __future__ import annotations

from typing import Final

from svh_core.domain.identifiers import PersonId
from svh_core.vault.vault import Vault

OWNER: Final = PersonId("owner")
"""What the owner is called in a private book."""


def link_book(vault: Vault, stream: str, *, case: str | None, person: str) -> None:
    """Writes down whose a private book is.

    Args:
        vault: the vault.
        stream: the book.
        case: the case in which the owner goes by this name, if the app said so.
        person: the owner.
    """
    vault.links.link("owner of", stream, {"person": person, "case": case})
    if case is not None:
        vault.links.add("books of", f"{case}|{person}", stream)


def books_of(vault: Vault, case: str, person: str) -> list[str]:
    """The private books of somebody in a case."""
    return vault.links.look_up("books of", f"{case}|{person}") or []


def owner_of(vault: Vault, stream: str) -> str | None:
    """Who the owner of a private book is outside it."""
    found = vault.links.look_up("owner of", stream)
    return str(found["person"]) if found is not None else None


def unlink_book(vault: Vault, stream: str) -> None:
    """Forgets whose a private book was, once it is destroyed."""
    found = vault.links.look_up("owner of", stream)
    if found is None:
        return
    vault.links.link("owner of", stream, None)
    if found["case"] is not None:
        vault.links.take("books of", f"{found['case']}|{found['person']}", stream)

"""Whom the addresses in invitations stand for: for who sends them, and for nobody else."""

from __future__ import annotations

import csv
import io

from svh_agenda.appointments import appointments
from svh_agenda.calendars import address_of_person, happened
from svh_core import Disclosed


def addresses(disclosed: Disclosed) -> str:
    """Each address with the id of the person that it stands for, by address."""
    people = {
        person
        for case in disclosed.cases
        for one in appointments(happened(case))
        for person in (*one.answers, one.chair)
        if person is not None
    }
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerow(["address", "person"])
    rows.writerows(sorted((address_of_person(disclosed.pseudonym, person), _cell(person)) for person in people))
    return table.getvalue()


def _cell(told: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{told}" if told[:1] in {"=", "+", "-", "@", "\t", "\r"} else told

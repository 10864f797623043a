"""What deserves attention. A signal never refuses, and is never written in the log: it is worked out anew.

Importing this package finds every signal: `SIGNALS` by id, and `found` for those that hold on a day; `found_until` also
says until when they hold.
"""

from svh_core.views.signals import (
    of_absence,
    of_an_organisation,
    of_care,
    of_goals,
    of_hard_times,
    of_meetings,
    of_people,
    of_representing,
    of_taking_over,
    of_the_pen,
    of_the_table,
    of_what_came_of_it,
)
from svh_core.views.signals.due import as_asked, found_until
from svh_core.views.signals.finding import found
from svh_core.views.signals.hits import Found, Hit, in_order
from svh_core.views.signals.kinds import SIGNALS, Kind, Signal
from svh_core.views.signals.of_plugins import found_by_plugins

__all__ = [
    "SIGNALS",
    "Found",
    "Hit",
    "Kind",
    "Signal",
    "as_asked",
    "found",
    "found_by_plugins",
    "found_until",
    "in_order",
    "of_absence",
    "of_an_organisation",
    "of_care",
    "of_goals",
    "of_hard_times",
    "of_meetings",
    "of_people",
    "of_representing",
    "of_taking_over",
    "of_the_pen",
    "of_the_table",
    "of_what_came_of_it",
]

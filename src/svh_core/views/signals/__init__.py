"""What deserves attention. A signal never refuses, is recomputed and never stored.

Importing this package finds every signal: `SIGNALS` by id, and `found` for those that hold on a day.
"""

from svh_core.views.signals import of_goals, of_meetings, of_people, of_regie
from svh_core.views.signals.spells import SIGNALS, Found, Kind, Signal, found

__all__ = ["SIGNALS", "Found", "Kind", "Signal", "found", "of_goals", "of_meetings", "of_people", "of_regie"]

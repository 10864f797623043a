"""For the tests of apps, plugins and stores that build on this library: given/when/then, strategies, contract suites."""

from svh_core.testing.scenarios import Outcome, Scenario, given, says

__all__ = ["Outcome", "Scenario", "given", "says"]

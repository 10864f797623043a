"""What every plugin promises."""

from __future__ import annotations

import svh_datasette
from svh_core.testing import plugin_contract

TestContract = plugin_contract(svh_datasette)

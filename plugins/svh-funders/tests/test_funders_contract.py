"""What every plugin promises."""

from __future__ import annotations

import pytest

import svh_funders
from svh_core.testing import plugin_contract

pytestmark = pytest.mark.uncounted

TestContract = plugin_contract(svh_funders)

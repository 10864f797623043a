from __future__ import annotations

import pytest

from .ground import Ground, make


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """The casebook that is attacked: made once, and copied for each attack."""
    return make(tmp_path_factory.mktemp("attacked"))

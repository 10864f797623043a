"""The examples of how to embed the library, run as a host runs them: behind a server with more than one process."""

import pytest

pytest.register_assert_rewrite("tests.embedding.promises")

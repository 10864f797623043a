"""Makes the database of the Django example, and users in it, and prints the number and the session of each.

python -m tests.embedding.django_users NAME ...
"""

from __future__ import annotations

import json
import sys
from importlib import import_module


def main(names: list[str]) -> None:
    """Makes the tables, and logs in every user."""
    import_module("django").setup()
    import_module("django.core.management").call_command("migrate", run_syncdb=True, verbosity=0)
    made = {name: import_module("django.contrib.auth").get_user_model().objects.create_user(name) for name in names}
    sys.stdout.write(json.dumps({name: (user.pk, _session_of(user)) for name, user in made.items()}))


def _session_of(user: object) -> str:
    browser = import_module("django.test").Client()
    browser.force_login(user)
    return str(browser.cookies["sessionid"].value)


if __name__ == "__main__":
    main(sys.argv[1:])

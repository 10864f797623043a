"""Gives a new user of the Django example a seat in a case, logs them in, and prints their session.

python -m tests.embedding.django_login CASE PERSON CAPACITY
"""

from __future__ import annotations

import sys
from importlib import import_module

if __name__ == "__main__":
    import_module("django").setup()
    user = import_module("django.contrib.auth").get_user_model().objects.create_user(sys.argv[2])
    seat = dict(zip(("case", "person", "capacity"), sys.argv[1:], strict=True))
    import_module("django_app.models").Seat.objects.create(user=user, **seat)
    browser = import_module("django.test").Client()
    browser.force_login(user)
    sys.stdout.write(browser.cookies["sessionid"].value)

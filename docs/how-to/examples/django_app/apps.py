"""The app, and the one casebook of this process."""

from django.apps import AppConfig
from django.conf import settings

from svh_core import Casebook


class Host(AppConfig):
    """What lives as long as the process."""

    name = "django_app"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Opens the casebook, to hear now what is wrong with it, and lets go of the file again."""
        self.casebook = Casebook.open(settings.CASEBOOK)
        self.casebook.close()  # no connection to SQLite may cross a fork; the next use opens a new one

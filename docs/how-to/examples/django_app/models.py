"""What the host keeps for itself: who somebody is. What was decided, and anybody's words, stand in the casebook."""

from django.conf import settings
from django.db import models

from svh_core import new_id


class Seat(models.Model):
    """Who a user is in a case, and when the app asks them how it is going."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    case = models.CharField(max_length=64)
    person = models.CharField(max_length=64, default=new_id)
    capacity = models.CharField(max_length=32, default="resident")
    ask_again_on = models.DateField(null=True)

    class Meta:
        """A user sits in a case once."""

        constraints = (models.UniqueConstraint(fields=["user", "case"], name="one_seat_in_a_case"),)

    def __str__(self) -> str:
        """Opaque, because this ends up in logs."""
        return f"{self.person} in {self.case}"

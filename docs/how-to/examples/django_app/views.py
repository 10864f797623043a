"""One screen, its button, and what happens when it is clicked."""

from datetime import timedelta

from django import forms
from django.apps import apps
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from svh_core import Casebook, GoalSet, Receipt, Viewer, new_id

from .answers import told
from .models import Seat


def casebook() -> Casebook:
    """The casebook of this process."""
    return apps.get_app_config("django_app").casebook


def seat_of(request: HttpRequest, case: str) -> Seat:
    """Who is asking, in this case. Somebody else learns nothing, not even that the case exists."""
    return get_object_or_404(Seat, user__pk=request.user.pk, case=case)


@require_GET
def screen(request: HttpRequest, case: str) -> HttpResponse:
    """The goals, and the number of the newest entry: what the screen shows is as old as this number."""
    seat = seat_of(request, case)
    viewer = Viewer(seat.person, capacity=seat.capacity)
    with casebook().looking(case, viewer=viewer, purpose="own_screen") as look:
        return JsonResponse({"number": look.number, "goals": look.state()["goals"]})


@require_GET
def button(request: HttpRequest, case: str) -> HttpResponse:
    """Why the button does nothing for this user, or null; and the id of the request that it will make."""
    seat = seat_of(request, case)
    goal = GoalSet(goal=new_id(), horizon="short", words="...")  # no rule reads words, so any will do
    refusal = casebook().may(case, goal, by=seat.person)
    return JsonResponse({"request": new_id(), "refused": refusal and told(refusal)})


class GoalForm(forms.Form):
    """What the screen sends. `request` came with the button, so both clicks of a double click have the same."""

    words = forms.CharField()
    horizon = forms.ChoiceField(choices=[("short", "short"), ("long", "long")])
    request = forms.UUIDField()
    expected = forms.IntegerField(required=False)


@require_POST
def set_goal(request: HttpRequest, case: str) -> HttpResponse:
    """Sets a goal. The host commits first, and the decision is recorded after that."""
    seat = seat_of(request, case)
    form = GoalForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"fields": sorted(form.errors)}, status=400)  # which fields, never what was in them
    asked = form.cleaned_data
    goal = GoalSet(goal=new_id(), horizon=asked["horizon"], words=asked["words"])
    once, expected = str(asked["request"]), asked["expected"]
    if refusal := casebook().may(case, goal, by=seat.person, once=once):
        raise refusal

    receipts: list[Receipt] = []

    def record() -> None:
        receipts.append(casebook().record(case, goal, by=seat.person, once=once, expected=expected))

    with transaction.atomic():
        transaction.on_commit(record)
        seat.ask_again_on = timezone.localdate() + timedelta(days=7)
        seat.save(update_fields=["ask_again_on"])
    return JsonResponse({"number": receipts[0].number})

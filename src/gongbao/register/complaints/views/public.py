"""Anybody: tell that something published is untrue, keep the receipt, and follow it. No account."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from gongbao.foundation.accounts import gate, pace
from gongbao.foundation.events.actor import Actor, ActorKind
from gongbao.foundation.events.refusals import Refusal
from gongbao.register.complaints import actions, presenters, refusals, selectors
from gongbao.register.complaints.rules import ABOUT, MOST_FILES
from gongbao.register.inspections.views import reading
from gongbao.register.listings.selectors import find_entity

IDENTITY = ("name", "phone", "email", "address")
#: How many from one address, within how many minutes.
ROOMS = {"complaint-hour": (5, 60), "complaint-day": (20, 24 * 60)}
TOO_MANY = 429
_RECEIPT = "complaint-receipt"


@gate.public
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def new(request: Any, code: str) -> HttpResponse:
    """The form about one entity, reached from its public page."""
    entity = find_entity(code[:20])
    if entity is None:
        raise Http404
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            return _receive(request, entity.id)
        except Refusal as problem:
            refusal = problem
            if problem.status != TOO_MANY:
                for what in ROOMS:
                    pace.free_room(request, what)
    given = request.POST
    context = {
        "entity": entity,
        "refusal": refusal,
        "given": given,
        "kinds": [(key, words()) for key, words in presenters.KINDS.items()],
        "kind": given.get("kind", request.GET.get("kind", "falsehood")),
        "reporters": [(key, words()) for key, words in presenters.REPORTERS.items()],
        "about": [(key, presenters.said(words), key in given.getlist("about")) for key, words in ABOUT.items()],
        "most_files": MOST_FILES,
    }
    status = refusal.status if refusal else 200
    return render(request, "complaints/new.html", context, status=status)


def _receive(request: Any, entity_id: int) -> HttpResponse:
    """Take it in; the receipt is shown on the next page, once."""
    if request.POST.get("website"):  # a field no person sees
        raise refusals.too_many()
    for what, (most, minutes) in ROOMS.items():
        pace.require_room(request, what, most, minutes=minutes, refusal=refusals.too_many())
    taken = actions.receive(
        entity_id=entity_id,
        told=actions.Told(
            words=reading.text(request, "words"),
            about=reading.texts(request, "about"),
            kind=reading.text(request, "kind", 10),
            reporter=reading.text(request, "reporter", 10) or "person",
            identity={name: reading.text(request, f"who_{name}", 300) for name in IDENTITY},
        ),
        files=reading.files(request, "files", MOST_FILES + 1),
        # Whoever is signed in complains as anybody else: the trail must not tell who it was.
        by=Actor(kind=ActorKind.PUBLIC, id="public", label="public", request=request.request_id),
        now=request.now,
    )
    request.session[_RECEIPT] = {"code": taken.receipt, "number": taken.complaint.number}
    return redirect("complaints:receipt")


@gate.public
@require_GET
@never_cache
def receipt(request: Any) -> HttpResponse:
    """The receipt code, shown once."""
    shown = request.session.pop(_RECEIPT, None)
    if shown is None:
        return redirect("complaints:follow")
    return render(request, "complaints/receipt.html", {"receipt": shown})


@gate.public
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@never_cache
def follow(request: Any) -> HttpResponse:
    """How a complaint stands, for who has its receipt code."""
    context: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        try:
            pace.require_pace(request, "complaint")
            found = selectors.by_receipt(reading.text(request, "code", 40))
            if found is None:
                pace.count_wrong(request, "complaint")
                raise refusals.no_receipt()
            context = {
                "complaint": found,
                "state": presenters.state_of(found),
                "facts": presenters.facts(found),
                "clock": presenters.clock(found, request.now),
                "why": presenters.why(found),
            }
        except Refusal as refusal:
            context, status = {"refusal": refusal}, refusal.status
    return render(request, "complaints/follow.html", context, status=status)

"""A unit's pages: my items and where each waits, writing one, lodging it, answering."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongbao.briefing.items import actions, presenters, selectors
from gongbao.briefing.items.beside import parts_of
from gongbao.briefing.items.forms import draft_of
from gongbao.briefing.items.models import Item
from gongbao.briefing.items.parts import form_parts, home_parts, keep_extras
from gongbao.briefing.units import reach, steps
from gongbao.briefing.units.models import Unit
from gongbao.briefing.units.typed import turn_of, uuid_of
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.models import User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.files.actions import EVIDENCE, About, attach
from gongbao.foundation.shapes import Change, Link
from gongbao.foundation.wording import moment_words

PAGE = 20
BEFORE_LODGING = {"draft", "cosign", "returned", "recalled"}
WRITABLE = {"draft", "returned", "recalled", "asked"}


def _item(request: HttpRequest, item_id: UUID) -> Item:
    item = selectors.own_item(request.user, item_id)
    if item is None:
        raise Http404
    return item


@gate.requires(Permission.ITEM_WRITE)
@require_GET
def home(request: Any) -> HttpResponse:
    """Two buttons, and under them what waits for us and what became of what we sent."""
    unit = reach.unit_for(request.user, Permission.ITEM_WRITE)
    if unit is None:
        return render(request, "items/no_unit.html")
    search, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    state = state if state in presenters.STATES else ""
    page = Paginator(selectors.of_unit(unit, search=search, state=state), PAGE).get_page(request.GET.get("page"))
    counted = selectors.counts(unit)
    context = {
        "unit": unit,
        "page": page,
        "table": presenters.unit_table(list(page), request.now),
        "search": search,
        "ours": presenters.waiting_for_unit(counted),
        "parts": home_parts(request, unit),
        "tabs": [
            Link(text=_("全部"), href="?", current=not state, count=sum(counted.values())),
            *(
                Link(text=str(words), href=f"?state={code}", current=state == code, count=counted[code])
                for code, (words, _tone) in presenters.STATES.items()
                if counted.get(code)
            ),
        ],
    }
    return render(request, "items/home.html", context)


@gate.requires(Permission.ITEM_WRITE)
@require_http_methods(["GET", "POST"])
def new(request: Any) -> HttpResponse:
    """报一条: a fresh page; the first save makes the item."""
    unit = steps.unit_of(request)
    if request.method == "GET":
        return _writing_page(request, unit, None)
    try:
        item = actions.begin_item(
            unit=unit,
            author=request.user,
            draft=draft_of(request.POST),
            by=gate.actor_of(request),
            now=request.now,
            offline_id=uuid_of(request.POST.get("offline_id", "")),
        )
    except Refusal as refusal:
        return _writing_page(request, unit, None, refusal)
    _attach(request, item)
    keep_extras(request, item)
    if request.headers.get("X-Autosave"):
        return HttpResponse(status=204, headers={"X-Revision": str(item.turn)})
    return _after_saving(request, item)


@gate.requires(Permission.ITEM_WRITE)
@require_http_methods(["GET", "POST"])
def write(request: Any, item_id: UUID) -> HttpResponse:
    """Writing on: saved as one types, and kept apart from what a colleague saves."""
    item = _item(request, item_id)
    if request.method == "GET":
        return _writing_page(request, item.unit, item) if item.state in WRITABLE else redirect("items:item", item.pk)
    try:
        item = actions.save_draft(
            item_id=item.pk,
            draft=draft_of(request.POST),
            turn=turn_of(request.POST),
            by=gate.actor_of(request),
            now=request.now,
        )
        _attach(request, item)
        keep_extras(request, item)
    except Refusal as refusal:
        if request.headers.get("X-Autosave"):
            return HttpResponse(refusal.words(), status=409, content_type="text/plain; charset=utf-8")
        return _writing_page(request, item.unit, item, refusal)
    if request.headers.get("X-Autosave"):
        return HttpResponse(status=204, headers={"X-Revision": str(item.turn)})
    return _after_saving(request, item)


def _after_saving(request: Any, item: Item) -> HttpResponse:
    if request.POST.get("go") != "lodge":
        messages.success(request, _("已保存。"))
        return redirect("items:write", item.pk)
    return _lodge(request, item)


def _lodge(request: Any, item: Item) -> HttpResponse:
    try:
        item = actions.lodge(item_id=item.pk, turn=item.turn, by=gate.actor_of(request), now=request.now)
    except Refusal as refusal:
        return _writing_page(request, item.unit, item, refusal)
    messages.success(
        request,
        _("已报送。编号 %(number)s，%(at)s 收到。") % {"number": item.number, "at": moment_words(request.now)},
    )
    return redirect("items:item", item.pk)


def _attach(request: Any, item: Item) -> None:
    for file in request.FILES.getlist("files")[:10]:
        attach(
            stream=file.file,
            name=file.name or "file",
            about=About(selectors.SUBJECT, str(item.pk)),
            by=gate.actor_of(request),
            now=request.now,
            limits=EVIDENCE,
        )


@gate.requires(Permission.ITEM_WRITE)
@require_GET
def item(request: Any, item_id: UUID) -> HttpResponse:
    """One of our items: what it says, at whose hand it waits, what was answered."""
    return _item_page(request, _item(request, item_id))


def _recall(request: Any, found: Item) -> str:
    actions.recall(item_id=found.pk, words=steps.words_of(request), **steps.how_in_turn(request))
    return _("已撤回，可以修改后再报。")


def _answer(request: Any, found: Item) -> str:
    actions.answer_question(item_id=found.pk, words=steps.words_of(request), **steps.how_in_turn(request))
    return _("已答复信息科。")


def _relodge(request: Any, found: Item) -> str:
    done = actions.lodge(item_id=found.pk, **steps.how_in_turn(request))
    return _("已报送。编号 %(number)s，%(at)s 收到。") % {"number": done.number, "at": moment_words(request.now)}


def _agree(request: Any, found: Item) -> str:
    return _say(request, found, agreed=True)


def _disagree(request: Any, found: Item) -> str:
    return _say(request, found, agreed=False)


def _say(request: Any, found: Item, *, agreed: bool) -> str:
    actions.say_cosign(
        item_id=found.pk,
        user=request.user,
        agreed=agreed,
        words=request.POST.get("words", ""),
        by=gate.actor_of(request),
        now=request.now,
    )
    return _("已记下您的会签意见。")


def _ask_cosign(request: Any, found: Item) -> str:
    ids = {int(one) for one in request.POST.getlist("users") if one.isascii() and one.isdigit() and len(one) < 10}
    users = [user for user in selectors.colleagues(found.unit, request.user) if user.pk in ids]
    actions.ask_cosign(item_id=found.pk, users=users, **steps.how_in_turn(request))
    return _("已请会签。")


DO: dict[str, Callable[[Any, Item], str]] = {
    "recall": _recall,
    "answer": _answer,
    "lodge": _relodge,
    "agree": _agree,
    "disagree": _disagree,
    "ask-cosign": _ask_cosign,
}


@gate.requires(Permission.ITEM_WRITE)
@require_POST
def act(request: Any, item_id: UUID) -> HttpResponse:
    """One step of the unit: recall, answer, co-sign, lodge."""
    return steps.take(
        request,
        steps.chosen(DO, request),
        _item(request, item_id),
        page=lambda refusal: _item_page(request, _item(request, item_id), refusal),
        to=reverse("items:item", args=[item_id]),
    )


def _writing_page(request: Any, unit: Unit, found: Item | None, refusal: Refusal | None = None) -> HttpResponse:
    typed = draft_of(request.POST) if request.method == "POST" else None
    conflict = refusal is not None and refusal.code == "item.changed-meanwhile" and found is not None
    shown: Any = typed or found
    context = {
        "unit": unit,
        "item": found,
        "here": reverse("items:write", args=[found.pk]) if found else reverse("items:new"),
        "shown": shown,
        "type": typed.type if typed else found.type_id if found else request.GET.get("type", "dynamic"),
        "undertaking": str((typed.undertaking if typed else found.undertaking_id if found else "") or ""),
        "turn": found.turn if found else 0,
        "types": presenters.type_choices(selectors.types()),
        "angles": presenters.choices(presenters.ANGLES),
        "moods": presenters.choices(presenters.MOODS),
        "stages": presenters.choices(presenters.STAGES),
        "undertakings": [
            ("", _("不涉及")),
            *((str(one.pk), one.title) for one in (selectors.undertakings(unit.reports_to) if unit.reports_to else [])),
        ],
        "parts": form_parts(request, unit, found),
        "colleagues": selectors.colleagues(unit, request.user) if found else [],
        "files": selectors.whole(found).files if found else [],
        "asked": selectors.last_words(found, "ask") if found and found.state == "asked" else None,
        "returned": selectors.last_words(found, "return") if found and found.state == "returned" else None,
        "refusal": refusal,
        "conflict": _conflict(found, typed) if conflict and found and typed else None,
    }
    status = refusal.status if refusal else 200
    return render(request, "items/write.html", context, status=status)


def _conflict(found: Item, typed: actions.Draft) -> list[Change]:
    pairs = [(_("标题"), found.title, typed.title), (_("正文"), found.body, typed.body)]
    return [Change(label=label, before=a, after=b) for label, a, b in pairs if a != b]


def _item_page(request: Any, found: Item, refusal: Refusal | None = None) -> HttpResponse:
    whole = selectors.whole(found)
    user: User = request.user
    context = {
        "whole": whole,
        "item": found,
        "state": presenters.state_of(found),
        "waits": presenters.waits(found, request.now),
        "facts": presenters.facts(whole),
        "history": presenters.history(whole.moves)[::-1],
        "differences": presenters.differences(whole.versions),
        "my_cosign": any(one.user_id == user.pk and one.said_at is None for one in whole.cosigns),
        "all_agreed": bool(whole.cosigns) and all(one.agreed for one in whole.cosigns),
        "writable": found.state in WRITABLE,
        "may_pass": found.state in BEFORE_LODGING and found.desk.reports_to_id is not None and bool(found.title),
        "asked": selectors.last_words(found, "ask") if found.state == "asked" else None,
        "parts": parts_of(request, found),
        "refusal": refusal,
        "words": request.POST.get("words", ""),
    }
    return render(request, "items/item.html", context, status=refusal.status if refusal else 200)

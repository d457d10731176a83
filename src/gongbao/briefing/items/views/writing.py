"""A unit's pages: my items and where each waits, writing one, lodging it, answering."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongbao.briefing.items import actions, kept, presenters, refusals, selectors
from gongbao.briefing.items.beside import parts_of
from gongbao.briefing.items.forms import draft_of
from gongbao.briefing.items.models import Item
from gongbao.briefing.items.parts import form_parts, home_parts, keep_extras
from gongbao.briefing.units import reach, steps
from gongbao.briefing.units.models import Unit
from gongbao.briefing.units.paging import ByKeys
from gongbao.briefing.units.typed import uuid_of
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.models import User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal
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
    page = ByKeys(selectors.of_unit(unit, search=search, state=state), PAGE).get_page(request.GET.get("page"))
    counted = selectors.counts(unit)
    context = {
        "unit": unit,
        "page": page,
        "table": presenters.unit_table(list(page), request.now),
        "search": search,
        "ours": presenters.waiting_for_unit(counted),
        "parts": home_parts(request, unit),
        "kept_pages": kept.addresses(),
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
    """报一条: a fresh page; the first save makes the item, the same page again goes on with it."""
    unit = steps.unit_of(request)
    if request.method == "GET":
        return writing_page(request, unit, None)
    page = page_of(request)
    try:
        item = actions.begin_item(
            unit=unit, author=request.user, draft=draft_of(request.POST), offline_id=page, **steps.how(request)
        )
    except Refusal as refusal:
        known = selectors.begun_on(unit, page)
        return _not_saved(request, unit, known, refusal)
    return _after_saving(request, item)


@gate.requires(Permission.ITEM_WRITE)
@require_http_methods(["GET", "POST"])
def write(request: Any, item_id: UUID) -> HttpResponse:
    """Writing on: saved as one types, and kept apart from what a colleague saves."""
    item = _item(request, item_id)
    if request.method == "GET":
        return writing_page(request, item.unit, item) if item.state in WRITABLE else redirect("items:item", item.pk)
    try:
        saved = actions.save_draft(
            item_id=item.pk, draft=draft_of(request.POST), page=page_of(request), **steps.how_in_turn(request)
        )
    except Refusal as refusal:
        return _not_saved(request, item.unit, _item(request, item_id), refusal)
    return _after_saving(request, saved)


def _not_saved(request: Any, unit: Unit, item: Item | None, refusal: Refusal) -> HttpResponse:
    if by_script(request):
        return JsonResponse({"code": refusal.code, "words": refusal.words()}, status=refusal.status)
    return writing_page(request, unit, item, [refusal])


def _after_saving(request: Any, item: Item) -> HttpResponse:
    """The text is safe. The files next, then lodging if that was asked; whatever fails says so and loses nothing."""
    if item.state in WRITABLE:
        keep_extras(request, item)
    problems = _attach(request, item)
    if page_of(request) and "end" not in request.POST:
        problems.append(refusals.half_arrived())  # the form's last field is missing: so may be a file before it
    outcome = "saved"
    if request.POST.get("go") == "lodge" and not problems and item.state in BEFORE_LODGING:
        try:
            item = actions.lodge(item_id=item.pk, turn=None, **steps.how(request))
            outcome = "lodged"
        except Refusal as refusal:
            problems = [refusal]
    elif item.state not in WRITABLE:
        outcome = "lodged"  # sent before: the answer was lost, nothing doubles
    if by_script(request):
        return _said(item, outcome, problems)
    if problems:
        return writing_page(request, item.unit, _item(request, item.pk), problems)
    if outcome == "saved":
        messages.success(request, _("已保存。"))
        return redirect("items:write", item.pk)
    messages.success(request, lodged_words(item))
    return redirect("items:item", item.pk)


def _said(item: Item, outcome: str, problems: list[Refusal]) -> JsonResponse:
    """What the page's script needs to go on from here."""
    answer = {
        "outcome": outcome if not problems else "refused",
        "item": str(item.pk),
        "turn": item.turn,
        "write": reverse("items:write", args=[item.pk]),
        "url": reverse("items:item", args=[item.pk]),
        "words": " ".join(one.words() for one in problems),
    }
    return JsonResponse(answer, status=problems[0].status if problems else 200)


def lodged_words(item: Item) -> str:
    at = moment_words(item.lodged_at) if item.lodged_at else ""
    return _("已报送。编号 %(number)s，%(at)s 收到。") % {"number": item.number, "at": at}


def by_script(request: Any) -> bool:
    return bool(request.headers.get("X-Sync"))


def page_of(request: Any) -> UUID | None:
    """The page's own number: what it sends twice is one thing."""
    return uuid_of(request.POST.get("page", ""))


def _attach(request: Any, item: Item) -> list[Refusal]:
    """Every file on its own: one that is refused keeps none of the others out."""
    problems = []
    for file in request.FILES.getlist("files"):
        name = file.name or "file"
        try:
            actions.attach_file(item=item, stream=file.file, name=name, **steps.how(request))
        except Refusal as refusal:
            problems.append(refusals.file_not_taken(name, refusal))
    return problems


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
    return lodged_words(actions.lodge(item_id=found.pk, **steps.how_in_turn(request)))


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


def writing_page(
    request: Any, unit: Unit, found: Item | None, problems: Sequence[Refusal] = (), typed: actions.Draft | None = None
) -> HttpResponse:
    """The form: fresh, as saved, or as it was typed with what is wrong."""
    posted = typed is None and request.method == "POST" and "body" in request.POST
    typed = draft_of(request.POST) if posted else typed
    conflict = any(one.code == "item.changed-meanwhile" for one in problems) and found is not None
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
        "kept_pages": kept.addresses(),
        "colleagues": selectors.colleagues(unit, request.user) if found else [],
        "files": selectors.whole(found).files if found else [],
        "asked": selectors.last_words(found, "ask") if found and found.state == "asked" else None,
        "returned": selectors.last_words(found, "return") if found and found.state == "returned" else None,
        "problems": list(problems),
        "posted": posted,
        "page_id": page_of(request) or uuid4(),
        "import_id": uuid4(),
        "word_open": any(one.field == "word" for one in problems),
        "conflict": _conflict(found, typed) if conflict and found and typed else None,
        "their": found.saved_by if conflict and found else "",
    }
    status = problems[0].status if problems else 200
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

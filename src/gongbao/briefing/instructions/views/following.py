"""The supervision board, a leader's and a unit's own instructions, and one instruction with its next step."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongbao.briefing.bulletins.presenters import issue_words
from gongbao.briefing.instructions import actions, presenters, selectors, subjects
from gongbao.briefing.instructions.models import Instruction
from gongbao.briefing.units import reach, steps
from gongbao.briefing.units.paging import ByKeys
from gongbao.briefing.units.typed import day_of
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.files.selectors import attachments_of
from gongbao.foundation.shapes import Link

PAGE = 30


@gate.requires(Permission.DESK_WORK)
@require_GET
def board(request: Any) -> HttpResponse:
    """督办: everything instructed, by age."""
    desk = steps.desk_of(request)
    box = request.GET.get("box", "")
    box = box if box in selectors.BOXES else "open"
    page = ByKeys(selectors.board(desk, box=box), PAGE).get_page(request.GET.get("page"))
    context = {
        "desk": desk,
        "page": page,
        "rows": list(page),
        "printed": [(issue, issue_words(issue)) for issue in selectors.printed(desk)],
        "table": presenters.board(list(page), request.now, _("没有未办结的批示。")),
        "tabs": [
            Link(text=str(words), href=f"?box={code}", current=code == box) for code, words in presenters.BOXES.items()
        ],
    }
    return render(request, "instructions/board.html", context)


@gate.requires(Permission.INSTRUCT)
@require_GET
def mine(request: Any) -> HttpResponse:
    """A leader's own instructions, open ones by age, with the last answer."""
    page = ByKeys(selectors.of_leader(request.user), PAGE).get_page(request.GET.get("page"))
    table = presenters.board(list(page), request.now, _("您还没有批示。读到要办的，在文末写一两句就行。"))
    return render(request, "instructions/mine.html", {"page": page, "table": table, "title": _("我的批示")})


@gate.requires(Permission.ITEM_WRITE)
@require_GET
def ours(request: Any) -> HttpResponse:
    """What our unit must act on."""
    units = reach.organisations(request.user, Permission.ITEM_WRITE)
    page = ByKeys(selectors.of_units(units), PAGE).get_page(request.GET.get("page"))
    table = presenters.board(list(page), request.now, _("没有要我们办理的批示。"))
    return render(request, "instructions/mine.html", {"page": page, "table": table, "title": _("批示办理")})


@gate.requires(Permission.INSTRUCT, Permission.DESK_WORK, Permission.ITEM_WRITE)
@require_GET
def instruction(request: Any, instruction_id: UUID) -> HttpResponse:
    """One instruction: what was said, on what, how it stands, what may be done next."""
    found, as_what = _one(request, instruction_id)
    return _page(request, found, as_what)


def _one(request: Any, instruction_id: UUID) -> tuple[Instruction, set[str]]:
    found = selectors.one(request.user, instruction_id)
    if found is None:
        raise Http404
    return found


def _assign(request: Any, found: Instruction) -> str:
    units = {str(unit.pk): unit for unit in selectors.owners(found.desk)}
    actions.assign(
        instruction_id=found.pk,
        owner=units.get(request.POST.get("owner", "")),
        helpers=[units[one] for one in request.POST.getlist("helpers") if one in units],
        due_on=day_of(request.POST.get("due_on", "")),
        words=steps.words_of(request),
        **steps.how(request),
    )
    return _("已交办，承办单位已收到。")


def _interim(request: Any, found: Instruction) -> str:
    actions.answer(instruction_id=found.pk, words=steps.words_of(request), final=False, **steps.how(request))
    return _("已反馈阶段情况。")


def _final(request: Any, found: Instruction) -> str:
    actions.answer(instruction_id=found.pk, words=steps.words_of(request), final=True, **steps.how(request))
    return _("已反馈办理结果。")


def _ask_time(request: Any, found: Instruction) -> str:
    due = day_of(request.POST.get("due_on", ""))
    actions.ask_extension(instruction_id=found.pk, words=steps.words_of(request), due_on=due, **steps.how(request))
    return _("已申请延期，批准前仍按原期限。")


def _grant(request: Any, found: Instruction) -> str:
    actions.answer_extension(instruction_id=found.pk, grant=True, words=steps.words_of(request), **steps.how(request))
    return _("已同意延期。")


def _refuse(request: Any, found: Instruction) -> str:
    actions.answer_extension(instruction_id=found.pk, grant=False, words=steps.words_of(request), **steps.how(request))
    return _("已答复不同意延期。")


def _more(request: Any, found: Instruction) -> str:
    due = day_of(request.POST.get("due_on", ""))
    actions.ask_more(instruction_id=found.pk, words=steps.words_of(request), due_on=due, **steps.how(request))
    return _("已要求补充反馈。")


def _close(request: Any, found: Instruction) -> str:
    actions.close(instruction_id=found.pk, words=steps.words_of(request), **steps.how(request))
    return _("已办结。")


OFFICE = {"desk", "leader"}
#: What may be done, by whom.
DO: dict[str, tuple[set[str], Callable[[Any, Instruction], str]]] = {
    "assign": (OFFICE, _assign),
    "interim": ({"owner", "helper"}, _interim),
    "final": ({"owner"}, _final),
    "ask-time": ({"owner"}, _ask_time),
    "grant": (OFFICE, _grant),
    "refuse": (OFFICE, _refuse),
    "more": (OFFICE, _more),
    "close": (OFFICE, _close),
}


@gate.requires(Permission.INSTRUCT, Permission.DESK_WORK, Permission.ITEM_WRITE)
@require_POST
def act(request: Any, instruction_id: UUID) -> HttpResponse:
    """One step by whoever may take it."""
    found, as_what = _one(request, instruction_id)
    who, do = steps.chosen(DO, request)
    if not who & as_what:
        raise PermissionDenied
    return steps.take(
        request,
        do,
        found,
        page=lambda refusal: _page(request, *_one(request, instruction_id), refusal=refusal),
        to=reverse("instructions:instruction", args=[found.pk]),
    )


@gate.requires(Permission.DESK_WORK)
@require_POST
def follow_up(request: Any) -> HttpResponse:
    """A manuscript of follow-ups from the chosen instructions."""
    desk = steps.desk_of(request)
    wanted = set(request.POST.getlist("chosen"))
    chosen = [one for one in selectors.board(desk, box="open")[:200] if str(one.pk) in wanted]
    try:
        made = actions.write_follow_up(desk=desk, chosen=chosen, editor=request.user, **steps.how(request))
    except Refusal as refusal:
        messages.error(request, refusal.words())
        return redirect("instructions:board")
    return redirect("desk:manuscript", made.pk)


def _page(request: Any, found: Instruction, as_what: set[str], refusal: Refusal | None = None) -> HttpResponse:
    today = china_date(request.now)
    context = {
        "one": found,
        "place": subjects.place_of(request.user, found),
        "state": presenters.state_of(found, request.now),
        "deadline": presenters.deadline(found, today),
        "moments": presenters.moments(selectors.steps(found)),
        "files": attachments_of("instruction", [str(found.pk)]).get(str(found.pk), []),
        "office": bool(as_what & OFFICE),
        "owner": "owner" in as_what,
        "helper": bool(as_what & {"owner", "helper"}),
        "asked": selectors.extension_asked(found),
        "owners": [("", _("请选择")), *selectors.owner_choices(found.desk)],
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "instructions/instruction.html", context, status=refusal.status if refusal else 200)

"""The desk's commissions: what waits, one with every unit's part, reminder rules."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongbao.briefing.topics import actions, presenters, selectors
from gongbao.briefing.topics.forms import commission_of as typed
from gongbao.briefing.topics.forms import moment_of, number_of
from gongbao.briefing.topics.models import Call, Commission
from gongbao.briefing.topics.views.access import commission_of
from gongbao.briefing.units import steps
from gongbao.briefing.units.models import Unit
from gongbao.briefing.units.typed import uuid_of
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.shapes import Link

PAGE = 25


@gate.requires(Permission.DESK_WORK)
@require_GET
def commissions(request: Any) -> HttpResponse:
    """What was commissioned: what still waits first, by time."""
    desk = steps.desk_of(request)
    every = request.GET.get("box") == "all"
    page = Paginator(selectors.commissions(desk, open_only=not every), PAGE).get_page(request.GET.get("page"))
    context = {
        "desk": desk,
        "page": page,
        "table": presenters.commission_table(list(page)),
        "tabs": [
            Link(text=_("进行中"), href="?", current=not every),
            Link(text=_("全部"), href="?box=all", current=every),
        ],
    }
    return render(request, "topics/commissions.html", context)


@gate.requires(Permission.DESK_WORK)
@require_http_methods(["GET", "POST"])
def new_commission(request: Any) -> HttpResponse:
    """约稿: what, in which style, by when, whom to ask, from which units."""
    desk = steps.desk_of(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            made = actions.issue(desk=desk, draft=typed(request.POST, desk), **steps.how(request))
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("已约稿，各单位已收到。"))
            return redirect("topics:commission", made.pk)
    units = selectors.units_below(desk)
    rules = selectors.reminder_rules(desk)
    context = {
        "desk": desk,
        "given": request.POST,
        "chosen": set(request.POST.getlist("units")),
        "chosen_bands": set(request.POST.getlist("bands")),
        "refusal": refusal,
        "types": presenters.type_choices(selectors.types()),
        "rules": [(str(one.pk), f"{one.title}：{presenters.rule_words(one)}") for one in rules],
        "units": [(str(unit.pk), unit.short) for unit in units],
        "bands": selectors.bands_of(units),
    }
    return render(request, "topics/new_commission.html", context, status=refusal.status if refusal else 200)


@gate.requires(Permission.DESK_WORK)
@require_GET
def commission(request: Any, commission_id: UUID) -> HttpResponse:
    """One commission and how every unit stands to it."""
    return _page(request, commission_of(request, commission_id))


def _call(request: Any, found: Commission) -> Call:
    wanted = uuid_of(request.POST.get("call", ""))
    call = found.calls.filter(pk=wanted).first() if wanted else None
    if call is None:
        raise Http404
    return call


def _accept(request: Any, found: Commission) -> str:
    actions.accept(call_id=_call(request, found).pk, words=steps.words_of(request), **steps.how(request))
    return _("已收下，约稿完成。")


def _grant(request: Any, found: Commission) -> str:
    actions.answer_time(
        call_id=_call(request, found).pk, grant=True, words=steps.words_of(request), **steps.how(request)
    )
    return _("已同意延期。")


def _refuse(request: Any, found: Commission) -> str:
    actions.answer_time(
        call_id=_call(request, found).pk, grant=False, words=steps.words_of(request), **steps.how(request)
    )
    return _("已答复不同意延期。")


def _insist(request: Any, found: Commission) -> str:
    due = moment_of(request.POST.get("due_at", ""))
    actions.insist(call_id=_call(request, found).pk, words=steps.words_of(request), due_at=due, **steps.how(request))
    return _("已请单位仍要报送。")


def _withdraw(request: Any, found: Commission) -> str:
    actions.withdraw(commission_id=found.pk, why=request.POST.get("why", ""), **steps.how(request))
    return _("已撤回，原因已告知各单位。")


DO: dict[str, Callable[[Any, Commission], str]] = {
    "accept": _accept,
    "grant": _grant,
    "refuse": _refuse,
    "insist": _insist,
    "withdraw": _withdraw,
}


@gate.requires(Permission.DESK_WORK)
@require_POST
def act(request: Any, commission_id: UUID) -> HttpResponse:
    """One step of the desk on a commission."""
    found = commission_of(request, commission_id)
    return steps.take(
        request,
        steps.chosen(DO, request),
        found,
        page=lambda refusal: _page(request, commission_of(request, commission_id), refusal),
        to=reverse("topics:commission", args=[found.pk]),
    )


def _page(request: Any, found: Commission, refusal: Refusal | None = None) -> HttpResponse:
    rows = presenters.call_rows(selectors.calls(found), request.now)
    context = {
        "one": found,
        "asks": presenters.asks(found),
        "rule": presenters.rule_words(found.rule),
        "rows": rows,
        "open": found.withdrawn_at is None and any(row["call"].state in {"open", "submitted"} for row in rows),
        "refusal": refusal,
        "given": request.POST if refusal else {},
    }
    return render(request, "topics/commission.html", context, status=refusal.status if refusal else 200)


@gate.requires(Permission.DESK_SIGN)
@require_http_methods(["GET", "POST"])
def reminders(request: Any) -> HttpResponse:
    """When the desk reminds of commissions: rules to choose from."""
    desk = steps.desk_of(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            words = _change_rules(request, desk)
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, words)
            return redirect("topics:reminders")
    rules = selectors.reminder_rules(desk, active=False)
    context = {
        "rules": [(one, presenters.rule_words(one)) for one in rules],
        "given": request.POST if refusal else {"before": "48, 24, 2", "after": "24", "most": "3"},
        "refusal": refusal,
    }
    return render(request, "topics/reminders.html", context, status=refusal.status if refusal else 200)


def _change_rules(request: Any, desk: Unit) -> str:
    if request.POST.get("do") == "retire":
        rule = uuid_of(request.POST.get("rule", ""))
        if rule is None:
            raise Http404
        actions.retire_reminder_rule(desk=desk, rule_id=rule, **steps.how(request))
        return _("已停用。已发出的约稿仍按它提醒。")
    actions.make_reminder_rule(
        desk=desk,
        title=request.POST.get("title", ""),
        before=request.POST.get("before", ""),
        after_hours=number_of(request.POST.get("after", ""), 720),
        after_most=number_of(request.POST.get("most", ""), 99) or 0,
        **steps.how(request),
    )
    return _("已保存，下次约稿可选。")

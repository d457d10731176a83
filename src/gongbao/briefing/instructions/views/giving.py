"""Giving an instruction: by the leader on the page read, or by the office from paper."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gongbao.briefing.bulletins.content import entries_of
from gongbao.briefing.bulletins.models import Entry, IssueState
from gongbao.briefing.bulletins.selectors import issue_of, my_copy, possible_readers
from gongbao.briefing.instructions import actions, refusals, selectors
from gongbao.briefing.instructions.models import Medium
from gongbao.briefing.units.typed import day_of
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.files.actions import EVIDENCE, About, attach


def _chosen_owner(request: Any, desk: Any) -> Any:
    wanted = request.POST.get("owner", "")
    return next((unit for unit in selectors.owners(desk) if str(unit.pk) == wanted), None)


@gate.requires(Permission.INSTRUCT)
@require_POST
def give(request: Any, issue_id: UUID, entry_id: UUID) -> HttpResponse:
    """批示 on the page where the item was read."""
    copy = my_copy(request.user, issue_id)
    entry = Entry.objects.filter(pk=entry_id, issue_id=issue_id).first()
    if copy is None or entry is None:
        raise Http404
    place = [one.pk for one in entries_of(copy.issue)].index(entry.pk) + 1
    try:
        actions.give(
            entry=entry,
            leader=request.user,
            words=request.POST.get("words", ""),
            owner=_chosen_owner(request, copy.issue.periodical.desk),
            due_on=day_of(request.POST.get("due_on", "")),
            by=gate.actor_of(request),
            now=request.now,
        )
    except Refusal as refusal:
        messages.error(request, refusal.words())
    else:
        messages.success(request, _("批示已交信息科。办理情况会回到这一页。"))
    return redirect("bulletins:read", issue_id, place)


@gate.requires(Permission.DESK_WORK)
@require_http_methods(["GET", "POST"])
def enter(request: Any, issue_id: UUID) -> HttpResponse:
    """What a leader wrote on paper, entered by the office, with a photograph."""
    issue = issue_of(request.user, issue_id)
    if issue is None or issue.state != IssueState.SIGNED:
        raise Http404
    entries = entries_of(issue)
    leaders = possible_readers(issue.periodical.desk)
    refusal: Refusal | None = None
    if request.method == "POST":
        entry = next((one for one in entries if str(one.pk) == request.POST.get("entry", "")), None)
        leader = next((one for one in leaders if str(one.pk) == request.POST.get("leader", "")), None)
        try:
            if entry is None or leader is None:
                raise refusals.which_needed()
            made = actions.give(
                entry=entry,
                leader=leader,
                words=request.POST.get("words", ""),
                medium=Medium.PAPER,
                by=gate.actor_of(request),
                now=request.now,
            )
            for file in request.FILES.getlist("photo")[:3]:
                attach(
                    stream=file.file,
                    name=file.name or "photo",
                    about=About("instruction", str(made.pk)),
                    by=gate.actor_of(request),
                    now=request.now,
                    limits=EVIDENCE,
                )
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("已录入，请交办。"))
            return redirect("instructions:instruction", made.pk)
    context = {
        "issue": issue,
        "entries": [("", _("请选择")), *((str(one.pk), one.title) for one in entries)],
        "leaders": [("", _("请选择")), *((str(one.pk), str(one)) for one in leaders)],
        "given": request.POST,
        "refusal": refusal,
    }
    return render(request, "instructions/enter.html", context, status=refusal.status if refusal else 200)

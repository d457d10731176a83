"""A firm's own people engage agents and end their mandates."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongbao.foundation.accounts import actions, directory, policies, selectors
from gongbao.foundation.accounts.forms import AgentForm
from gongbao.foundation.accounts.gate import actor_of, requires
from gongbao.foundation.accounts.models import Mandate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.presenters import agent_row
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.shapes import Column, Table


def _own_entities(request: Any) -> dict[int, str]:
    """The entities whose own people the user belongs to, with their names."""
    held = {m.organisation_id: m.organisation.name for m in policies.memberships(request.user)}
    ids = selectors.own_entities(list(held))
    known = directory.firms(ids)
    return {one: known[one].name if one in known else next(iter(held.values()), str(one)) for one in ids}


@requires(Permission.FILING_SUBMIT)
def agents(request: Any) -> HttpResponse:
    """The agents that may act for one's firm, and engaging another."""
    own = _own_entities(request)
    form = AgentForm(request.POST or None, entities=list(own.items()))
    if form.is_valid():
        entity_id = form.cleaned_data["entity"]
        try:
            actions.engage_agent(
                entity_id=entity_id, agent_code=form.cleaned_data["agent"], by=actor_of(request), now=request.now
            )
        except Refusal as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("已委托，对方现在可以代您申报。"))
            return redirect("accounts:agents")
    table = Table(
        caption=_("已委托的代理机构"),
        columns=[
            Column(key="agent", label=_("代理机构"), primary=True),
            Column(key="code", label=_("统一社会信用代码"), kind="code"),
            Column(key="firm", label=_("企业")),
            Column(key="since", label=_("委托自"), kind="date"),
            Column(key="action", label=_("操作")),
        ],
        rows=[agent_row(one, own[one.entity_id], request) for one in selectors.agents_of(list(own))],
        empty=_("委托的代理机构会列在这里。没有委托时，只有本企业的联络员可以申报。"),
    )
    context = {"table": table, "form": form, "own": own}
    return render(request, "accounts/agents.html", context, status=422 if form.errors else 200)


@requires(Permission.FILING_SUBMIT)
@require_POST
def end_agent(request: Any, entity_id: int, mandate_id: UUID) -> HttpResponse:
    """The agent may act for the firm no more."""
    if entity_id not in _own_entities(request):
        raise PermissionDenied
    mandate = get_object_or_404(Mandate, entity_id=entity_id, id=mandate_id, own=False)
    actions.end_mandate(mandate=mandate, by=actor_of(request), now=request.now)
    messages.success(request, _("委托已结束，立即生效。"))
    return redirect("accounts:agents")

"""May this person be appointed here? One field, one answer."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.refusals import Refusal
from gongbao.kernel.statutes import OTHER_BARS
from gongbao.register.people import actions, presenters, refusals, selectors
from gongbao.register.people.selectors import Asked


@gate.requires(Permission.ENTITY_EDIT)
@require_http_methods(["GET", "POST"])
def check(request: Any) -> HttpResponse:
    """Ask with name and identity number; the number is compared and forgotten."""
    given = {key: request.POST.get(key, "").strip() for key in ("name", "code", "post", "act", "purpose")}
    context: dict[str, Any] = {"given": given, "posts": presenters.posts(), "other_bars": presenters.said(OTHER_BARS)}
    context["acts"] = [("appoint", _("变更任职")), ("found", _("设立登记"))]
    status = 200
    if request.method == "POST":
        try:
            asked = _asked(request, given)
            checked = actions.check(asked=asked, purpose=given["purpose"], by=gate.actor_of(request), now=request.now)
            context |= {
                "checked": checked,
                "answer": presenters.answer_state(checked),
                "hits": presenters.hit_rows(checked),
                "whys": [presenters.why_bar(hit.bar) for hit in checked.running],
                "on": china_date(request.now),
            }
        except Refusal as refused:
            context["refusal"], status = refused, refused.status
    answer = render(request, "people/check.html", context, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _asked(request: Any, given: dict[str, str]) -> Asked:
    entity = selectors.firm(given["code"]) if given["code"] else None
    if given["code"] and entity is None:
        raise Refusal("no-entity", "没有这个代码的主体，请核对。", "No entity has this code; check it.", field="code")
    if not given["name"]:
        raise refusals.name_needed()
    return Asked(
        name=given["name"],
        id_number=request.POST.get("id_number", ""),
        post=given["post"] if given["post"] in presenters.POSTS else "legal-representative",
        founding=given["act"] == "found",
        entity_id=entity.id if entity else None,
    )

"""The registrar's check at registration and change: one field, one answer, within one request."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongbao.foundation.accounts.gate import requires
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.shapes import State
from gongbao.register.screening import answers
from gongbao.register.screening.presenters import hits


@requires(Permission.ENTITY_EDIT)
@require_GET
def check(request: Any) -> HttpResponse:
    """Whether the name or code at the counter is listed, and what that means for the registration."""
    asked = request.GET.get("q", "").strip()
    context: dict[str, Any] = {"asked": asked}
    if asked:
        loaded = answers.in_hand(request.now)
        question = answers.asked(asked, "")
        row = answers.answered([question], loaded, request.now).rows[0]
        doubt = hits.doubt(*question, row)
        context |= {
            "row": row,
            "verdict": _verdict("possible" if doubt else row["outcome"]),  # a mistyped code clears nobody
            "sentence": hits.sentence(row),
            "doubt": doubt,
            "hits": hits.cards(row),
            "list_facts": hits.list_facts(loaded.asked),
        }
    return render(request, "screening/check.html", context)


def _verdict(outcome: str) -> State:
    """What to do at the counter. The list restricts; whether to register is decided by the law of the matter."""
    return {
        "same": State(text=_("在名录中：先看下面的事由和限制"), tone="late"),
        "possible": State(text=_("先核对代码，再办理"), tone="soon"),
        "related": State(text=_("本主体未列入；有关联企业在名录中"), tone="info"),
        "none": State(text=_("不在名录中，可以办理"), tone="done"),
        "unreadable": State(text=_("读不出，请重新输入"), tone="provisional"),
    }[outcome]

"""What a firm sees of its own inspections: never the reason on file, never who complained."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.clock import china_date
from gongbao.foundation.files.selectors import attachments_of
from gongbao.foundation.shapes import Fact, Ground, State
from gongbao.foundation.wording import plain_day
from gongbao.register.inspections import selectors
from gongbao.register.inspections.models import Inspection
from gongbao.register.inspections.presenters import showing
from gongbao.register.inspections.rules import basis, duty_to_cooperate, publicly

_STATES: dict[str, tuple[Callable[[], str], str]] = {
    "open": (lambda: _("待检查"), "open"),
    "recorded": (lambda: _("检查中"), "open"),
    "concluded": (lambda: _("检查已结束，结果待公示"), "soon"),
    "published": (lambda: _("结果已公示"), "done"),
    "ended": (lambda: _("检查已取消"), "plain"),
}


def _state(inspection: Inspection) -> State:
    words, tone = _STATES[inspection.state]
    return State(text=words(), tone=tone)


def rows(found: Sequence[Inspection], now: datetime) -> list[dict[str, Any]]:
    """The firm's inspections."""
    return [
        {
            "href": reverse("inspections:own", args=[one.entity_id, one.id]),
            "title": one.title,
            "number": one.number,
            "state": _state(one),
            "by": showing.deadline(one.visit_on, now) if one.state == "open" else None,
        }
        for one in found
    ]


def page_of(inspection: Inspection, now: datetime) -> dict[str, Any]:
    """One inspection: what it is, what is owed, what comes next."""
    on = china_date(now)
    requests = selectors.requests_of(inspection)
    files = attachments_of("evidence-request", [str(one.id) for one in requests])
    result = selectors.result_of(inspection)
    people = selectors.assigned([inspection]).get(inspection.id, [])
    facts = [
        Fact(label=_("检查机关"), value=inspection.authority),
        Fact(label=_("检查编号"), value=inspection.number),
        Fact(label=_("依据"), value=showing.ORIGINS[publicly(inspection.origin)]()),
        Fact(label=_("方式"), value=showing.METHODS[inspection.method]()),
        Fact(label=_("检查人员"), value="、".join(f"{one.name}（{one.code}）" for one in people)),
    ]
    if inspection.visit_on and inspection.state == "open":
        facts.append(Fact(label=_("检查日期"), value=plain_day(inspection.visit_on)))
    whys = [basis(inspection.origin, on), duty_to_cooperate(on)]
    return {
        "inspection": inspection,
        "title": inspection.title,
        "state": _state(inspection),
        "facts": facts,
        "why": [Ground(instrument=showing.said(one.words), confidence=one.confidence.value) for one in whys],
        "requests": [
            {
                "request": one,
                "words": showing.material_words(one.items),
                "files": files.get(str(one.id), []),
                "deadline": None if one.answered_at else showing.deadline(one.due_on, now, "CD"),
            }
            for one in requests
        ],
        "result": result,
        "result_words": showing.result_words(result) if result else "",
        "findings": showing.shown_findings(inspection, selectors.findings_of(inspection), now) if result else [],
    }

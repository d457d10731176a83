"""An incident as a CAP message, always Restricted; and what a message from outside says, in a sentence."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from gongbao.briefing.dutydesk.models import HandOff
from gongbao.briefing.incidents.models import Incident, Report
from gongbao.foundation.clock import CHINA
from gongbao.kernel.cap.message import (
    Alert,
    Area,
    Category,
    Certainty,
    Info,
    MessageType,
    Named,
    Reference,
    Scope,
    Severity,
    Status,
    Urgency,
)

RESTRICTION = "仅供收到的机关内部处置使用，不得公开"
CATEGORIES = {
    "natural": Category.GEO,
    "accident": Category.SAFETY,
    "health": Category.HEALTH,
    "social": Category.SECURITY,
}
SEVERITIES = {1: Severity.EXTREME, 2: Severity.SEVERE, 3: Severity.MODERATE, 4: Severity.MINOR}
GRADES = {1: "特别重大", 2: "重大", 3: "较大", 4: "一般"}
DRILL = "【演练】"


def sender() -> str:
    """How we are named in messages: the duty desk at this installation's host."""
    return f"duty@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}"


def message(
    incident: Incident,
    report: Report | None,
    *,
    identifier: str,
    kind: str,
    before: Sequence[HandOff],
    note: str,
    now: datetime,
) -> Alert:
    """The message for a hand-off. A drill is an Exercise and says so in words; `before` are those it follows."""
    mark = DRILL if incident.drill else ""
    grade = GRADES.get(incident.grade or 0, "")
    title = report.title if report else incident.title
    info = Info(
        categories=(CATEGORIES.get(str(incident.hazard.category), Category.OTHER),),
        event=f"{mark}{incident.hazard.zh}",
        urgency=Urgency.IMMEDIATE,
        severity=SEVERITIES.get(incident.grade or 0, Severity.UNKNOWN),
        certainty=Certainty.OBSERVED if report else Certainty.LIKELY,
        onset=_here(incident.occurred_at) if incident.occurred_at else None,
        sender_name=str(incident.desk.organisation),
        headline=f"{mark}{title}"[:160],
        description=f"{mark}{report.body if report and report.body else title}",
        parameters=tuple(
            Named(name=name, value=value)
            for name, value in (
                ("number", incident.number),
                ("grade", grade),
                ("report", report.kind if report else ""),
            )
            if value
        ),
        areas=(Area(description=incident.place, geocodes=_division(incident.division)),),
    )
    return Alert(
        identifier=identifier,
        sender=sender(),
        sent=_here(now),
        status=Status.EXERCISE if incident.drill else Status.ACTUAL,
        type=MessageType(kind),
        scope=Scope.RESTRICTED,
        restriction=RESTRICTION,
        note=f"{mark}{note}".strip(),
        references=tuple(Reference(sender(), one.identifier, _here(one.given_at)) for one in before),
        incidents=(incident.number,),
        infos=(info,),
    )


def _division(code: str) -> tuple[Named, ...]:
    return (Named(name="GB/T 2260", value=code),) if code else ()


def _here(at: datetime) -> datetime:
    return at.astimezone(CHINA).replace(microsecond=0)


def headline(alert: Alert) -> str:
    """What a received message is about."""
    first = alert.infos[0] if alert.infos else None
    words = (first.headline or first.event) if first else alert.note
    return (words or alert.type)[:300]

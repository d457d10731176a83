"""The row of a report, written once: its words, its figures, who told it (sealed apart), and the digest over all."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from cryptography.fernet import Fernet

from gongbao.briefing.incidents import refusals
from gongbao.briefing.incidents.models import (
    Figure,
    Incident,
    Measure,
    Precision,
    Report,
    ReportForm,
    ReportKind,
    Sure,
    Told,
)
from gongbao.briefing.items.rules import MOST_BODY, MOST_TITLE, clean_text
from gongbao.briefing.units.models import Unit
from gongbao.foundation import sealing
from gongbao.foundation.events.actor import Actor

PURPOSE = b"gongbao/incident-told/v1"
LINES = ("hazards", "access", "present", "needed", "leaders")
NOTES = ("cause", "trend", "measures")
MOST_FIGURE = Decimal(99999999999)


@dataclass(frozen=True, slots=True)
class SaidFigure:
    """One figure as told: `value` None is 正在核实."""

    value: Decimal | None
    sure: str = Sure.UNVERIFIED


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a report says. Blank is nothing said; what is being verified stands in `verifying` by its field's name."""

    title: str = ""
    body: str = ""
    place: str = ""
    occurred_at: datetime | None = None
    precision: str = Precision.UNKNOWN
    cause: str = ""
    trend: str = ""
    measures: str = ""
    hazards: str = ""
    access: str = ""
    present: str = ""
    needed: str = ""
    leaders: str = ""
    verifying: tuple[str, ...] = ()
    figures: Mapping[str, SaidFigure] = field(default_factory=dict)
    next_at: datetime | None = None

    def texts(self) -> tuple[str, ...]:
        """Every text in it."""
        return (
            self.title,
            self.body,
            self.place,
            self.cause,
            self.trend,
            self.measures,
            self.hazards,
            self.access,
            self.present,
            self.needed,
            self.leaders,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Who told it: identity facts, kept apart and sealed. `began_at`: when the telephone call began."""

    name: str = ""
    post: str = ""
    phone: str = ""
    informant: bool = False
    began_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """How it came from a device: its own id for the report, its clock when it sent, since when it had no network."""

    offline_id: UUID | None = None
    device_at: datetime | None = None
    away_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Everything that becomes one row."""

    incident: Incident
    unit: Unit
    to: Unit | None
    kind: str
    form: str
    said: Said
    learned_at: datetime
    receipt: str
    sent: Sent
    to_words: str = ""
    call: Call | None = None
    passed: Unit | None = None
    bypass_reason: str = ""
    corrects: Report | None = None


def write(written: Written, *, by: Actor, now: datetime) -> Report:
    """Write the report with its figures and, sealed, who told it."""
    said = written.said
    chain = Report.objects.filter(incident=written.incident, unit=written.unit)
    title = clean_text(said.title.replace("\n", " "), most=MOST_TITLE) or written.incident.title
    if written.form == ReportForm.WRITTEN and not said.body.strip():
        raise refusals.needed("body", "报告的内容", "what the report says")
    serial = chain.filter(kind=ReportKind.FOLLOW_UP).count() + 1 if written.kind == ReportKind.FOLLOW_UP else 0
    report = Report(
        incident=written.incident,
        unit=written.unit,
        to=written.to,
        to_words=written.to_words,
        kind=written.kind,
        form=written.form,
        number=chain.count() + 1,
        serial=serial,
        receipt=written.receipt,
        title=title,
        body=clean_text(said.body, most=MOST_BODY),
        place=said.place.strip()[:200],
        occurred_at=said.occurred_at,
        precision=precision_of(said),
        verifying=[name[:20] for name in dict.fromkeys(said.verifying)][:30],
        next_at=said.next_at if said.next_at is not None and said.next_at > now else None,
        learned_at=written.learned_at,
        called_at=written.call.began_at if written.call else None,
        received_at=now,
        device_at=written.sent.device_at,
        away_since=written.sent.away_since,
        bypass=written.passed is not None,
        passed=written.passed,
        bypass_reason=written.bypass_reason,
        corrects=written.corrects,
        offline_id=written.sent.offline_id,
        sha256="",
        entered_by=by.label[:80],
        **{name: clean_text(getattr(said, name), most=4_000) for name in NOTES},
        **{name: getattr(said, name).strip()[:300] for name in LINES},
    )
    report.sha256 = digest(report, said.figures)
    report.save(force_insert=True)
    figures = sorted(_checked(said.figures).items())
    Figure.objects.bulk_create([Figure(report=report, measure=k, value=one.value, sure=one.sure) for k, one in figures])
    if written.call is not None and (written.call.name or written.call.phone or written.call.post):
        _seal(report, written.call, now)
    return report


def digest(report: Report, figures: Mapping[str, SaidFigure]) -> str:
    """SHA-256 over what the report says, so that anybody can see that it is still the same."""
    content = [
        report.receipt,
        report.kind,
        report.form,
        report.title,
        report.body,
        report.place,
        report.occurred_at.isoformat() if report.occurred_at else "",
        *(getattr(report, name) for name in (*NOTES, *LINES)),
        report.verifying,
        {measure: [str(one.value), one.sure] for measure, one in sorted(figures.items())},
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def precision_of(said: Said) -> str:
    """How exact the time is: unknown without one, about where nobody said."""
    if said.occurred_at is None:
        return Precision.UNKNOWN
    return said.precision if said.precision != Precision.UNKNOWN else Precision.ABOUT


def _checked(figures: Mapping[str, SaidFigure]) -> dict[str, SaidFigure]:
    found = {}
    for measure, one in figures.items():
        if measure not in Measure.values:
            raise refusals.needed("figures", "列表中的数字", "one of the figures on the list")
        if one.value is None:
            found[measure] = SaidFigure(None, Sure.VERIFYING)
            continue
        if not 0 <= one.value <= MOST_FIGURE:
            raise refusals.needed(f"figure-{measure}", "合理的数字", "a figure that can be")
        found[measure] = SaidFigure(one.value, one.sure if one.sure != Sure.VERIFYING else Sure.UNVERIFIED)
    return found


def _seal(report: Report, call: Call, now: datetime) -> None:
    facts = json.dumps([call.name[:80], call.post[:80], call.phone[:40]], ensure_ascii=False).encode()
    sealed = Fernet(sealing.fernet_key(PURPOSE)).encrypt(facts)
    Told.objects.create(report=report, informant=call.informant, sealed=sealed, entered_at=now)

"""Lodging a report: by telephone or in writing, first, follow-up or final, from below or sent up, past a level too.

From here on it is kept as it was: nothing in this system changes or deletes a lodged report.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.briefing.incidents import refusals
from gongbao.briefing.incidents.actions.after import follow
from gongbao.briefing.incidents.actions.noting import held_incident, take_number
from gongbao.briefing.incidents.actions.writing import Call, Said, SaidFigure, Sent, Written, precision_of, write
from gongbao.briefing.incidents.models import Hazard, Incident, Report, ReportForm, ReportKind
from gongbao.briefing.items.rules import refuse_classified
from gongbao.briefing.units.models import Unit
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actor import Actor

__all__ = ["About", "Call", "Said", "SaidFigure", "Sent", "lodge", "send_up"]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a new incident is: its kind (code), where (division code), whether a drill or sensitive."""

    hazard: str
    division: str = ""
    drill: bool = False
    sensitive: frozenset[str] = field(default_factory=frozenset)


@transaction.atomic
def lodge(
    *,
    unit: Unit,
    said: Said,
    form: str,
    kind: str,
    learned_at: datetime,
    by: Actor,
    now: datetime,
    incident_id: UUID | None = None,
    about: About | None = None,
    call: Call | None = None,
    sent: Sent | None = None,
    bypass_reason: str = "",
    corrects: Report | None = None,
) -> Report:
    """Lodge a unit's report with its desk, or over it with the desk above (`bypass_reason`).

    Without `incident_id` it opens a new incident (`about`). With `sent.offline_id` the same report sent twice is the
    one already there. Refusals name the field; the first report's clocks open and close here.
    """
    sent = sent or Sent()
    known = _sent_before(unit, sent)
    if known is not None:
        return known
    desk, to, passed = _way(unit, bypass_reason)
    learned = _times(said, learned_at, sent, now)
    _refuse_classified(said)
    incident = held_incident(incident_id) if incident_id else _open(unit, desk, said, about, learned, now=now)
    if incident.joined_into is not None and not _reported(incident, unit):
        raise refusals.is_joined(incident.joined_into.number)
    written = Written(
        incident=incident,
        unit=unit,
        to=to,
        kind=_kind(incident, unit, kind, form),
        form=form,
        said=said,
        learned_at=learned,
        call=call,
        sent=sent,
        passed=passed,
        bypass_reason=bypass_reason.strip()[:400],
        corrects=corrects,
        receipt=_receipt(to or desk, now),
    )
    report = write(written, by=by, now=now)
    follow(incident, report, new=incident_id is None, by=by, now=now)
    return report


@transaction.atomic
def send_up(
    *,
    incident_id: UUID,
    desk: Unit,
    said: Said,
    form: str,
    kind: str,
    by: Actor,
    now: datetime,
    to_words: str = "",
    call: Call | None = None,
) -> Report:
    """The desk reports to the level above: to the desk there, or to whom `to_words` names outside this system."""
    above = desk.reports_to
    if above is None and not to_words.strip():
        raise refusals.nobody_above()
    incident = held_incident(incident_id)
    if incident.joined_into is not None:
        raise refusals.is_joined(incident.joined_into.number)
    _refuse_classified(said)
    first = Report.objects.filter(incident=incident, to=desk).order_by("received_at").first()
    learned = first.received_at if first else incident.learned_at
    written = Written(
        incident=incident,
        unit=desk,
        to=above,
        to_words=to_words.strip()[:80],
        kind=_kind(incident, desk, kind, form),
        form=form,
        said=said,
        learned_at=learned,
        call=call,
        sent=Sent(),
        receipt=_receipt(above or desk, now),
    )
    report = write(written, by=by, now=now)
    follow(incident, report, new=False, by=by, now=now)
    return report


def _sent_before(unit: Unit, sent: Sent) -> Report | None:
    if sent.offline_id is None:
        return None
    return Report.objects.filter(unit=unit, offline_id=sent.offline_id).select_related("incident").first()


def _way(unit: Unit, bypass_reason: str) -> tuple[Unit, Unit | None, Unit | None]:
    """The incident's desk, to whom the report goes, and the desk passed (None without a by-pass)."""
    if unit.desk and not bypass_reason:
        return unit, unit, None  # the desk writes down what it was told itself
    desk = unit.reports_to
    if desk is None:
        raise refusals.no_desk()
    if not bypass_reason:
        return desk, desk, None
    if not bypass_reason.strip():
        raise refusals.reason_needed("bypass_reason")
    if desk.reports_to is None:
        raise refusals.nobody_above()
    return desk, desk.reports_to, desk


def _times(said: Said, learned_at: datetime, sent: Sent, now: datetime) -> datetime:
    """When it was learned of. A device's clock may run ahead: then the server's instant bounds what it says."""
    if learned_at > now:
        if sent.device_at is None:
            raise refusals.in_the_future("learned_at")
        learned_at = now
    if said.occurred_at is not None:
        if said.occurred_at > now and sent.device_at is None:
            raise refusals.in_the_future("occurred_at")
        if said.occurred_at > learned_at and sent.device_at is None:
            raise refusals.learned_before_it_happened()
    if said.next_at is not None and said.next_at <= now and sent.device_at is None:
        raise refusals.next_has_passed()
    return learned_at


def _refuse_classified(said: Said) -> None:
    refuse_classified(*said.texts())


def _open(unit: Unit, desk: Unit, said: Said, about: About | None, learned_at: datetime, *, now: datetime) -> Incident:
    hazard = Hazard.objects.filter(code=about.hazard if about else "", active=True).first()
    if about is None or hazard is None:
        raise refusals.unknown_hazard()
    if not said.place.strip():
        raise refusals.needed("place", "地点", "where it is")
    kind = "drill" if about.drill else "incident"
    year = china_date(now).year
    series = "演练" if about.drill else "急"
    incident = Incident(
        desk=desk,
        number=f"{desk.short}{series}〔{year}〕{take_number(desk, kind, now)}号",
        year=year,
        hazard=hazard,
        title=said.title.strip()[:120] or f"{said.place.strip()[:80]}{hazard.zh}",
        place=said.place.strip()[:200],
        division=about.division or unit.organisation.region,
        occurred_at=said.occurred_at,
        precision=precision_of(said),
        learned_at=learned_at,
        sensitive_place="place" in about.sensitive,
        sensitive_time="time" in about.sensitive,
        sensitive_group="group" in about.sensitive,
        drill=about.drill,
        opened_at=now,
    )
    incident.save(force_insert=True)
    return incident


def _reported(incident: Incident, unit: Unit) -> bool:
    return Report.objects.filter(incident=incident, unit=unit).exists()


def _kind(incident: Incident, unit: Unit, kind: str, form: str) -> str:
    """The kind as lodged. The written first report after the call is a first report; a second one is a follow-up."""
    mine = Report.objects.filter(incident=incident, unit=unit).values_list("kind", "form")
    if kind == ReportKind.FIRST:
        first = [one for one in mine if one[0] == ReportKind.FIRST]
        if any(known in {form, ReportForm.WRITTEN} for _, known in first):
            raise refusals.first_already()
        return kind
    if not mine:
        raise refusals.first_needed()
    return kind


def _receipt(desk: Unit, now: datetime) -> str:
    return f"{desk.short}急收〔{china_date(now).year}〕{take_number(desk, 'receipt', now)}号"

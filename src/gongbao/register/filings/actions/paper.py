"""A report on paper, entered by an officer (G 10): the office has ten working days to publish that it was filed."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, BinaryIO, NamedTuple

from django.db import transaction

from gongbao.foundation.clock import CHINA, china_date
from gongbao.foundation.duties.actions import discharge, open_duty
from gongbao.foundation.duties.models import PartyKind
from gongbao.foundation.duties.owed import Owed, Terms
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.files.actions import EVIDENCE, About, attach
from gongbao.kernel.statutes import rule
from gongbao.register.entities.models import Entity
from gongbao.register.entities.models.entity import Category
from gongbao.register.filings import refusals
from gongbao.register.filings.actions.drafts import locked, open_draft
from gongbao.register.filings.actions.submitting import submit_paper
from gongbao.register.filings.models import FilingVersion
from gongbao.register.filings.selectors import PAPER_NOTICE

RECEIVED = declare("filing.paper-received", "收到纸质年度报告", "paper report received")
ENTERED = declare("filing.paper-entered", "纸质年度报告已录入", "paper report entered")


class Scan(NamedTuple):
    """A scanned page: its bytes and the name it was sent under."""

    stream: BinaryIO
    name: str


@transaction.atomic
def receive_paper(*, entity_id: int, year: int, received_on: date, office_id: int, by: Actor, now: datetime) -> None:
    """Note that the office received a paper report: its ten working days begin. Repeating it changes nothing."""
    entity = Entity.objects.get(pk=entity_id)
    _must_be_on_paper(entity, received_on, now)
    open_draft(entity_id=entity_id, year=year, by=by, now=now)
    terms = Terms.by_rule(rule("individual.paper-notice", received_on), received_on, kind=PAPER_NOTICE, period=year)
    open_duty(
        owed=Owed(
            party_id=office_id,
            region=entity.region,
            terms=terms,
            party_kind=PartyKind.ORGANISATION,
            subject=("entity", str(entity_id)),
            about_entity=entity_id,
            hand=by.label[:200],
        ),
        by=by,
        now=now,
    )
    record_event(
        name=RECEIVED,
        by=by,
        now=now,
        subject=("entity", entity_id),
        party_id=entity_id,
        detail={"year": year, "received_on": received_on.isoformat()},
    )


@transaction.atomic
def enter_paper(
    *,
    entity_id: int,
    year: int,
    values: Any,
    shown: Any,
    received_on: date,
    office_id: int,
    scans: Sequence[Scan] = (),
    by: Actor,
    now: datetime,
) -> FilingVersion:
    """Enter what stands on paper. It counts from the day received; the office's duty to publish the fact is done.

    `shown` without `content` keeps the content to the business itself, which is what paper is for.
    """
    receive_paper(entity_id=entity_id, year=year, received_on=received_on, office_id=office_id, by=by, now=now)
    filing = locked(entity_id, year)
    received_at = now if received_on == china_date(now) else datetime.combine(received_on, time(12), CHINA)
    switches = {"content": False, **(shown if isinstance(shown, dict) else {})}
    version: FilingVersion = submit_paper(filing, values, switches, received_at=received_at, by=by, now=now)
    for scan in scans:
        attach(
            stream=scan.stream,
            name=scan.name,
            about=About("filing-version", str(version.id), entity_id),
            by=by,
            now=now,
            limits=EVIDENCE,
        )
    discharge(
        party_id=office_id,
        kind=PAPER_NOTICE,
        period=year,
        by=by,
        now=now,
        with_=version.receipt,
        subject=("entity", str(entity_id)),
    )
    record_event(
        name=ENTERED,
        by=by,
        now=now,
        subject=("filing", filing.id),
        party_id=entity_id,
        detail={"year": year, "received_on": received_on.isoformat(), "scans": len(scans)},
    )
    return version


def _must_be_on_paper(entity: Entity, received_on: date, now: datetime) -> None:
    if entity.category != Category.INDIVIDUAL:
        raise refusals.paper_only_individuals()
    if received_on > china_date(now):
        raise refusals.paper_in_future()

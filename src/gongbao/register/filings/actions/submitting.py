"""A report is filed or corrected: version, leaf, duty and record in one transaction."""

import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from gongbao.foundation.accounts.actions import Subject, record_facts
from gongbao.foundation.accounts.models import PersonalFact
from gongbao.foundation.clock import china_date
from gongbao.foundation.duties.actions import discharge
from gongbao.foundation.duties.kinds import ANNUAL_REPORT
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.ids import uuid7
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.ledger.actions import enqueue
from gongbao.foundation.ledger.selectors import replayed
from gongbao.kernel.statutes import Kind, Standing
from gongbao.kernel.tlog.canonical import canonical_json
from gongbao.register.entities.models import Entity
from gongbao.register.filings import refusals, selectors
from gongbao.register.filings.actions.drafts import locked, locked_or_begun, personal_field
from gongbao.register.filings.models import Channel, Filing, FilingVersion
from gongbao.register.filings.rules import (
    CONTENT,
    Checked,
    FilingFacts,
    Form,
    Trip,
    Weight,
    differences,
    is_late,
    mask_personal,
    parse_form,
    published_view,
    receipt_number,
    trips,
    validate,
)
from gongbao.register.records.actions import mark_pending, publish

FILED = declare("filing.submitted", "年度报告已提交", "annual report filed")
CORRECTED = declare("filing.corrected", "年度报告已更正", "annual report corrected")
FORMAT = "gongbao/filing/v1"
PUBLISHED_AS = "annual-report"
#: Filed by programs, many in a row: the worker publishes their records together, within a second or two. The report
#: itself is in the log with its act, as always.
PROGRAMS = {Channel.API, Channel.FILE}


@dataclass(frozen=True, slots=True)
class DryRun:
    """What would happen, without doing it: what is wrong, what the public would see, what it would set off."""

    form: Form
    checked: Checked
    view: list[dict[str, Any]]
    trips: list[Trip]
    changes: list[Any]

    @property
    def may_file(self) -> bool:
        return not self.checked.errors and not any(one.weight is Weight.STOP for one in self.trips)


def dry_run(
    *,
    entity: Entity,
    year: int,
    values: Any,
    shown: Any,
    now: datetime,
    form: Form | None = None,
) -> DryRun:
    """Look at what filing (or correcting) these answers would do. Reads only."""
    filing = selectors.filing_of(entity.id, year)
    if form is None:
        form = parse_form(filing.form.definition) if filing else selectors.form_of(entity.category, year)[1]
    last = selectors.last_year(entity.id, year)
    checked = validate(form, values, shown, last=last)
    view = published_view(form, checked.values, checked.shown)
    filed_at = filing.first_submitted_at if filing else None
    facts = selectors.facts_of(entity, form, checked.values, checked.shown, filed_at=filed_at)
    before = selectors.latest_version(entity.id, year) if filed_at else None
    changes = differences(published_view(form, before.content, before.shown, stored=True), view) if before else []
    return DryRun(form, checked, view, trips(facts, china_date(now)), changes)


def consequences(*, entity: Entity, year: int, filing: Filing | None, now: datetime) -> list[Trip]:
    """What filing (or correcting) now sets off whatever the content; that it is in time goes without saying."""
    facts = FilingFacts(
        kind=Kind(entity.category),
        standing=Standing(entity.standing),
        established_on=entity.established_on,
        year=year,
        filed_on=china_date(filing.first_submitted_at) if filing and filing.first_submitted_at else None,
    )
    return [one for one in trips(facts, china_date(now)) if one.code != "in-time"]


@transaction.atomic
def file_report(
    *,
    entity_id: int,
    year: int,
    values: Any,
    shown: Any,
    by: Actor,
    now: datetime,
    channel: str = Channel.SCREEN,
) -> FilingVersion:
    """File the report of one year. Refusals name every error. Filing the same content twice gives one filing."""
    filing = locked_or_begun(entity_id, year, by=by, now=now, at_once=True)
    form = parse_form(filing.form.definition)
    checked = validate(form, values, shown)
    before = selectors.latest_version(entity_id, year) if filing.versions else None
    if before is not None:
        if before.number == 1 and _same(form, before, checked):
            return before
        raise refusals.already_filed(year, before.receipt)
    return _submit(_Act(filing, form, checked, before, channel), by=by, now=now)


@transaction.atomic
def file_draft(*, entity_id: int, year: int, revision: int, by: Actor, now: datetime) -> FilingVersion:
    """File what the draft holds, as seen at `revision`. A second click finds the report filed and returns it."""
    filing = locked(entity_id, year)
    before = selectors.latest_version(entity_id, year)
    if before is not None and not filing.draft.get("values"):
        return before
    if filing.draft_revision != revision:
        raise refusals.changed_since_seen()
    if before is not None:
        raise refusals.already_filed(year, before.receipt)
    form = parse_form(filing.form.definition)
    checked = validate(form, filing.draft.get("values", {}), filing.draft.get("shown", {}))
    return _submit(_Act(filing, form, checked, None, Channel.SCREEN), by=by, now=now)


@transaction.atomic
def correct_report(
    *,
    entity_id: int,
    year: int,
    values: Any,
    shown: Any,
    reason: str,
    by: Actor,
    now: datetime,
    channel: str = Channel.SCREEN,
) -> FilingVersion:
    """Correct a filed report until 30 June, 24:00: the next version, with what changed, before and after (R 12)."""
    filing = locked(entity_id, year)
    form = parse_form(filing.form.definition)
    before = selectors.latest_version(entity_id, year)
    if before is None:
        raise refusals.not_filed(year)
    said = " ".join(reason.split())[:300]
    checked = validate(form, values, shown)
    if checked.errors:
        raise refusals.of_findings(form, checked)
    if _same(form, before, checked):
        if before.number > 1 and before.reason == said:
            return before
        raise refusals.nothing_changed()
    if not said:
        raise refusals.reason_missing()
    return _submit(_Act(filing, form, checked, before, channel, reason=said), by=by, now=now)


@transaction.atomic
def correct_draft(*, entity_id: int, year: int, revision: int, reason: str, by: Actor, now: datetime) -> FilingVersion:
    """Make the correction the draft holds, as seen at `revision`; a second click returns the one made."""
    filing = locked(entity_id, year)
    before = selectors.latest_version(entity_id, year)
    if before is not None and before.number > 1 and not filing.draft.get("values"):
        return before
    if filing.draft_revision != revision:
        raise refusals.changed_since_seen()
    draft = filing.draft
    return correct_report(
        entity_id=entity_id,
        year=year,
        values=draft.get("values", {}),
        shown=draft.get("shown", {}),
        reason=reason,
        by=by,
        now=now,
    )


@dataclass(frozen=True, slots=True)
class _Act:
    filing: Filing
    form: Form
    checked: Checked
    before: FilingVersion | None
    channel: str
    reason: str = ""


def submit_paper(filing: Filing, values: Any, shown: Any, *, received_at: datetime, by: Actor, now: datetime) -> Any:
    """File what an officer read from paper; it counts from the day the office received it."""
    form = parse_form(filing.form.definition)
    checked = validate(form, values, shown)
    before = selectors.latest_version(filing.entity_id, filing.year)
    if before is not None:
        raise refusals.already_filed(filing.year, before.receipt)
    return _submit(_Act(filing, form, checked, None, Channel.PAPER), by=by, now=now, counted_at=received_at)


def _submit(act: _Act, *, by: Actor, now: datetime, counted_at: datetime | None = None) -> FilingVersion:
    """Everything a submission writes. `counted_at` is the instant the law counts, when it is not now."""
    entity = act.filing.entity
    if act.checked.errors:
        raise refusals.of_findings(act.form, act.checked)
    at = counted_at or now
    _must_be_open(act, entity, at)
    version = _version(act, entity, at, by, now)
    version.save(force_insert=True)
    _, personal = mask_personal(act.form, act.checked.values)
    record_facts(
        subject=Subject("filing-version", str(version.id), entity.id),
        values={personal_field(id_): value for id_, value in personal.items()},
        by=by,
        now=now,
    )
    _close_draft(act.filing, version)
    if act.before is None:
        discharge(party_id=entity.id, kind=ANNUAL_REPORT, period=version.year, by=by, now=at, with_=version.receipt)
    record_event(
        name=CORRECTED if act.before else FILED,
        by=by,
        now=now,
        subject=("filing", act.filing.id),
        party_id=entity.id,
        detail={
            "year": version.year,
            "version": version.number,
            "receipt": version.receipt,
            "late": version.late,
            "channel": version.channel,
        },
    )
    if act.channel in PROGRAMS:
        mark_pending(entity_ids=[entity.id], reason=PUBLISHED_AS, now=now)
    else:
        publish(entity_ids=[entity.id], reason=PUBLISHED_AS, by=by, now=now)
    return version


def _must_be_open(act: _Act, entity: Entity, at: datetime) -> None:
    facts = selectors.facts_of(
        entity,
        act.form,
        act.checked.values,
        act.checked.shown,
        filed_at=act.before.submitted_at if act.before else None,
    )
    if act.channel == Channel.PAPER:
        facts = replace(facts, on_paper=True)
    for trip in trips(facts, china_date(at)):
        if trip.weight is Weight.STOP:
            raise refusals.of_trip(trip)


def _version(act: _Act, entity: Entity, at: datetime, by: Actor, now: datetime) -> FilingVersion:
    kept, _ = mask_personal(act.form, act.checked.values)
    last, previous = _last(act)
    version = FilingVersion(
        id=uuid7(),
        entity=entity,
        filing_id=act.filing.id,
        year=act.filing.year,
        number=last + 1,
        content=kept,
        shown=act.checked.shown,
        channel=act.channel,
        receipt=receipt_number(act.filing.id, act.filing.year, last + 1),
        submitted_at=at,
        submitted_by=by.label[:80],
        late=is_late(Kind(entity.category), act.filing.year, china_date(at)) if act.before is None else act.before.late,
        reason=act.reason,
    )
    body = canonical_json(_body(act, entity, version))
    sealed = enqueue(
        record=act.filing.id,
        version=version.number,
        kind="amend" if last else "publish",
        body=body,
        previous=previous,
        now=now,
    )
    version.body, version.salt, version.commitment = body, sealed.salt, sealed.commitment
    return version


def _last(act: _Act) -> tuple[int, bytes | None]:
    """Number and commitment of the version before; of one that only the log remembers after a restore, if later."""
    number, commitment = (act.before.number, bytes(act.before.commitment)) if act.before else (0, None)
    return max(replayed([act.filing.id]).get(act.filing.id, (0, None)), (number, commitment), key=lambda one: one[0])


def _body(act: _Act, entity: Entity, version: FilingVersion) -> dict[str, Any]:
    """What the public gets of this version, complete in itself."""
    view = published_view(act.form, act.checked.values, act.checked.shown)
    body: dict[str, Any] = {
        "format": FORMAT,
        "register": settings.LEDGER_ORIGIN,
        "filing": str(act.filing.id),
        "version": version.number,
        "year": version.year,
        "entity": {"name": unicodedata.normalize("NFC", entity.name), "code": entity.code},
        "category": entity.category,
        "submitted_at": version.submitted_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "late": version.late,
        "channel": version.channel,
        "sections": view,
    }
    if act.form.content_choice and not act.checked.shown.get(CONTENT):
        body["content_withheld"] = True
    if act.before is not None:
        was = published_view(act.form, act.before.content, act.before.shown, stored=True)
        body["reason"] = version.reason
        body["changes"] = [
            {
                "item": one.item,
                "label": one.label.zh,
                "label_en": one.label.en,
                "before": one.before.zh,
                "before_en": one.before.en,
                "after": one.after.zh,
                "after_en": one.after.en,
            }
            for one in differences(was, view)
        ]
    return body


def _close_draft(filing: Filing, version: FilingVersion) -> None:
    filing.draft = {}
    filing.draft_revision += 1
    filing.versions = version.number
    filing.first_submitted_at = filing.first_submitted_at or version.submitted_at
    filing.save(update_fields=["draft", "draft_revision", "versions", "first_submitted_at"])


def _same(form: Form, before: FilingVersion, checked: Checked) -> bool:
    """Whether these answers are those already filed. Personal ones are compared with what they were in full."""
    kept, personal = mask_personal(form, checked.values)
    return kept == before.content and checked.shown == before.shown and personal == personal_of(before)


def personal_of(version: FilingVersion) -> dict[str, str]:
    """The personal answers in full, for comparing only: nobody gets to see them, so no reading is written down."""
    facts = PersonalFact.objects.filter(
        subject_kind="filing-version", subject_id=str(version.id), erased_at=None
    ).values_list("field", "value")
    return {field.replace(".", "_"): value or "" for field, value in facts}

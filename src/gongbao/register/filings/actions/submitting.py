"""A report is filed or corrected: version, leaf, duty and record in one transaction."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actor import Actor
from gongbao.kernel.statutes import Kind, Standing
from gongbao.register.entities.models import Entity
from gongbao.register.filings import refusals, selectors
from gongbao.register.filings.actions.acts import Act, judge, same, submit
from gongbao.register.filings.actions.drafts import locked
from gongbao.register.filings.actions.filing_many import Report, file_reports
from gongbao.register.filings.models import Channel, Filing, FilingVersion
from gongbao.register.filings.rules import (
    Checked,
    FilingFacts,
    Form,
    Trip,
    Weight,
    differences,
    parse_form,
    published_view,
    trips,
    validate,
)


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
    report = Report(entity_id, year, values, shown, by, at=now)
    (outcome,) = file_reports(reports=[report], channel=channel, now=now)
    if not isinstance(outcome, FilingVersion):
        raise outcome
    return outcome


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
    values, shown = filing.draft.get("values", {}), filing.draft.get("shown", {})
    return _submit(_act(filing, values, shown, channel=Channel.SCREEN, by=by, at=now), now=now)


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
    before = selectors.latest_version(entity_id, year)
    if before is None:
        raise refusals.not_filed(year)
    said = " ".join(reason.split())[:300]
    act = replace(
        _act(filing, values, shown, channel=channel, by=by, at=now),
        before=before,
        reason=said,
    )
    if act.checked.errors:
        raise refusals.of_findings(act.form, act.checked)
    if same(act, before):
        if before.number > 1 and before.reason == said:
            return before
        raise refusals.nothing_changed()
    if not said:
        raise refusals.reason_missing()
    return _submit(act, now=now)


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


def submit_paper(filing: Filing, values: Any, shown: Any, *, received_at: datetime, by: Actor, now: datetime) -> Any:
    """File what an officer read from paper; it counts from the day the office received it."""
    before = selectors.latest_version(filing.entity_id, filing.year)
    if before is not None:
        raise refusals.already_filed(filing.year, before.receipt)
    return _submit(_act(filing, values, shown, channel=Channel.PAPER, by=by, at=received_at), now=now)


def _act(filing: Filing, values: Any, shown: Any, *, channel: str, by: Actor, at: datetime) -> Act:
    form = parse_form(filing.form.definition)
    return Act(filing, filing.entity, form, validate(form, values, shown), channel, by, at)


def _submit(act: Act, *, now: datetime) -> FilingVersion:
    (version,) = submit([judge(act)], now=now)
    return version

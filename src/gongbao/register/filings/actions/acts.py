"""What submissions write: versions, personal data apart, duties, trail, entries of the log. One or many at once, by the
same few statements; whoever calls has locked the entities and judged everything that may be refused.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection

from gongbao.foundation.accounts.actions import Given, Subject, record_facts_of_many
from gongbao.foundation.accounts.models import PersonalFact
from gongbao.foundation.clock import china_date
from gongbao.foundation.copying import copy_in
from gongbao.foundation.duties.actions import Done, discharge_many
from gongbao.foundation.duties.kinds import ANNUAL_REPORT
from gongbao.foundation.events.actions import event_of, events_in_one, record_events
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.ids import uuid7
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.ledger.actions import Item, enqueue_many
from gongbao.foundation.ledger.selectors import replayed
from gongbao.kernel.statutes import Kind
from gongbao.kernel.tlog.canonical import canonical_json
from gongbao.register.entities.models import Entity
from gongbao.register.filings import refusals, selectors
from gongbao.register.filings.actions.drafts import personal_field
from gongbao.register.filings.models import Channel, Filing, FilingVersion
from gongbao.register.filings.rules import (
    CONTENT,
    Checked,
    Form,
    differences,
    is_late,
    mask_personal,
    published_view,
    receipt_number,
    stops,
)
from gongbao.register.records.actions import mark_pending, publish

FILED = declare("filing.submitted", "年度报告已提交", "annual report filed")
CORRECTED = declare("filing.corrected", "年度报告已更正", "annual report corrected")
FORMAT = "gongbao/filing/v1"
PUBLISHED_AS = "annual-report"
#: Filed by programs, many in a row: the worker publishes their records together, within a second or two. The report
#: itself is in the log with its act, as always.
PROGRAMS = {Channel.API, Channel.FILE}
_CLOSE_DRAFTS = """
UPDATE filings_filing AS filing SET draft = '{}', draft_revision = draft_revision + 1, versions = done.number,
    first_submitted_at = coalesce(first_submitted_at, done.at)
FROM unnest(%s::bigint[], %s::uuid[], %s::int[], %s::timestamptz[]) AS done (entity_id, id, number, at)
WHERE filing.entity_id = done.entity_id AND filing.id = done.id
"""


@dataclass(frozen=True, slots=True)
class Act:
    """One submission, found good. `at` is the instant the law counts; `before` the version it corrects, if any.

    `begun`: the filing was there before; otherwise it comes into being with this act.
    """

    filing: Filing
    entity: Entity
    form: Form
    checked: Checked
    channel: str
    by: Actor
    at: datetime
    before: FilingVersion | None = None
    reason: str = ""
    begun: bool = True
    content: dict[str, Any] = field(init=False)
    personal: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        kept, personal = mask_personal(self.form, self.checked.values)
        object.__setattr__(self, "content", kept)
        object.__setattr__(self, "personal", personal)


def judge(act: Act) -> Act:
    """The same act if it may be done; Refusal or Refusals with every reason."""
    if act.checked.errors:
        raise refusals.of_findings(act.form, act.checked)
    facts = selectors.facts_of(
        act.entity,
        act.form,
        act.checked.values,
        act.checked.shown,
        filed_at=act.before.submitted_at if act.before else None,
    )
    if act.channel == Channel.PAPER:
        facts = replace(facts, on_paper=True)
    for trip in stops(facts, china_date(act.at)):
        raise refusals.of_trip(trip)
    return act


def submit(acts: Sequence[Act], *, now: datetime) -> list[FilingVersion]:
    """Write these acts, each of another filing; the statements are as many for one as for a hundred."""
    versions = _versions(acts, now)
    done = list(zip(acts, versions, strict=True))
    _keep_filings(done)
    copy_in(versions)
    with events_in_one():
        _record(done, now)
    _publish(acts, now)
    return versions


def _record(done: Sequence[tuple[Act, FilingVersion]], now: datetime) -> None:
    """Personal data apart, the duties discharged, the trail."""
    record_facts_of_many(
        [
            Given(
                Subject("filing-version", str(version.id), act.entity.id),
                {personal_field(id_): value for id_, value in act.personal.items()},
                act.by,
            )
            for act, version in done
        ],
        now=now,
    )
    first = [
        Done(act.entity.id, version.year, act.at, act.by, version.receipt) for act, version in done if not act.before
    ]
    if first:
        discharge_many(kind=ANNUAL_REPORT, done=first, now=now)
    record_events([_event(act, version, now) for act, version in done])


def _versions(acts: Sequence[Act], now: datetime) -> list[FilingVersion]:
    """The versions with their entries in the log, not yet written."""
    remembered = replayed([act.filing.id for act in acts if act.begun])  # of a new one the log remembers nothing
    versions, items = [], []
    for act in acts:
        last, previous = _last(act, remembered.get(act.filing.id, (0, None)))
        version = _version(act, last + 1)
        version.body = canonical_json(_body(act, version))
        versions.append(version)
        items.append(Item(act.filing.id, version.number, "amend" if last else "publish", version.body, previous))
    for version, sealed in zip(versions, enqueue_many(items, now), strict=True):
        version.salt, version.commitment = sealed.salt, sealed.commitment
    return versions


def _last(act: Act, remembered: tuple[int, bytes | None]) -> tuple[int, bytes | None]:
    """Number and commitment of the version before; of one that only the log remembers after a restore, if later."""
    number, commitment = (act.before.number, bytes(act.before.commitment)) if act.before else (0, None)
    return max(remembered, (number, commitment), key=lambda one: one[0])


def _version(act: Act, number: int) -> FilingVersion:
    entity, year = act.entity, act.filing.year
    return FilingVersion(
        id=uuid7(),
        entity=entity,
        filing_id=act.filing.id,
        year=year,
        number=number,
        content=act.content,
        shown=act.checked.shown,
        channel=act.channel,
        receipt=receipt_number(act.filing.id, year, number),
        submitted_at=act.at,
        submitted_by=act.by.label[:80],
        late=act.before.late if act.before else is_late(Kind(entity.category), year, china_date(act.at)),
        reason=act.reason,
    )


def _body(act: Act, version: FilingVersion) -> dict[str, Any]:
    """What the public gets of this version, complete in itself."""
    view = published_view(act.form, act.checked.values, act.checked.shown)
    body: dict[str, Any] = {
        "format": FORMAT,
        "register": settings.LEDGER_ORIGIN,
        "filing": str(act.filing.id),
        "version": version.number,
        "year": version.year,
        "entity": {"name": unicodedata.normalize("NFC", act.entity.name), "code": act.entity.code},
        "category": act.entity.category,
        "submitted_at": version.submitted_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "late": version.late,
        "channel": str(version.channel),
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


def _keep_filings(done: Sequence[tuple[Act, FilingVersion]]) -> None:
    """The filings as they stand afterwards: the draft is emptied, the last version's number known."""
    for act, version in done:
        filing = act.filing
        filing.draft, filing.draft_revision, filing.versions = {}, filing.draft_revision + 1, version.number
        filing.first_submitted_at = filing.first_submitted_at or version.submitted_at
    copy_in([act.filing for act, _ in done if not act.begun])
    begun = [(act.entity.id, act.filing.id, version.number, act.at) for act, version in done if act.begun]
    if begun:
        with connection.cursor() as cursor:
            cursor.execute(_CLOSE_DRAFTS, [list(column) for column in zip(*begun, strict=True)])


def _event(act: Act, version: FilingVersion, now: datetime) -> Any:
    return event_of(
        name=CORRECTED if act.before else FILED,
        by=act.by,
        now=now,
        subject=("filing", act.filing.id),
        party_id=act.entity.id,
        detail={
            "year": version.year,
            "version": version.number,
            "receipt": version.receipt,
            "late": version.late,
            "channel": version.channel,
        },
    )


def _publish(acts: Sequence[Act], now: datetime) -> None:
    waiting = sorted({act.entity.id for act in acts if act.channel in PROGRAMS})
    if waiting:
        mark_pending(entity_ids=waiting, reason=PUBLISHED_AS, now=now)
    for act in acts:
        if act.channel not in PROGRAMS:
            publish(entity_ids=[act.entity.id], reason=PUBLISHED_AS, by=act.by, now=now)


def same(act: Act, before: FilingVersion) -> bool:
    """Whether these answers are those already filed. Personal ones are compared with what they were in full."""
    return act.content == before.content and act.checked.shown == before.shown and act.personal == personal_of(before)


def personal_of(version: FilingVersion) -> dict[str, str]:
    """The personal answers in full, for comparing only: nobody gets to see them, so no reading is written down."""
    facts = PersonalFact.objects.filter(
        subject_kind="filing-version", subject_id=str(version.id), erased_at=None
    ).values_list("field", "value")
    return {name.replace(".", "_"): value or "" for name, value in facts}

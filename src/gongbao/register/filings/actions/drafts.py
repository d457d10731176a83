"""Writing a draft. What was typed is kept as it is, right or wrong; a stale save never covers a newer one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from gongbao.foundation.accounts.actions import read_fact
from gongbao.foundation.accounts.models import PersonalFact
from gongbao.foundation.duties.actions import mark_reacted
from gongbao.foundation.duties.kinds import ANNUAL_REPORT
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.register.entities.models import Entity
from gongbao.register.filings import refusals, selectors
from gongbao.register.filings.models import Filing, FilingVersion
from gongbao.register.filings.rules import Form, parse_form
from gongbao.register.filings.rules.values import said

BEGUN = declare("filing.begun", "开始填报", "report begun")
CORRECTING = declare("filing.correction-begun", "开始更正", "correction begun")
COPIED = declare("filing.copied", "带出上年内容", "last year's answers copied")
LONGEST_TEXT = 5_000
OWN_READING = "本主体填报年度报告时带出自己登记的联系方式"


def personal_field(id_: str) -> str:
    """The name of a personal answer among personal facts: `liaison_phone` is a phone of the liaison."""
    return id_.replace("_", ".")


@transaction.atomic
def open_draft(*, entity_id: int, year: int, by: Actor, now: datetime) -> Filing:
    """The filing of that year, begun if it was not."""
    found = Filing.objects.filter(entity_id=entity_id, year=year).first()
    return found or _locked_or_begun(entity_id, year, by=by, now=now)


def _locked_or_begun(entity_id: int, year: int, *, by: Actor, now: datetime) -> Filing:
    """The filing of that year with its entity locked, begun if it was not: under the lock nobody else begins it."""
    entity = Entity.objects.select_for_update(no_key=True).get(pk=entity_id)
    filing = Filing.objects.select_related("form").filter(entity_id=entity_id, year=year).first()
    if filing is None:
        row, _ = selectors.form_of(entity.category, year)
        filing = Filing(entity_id=entity_id, year=year, form=row)
        filing.save(force_insert=True)
        mark_reacted(party_id=entity_id, kind=ANNUAL_REPORT, period=year, now=now)
        record_event(
            name=BEGUN, by=by, now=now, subject=("filing", filing.id), party_id=entity_id, detail={"year": year}
        )
    filing.entity = entity
    return filing


@transaction.atomic
def save_draft(
    *,
    entity_id: int,
    year: int,
    section: str,
    values: Mapping[str, Any],
    shown: Mapping[str, Any],
    revision: int,
    by: Actor,
    now: datetime,
    copied: bool = False,
) -> Filing:
    """Keep what one section of the form holds now, valid or not. `copied` marks it as last year's, to be looked at.

    `revision` is the one the writer began from; StaleDraft when this section was saved by somebody else since.
    """
    filing = locked(entity_id, year)
    form = parse_form(filing.form.definition)
    part = form.section(section)
    if part is None:
        raise refusals.no_form(section, year)
    touched = dict(filing.draft.get("touched", {}))
    if touched.get(section, 0) > revision:
        raise refusals.StaleDraft(
            section=section,
            stored={
                "values": filing.draft.get("values", {}),
                "shown": filing.draft.get("shown", {}),
            },
            revision=filing.draft_revision,
            at=filing.draft_saved_at,
            by=filing.draft_saved_by,
        )
    ids = {field.id for field in part.fields}
    flags = {field.flag for field in part.fields if field.flag}
    kept = {**filing.draft.get("values", {}), **{id_: _plain(values[id_]) for id_ in ids if id_ in values}}
    switches = {**filing.draft.get("shown", {}), **{flag: bool(shown[flag]) for flag in flags if flag in shown}}
    if form.content_choice and "content" in shown:
        switches["content"] = bool(shown["content"])
    unseen = [one for one in filing.draft.get("copied", []) if one != section] + ([section] if copied else [])
    after = {**filing.draft, "values": kept, "shown": switches, "touched": touched, "copied": unseen}
    if after == {"copied": [], **filing.draft} and section in touched:
        return filing
    touched[section] = filing.draft_revision + 1
    mark_reacted(party_id=entity_id, kind=ANNUAL_REPORT, period=year, now=now)
    _store(filing, after, by=by, now=now)
    return filing


@transaction.atomic
def copy_last_year(*, entity_id: int, year: int, section: str, revision: int, by: Actor, now: datetime) -> Filing:
    """Fill the blank items of a section with last year's answers; what is there already stays."""
    filing = locked(entity_id, year)
    form = parse_form(filing.form.definition)
    part = form.section(section)
    last = selectors.latest_version(entity_id, year - 1)
    if part is None or last is None:
        return filing
    full = _in_full(form, last, by=by, now=now)
    typed = filing.draft.get("values", {})
    values = {
        field.id: full[field.id] if typed.get(field.id) in (None, "", []) else typed[field.id]
        for field in part.fields
        if field.id in full
    }
    flags = {field.flag for field in part.fields if field.flag in last.shown}
    shown = {flag: filing.draft.get("shown", {}).get(flag, last.shown[flag]) for flag in flags}
    return save_draft(
        entity_id=entity_id,
        year=year,
        section=section,
        values=values,
        shown=shown,
        revision=revision,
        by=by,
        now=now,
        copied=True,
    )


@transaction.atomic
def start_correction(*, entity_id: int, year: int, by: Actor, now: datetime) -> Filing:
    """Put what is published into the draft, to be corrected. One already begun stays as it is."""
    filing = locked(entity_id, year)
    last = selectors.latest_version(entity_id, year)
    if last is None:
        raise refusals.not_filed(year)
    if filing.draft.get("values"):
        return filing
    form = parse_form(filing.form.definition)
    draft = {"values": _in_full(form, last, by=by, now=now), "shown": last.shown, "touched": {}}
    _store(filing, draft, by=by, now=now)
    record_event(
        name=CORRECTING,
        by=by,
        now=now,
        subject=("filing", filing.id),
        party_id=entity_id,
        detail={"year": year, "version": last.number},
    )
    return filing


@transaction.atomic
def drop_draft(*, entity_id: int, year: int, by: Actor, now: datetime) -> Filing:
    """Give up what was typed: a draft begins anew, a correction is not made."""
    filing = locked(entity_id, year)
    _store(filing, {}, by=by, now=now)
    return filing


def locked(entity_id: int, year: int) -> Filing:
    """The filing, locked after its entity as everywhere, so that two acts on one entity follow each other."""
    Entity.objects.select_for_update(no_key=True).only("id").get(pk=entity_id)
    filing = (
        Filing.objects.select_for_update(of=("self",)).select_related("form").filter(entity_id=entity_id, year=year)
    )
    found = filing.first()
    if found is None:
        raise refusals.no_form("draft", year)
    return found


def _store(filing: Filing, draft: Mapping[str, Any], *, by: Actor, now: datetime) -> None:
    filing.draft = dict(draft)
    filing.draft_revision += 1
    filing.draft_saved_at = now
    filing.draft_saved_by = by.label[:80]
    filing.save(update_fields=["draft", "draft_revision", "draft_saved_at", "draft_saved_by"])


def _plain(value: Any, depth: int = 0) -> Any:
    """What was typed as JSON the database can hold: text without control characters, nothing deeper than a table."""
    if isinstance(value, list) and depth == 0:
        return [_plain(one, 1) for one in value[:500]]
    if isinstance(value, dict) and depth <= 1:
        return {str(key)[:60]: _plain(one, 2) for key, one in list(value.items())[:40]}
    return said(value)[:LONGEST_TEXT]


def _in_full(form: Form, version: FilingVersion, *, by: Actor, now: datetime) -> dict[str, Any]:
    """A version's answers with the personal ones in full; each reading is written down."""
    values = {id_: value for id_, value in version.content.items() if form.field(id_) is not None}
    facts = PersonalFact.objects.filter(subject_kind="filing-version", subject_id=str(version.id), erased_at=None)
    names = {personal_field(field.id): field.id for field in form.fields if field.personal}
    known = {fact.field: fact.id for fact in facts}
    for name, id_ in names.items():
        if name in known:
            values[id_] = read_fact(fact_id=known[name], purpose=OWN_READING, by=by, now=now)
        else:
            values.pop(id_, None)  # only its mask is left
    return values

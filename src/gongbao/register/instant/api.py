"""Instant information for programs: a firm's own (`/instant`), and offices' facts by the shared intake (`/facts`).

A key (`Authorization: Bearer gb_…`) or a session. Firms act within their mandates; an office hands in what it
produced itself, within its own region.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema

from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.callers import CALLERS
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.refusals import Refusals
from gongbao.register.entities.models import Entity
from gongbao.register.instant import actions, publication, refusals, selectors
from gongbao.register.instant.actions.intake import MOST, ORIGINS
from gongbao.register.instant.models import Fact
from gongbao.register.instant.rules import FIRM, InformationKind, firm_kinds, kinds_of
from gongbao.register.listings.selectors import find_entity

router = Router(tags=["instant"], auth=CALLERS)
facts_router = Router(tags=["facts"], auth=CALLERS)


class WordsOut(Schema):
    """The same words in Chinese and English."""

    zh: str
    en: str


class FieldOut(Schema):
    """One field of a kind. `type` is text, date, money, percent, choice or types (of penalty)."""

    id: str
    type: str
    label: WordsOut
    required: bool
    choices: list[str]
    longest: int


class KindOut(Schema):
    """One kind of information with its fields; `formed` says which day `arose_on` is."""

    id: str
    title: WordsOut
    formed: WordsOut
    fields: list[FieldOut]


class InformationIn(Schema):
    """One piece of a firm's information. `dry_run`: judge and show, publish nothing."""

    code: str
    kind: str
    arose_on: str
    values: dict[str, Any]
    repeats: UUID | None = None
    dry_run: bool = False


class CorrectionIn(Schema):
    """The whole information as it should be, and why it is corrected (published with it)."""

    code: str
    values: dict[str, Any]
    reason: str


class InformationOut(Schema):
    """What is published, or with `dry_run` would be. `published` is what the public reads, field by field."""

    fact: UUID | None
    version: int
    kind: str
    arose_on: date | None
    due_on: date | None
    published_on: date | None
    late: bool
    published: list[dict[str, str]]


class FactIn(Schema):
    """One row of an office. `source_id` is the office's own number: sent again it is the same fact."""

    source_id: str
    code: str
    arose_on: str
    values: dict[str, Any]


class FactsIn(Schema):
    """Rows of one kind. `organisation` is needed only by who hands in for several."""

    kind: str
    facts: list[FactIn] = Field(max_length=MOST)
    organisation: int | None = None
    dry_run: bool = False


class ProblemOut(Schema):
    """What is wrong with a row, and where."""

    field: str
    zh: str
    en: str


class ResultOut(Schema):
    """What became of a row: published, corrected, unchanged, withheld (by law), to-push (to another province) or
    rejected.
    """

    row: int
    source_id: str
    state: str
    fact: UUID | None
    problems: list[ProblemOut]


class ResultsOut(Schema):
    """Every row in the order given, and how many became what."""

    results: list[ResultOut]
    counts: dict[str, int]


def _now(request: HttpRequest) -> datetime:
    moment: datetime = request.now  # type: ignore[attr-defined]  # set by RequestEdge
    return moment


def _firm(request: HttpRequest, code: str) -> Entity:
    entity = find_entity(code[:20])
    if entity is None or not policies.may(request.user, Permission.FILING_SUBMIT, entity_id=entity.id):
        raise Http404
    return entity


def _kind_out(kind: InformationKind) -> dict[str, Any]:
    def both(said: Any) -> dict[str, str]:
        return {"zh": said.zh, "en": said.en}

    return {
        "id": kind.id,
        "title": both(kind.title),
        "formed": both(kind.formed),
        "fields": [
            {
                "id": one.id,
                "type": one.type,
                "label": both(one.label),
                "required": one.required,
                "choices": [code for code, _words in one.choices],
                "longest": one.longest,
            }
            for one in kind.fields
        ],
    }


@router.get("/kinds", response=list[KindOut], summary="即时信息的种类 / kinds of instant information")
@gate.requires(Permission.FILING_SUBMIT)
def kinds(request: HttpRequest) -> list[dict[str, Any]]:
    """Each kind a firm publishes, with its fields as data."""
    return [_kind_out(one) for one in firm_kinds().values()]


@router.post("", response=InformationOut, summary="公示一条即时信息 / publish instant information")
@gate.requires(Permission.FILING_SUBMIT)
def publish(request: HttpRequest, given: InformationIn) -> dict[str, Any]:
    """Publish one piece at once, or with `dry_run` see what the public would."""
    entity, now = _firm(request, given.code), _now(request)
    raw = {**given.values, "arose_on": given.arose_on}
    if given.dry_run:
        found = actions.rehearse(entity=entity, kind=given.kind, raw=raw, now=now)
        if found.judged.problems:
            raise Refusals(found.judged.refusals)
        return {
            "fact": None,
            "version": 0,
            "kind": given.kind,
            "arose_on": found.judged.arose_on,
            "due_on": found.due_on,
            "published_on": None,
            "late": found.late,
            "published": publication.said_values(found.kind, found.judged.values),
        }
    by = gate.actor_of(request)
    made = actions.publish_information(
        entity_id=entity.id, kind=given.kind, raw=raw, repeats=given.repeats, by=by, now=now
    )
    return _out(made)


@router.post("/{fact_id}/corrections", response=InformationOut, summary="更正 / correct")
@gate.requires(Permission.FILING_SUBMIT)
def correct(request: HttpRequest, fact_id: UUID, given: CorrectionIn) -> dict[str, Any]:
    """Correct what was published; before and after are shown together, at any time."""
    entity = _firm(request, given.code)
    fact = selectors.fact(entity.id, fact_id)
    if fact is None or fact.origin != FIRM:
        raise Http404
    by = gate.actor_of(request)
    actions.correct_information(
        entity_id=entity.id, fact_id=fact_id, raw=given.values, reason=given.reason, by=by, now=_now(request)
    )
    fact.refresh_from_db()
    return _out(fact)


def _out(fact: Fact) -> dict[str, Any]:
    return {
        "fact": fact.id,
        "version": fact.versions,
        "kind": fact.kind,
        "arose_on": fact.arose_on,
        "due_on": fact.due_on,
        "published_on": fact.published_on,
        "late": fact.late,
        "published": publication.said_values(firm_kinds()[fact.kind], selectors.latest_values(fact)),
    }


def _office(request: HttpRequest, organisation_id: int | None) -> tuple[int, str]:
    held = [
        one.organisation
        for one in policies.memberships(request.user)
        if Permission.FACT_SUBMIT.value in one.role.permissions and one.organisation.kind in ORIGINS
    ]
    for one in held:
        if organisation_id in {None, one.pk}:
            return one.pk, one.kind
    raise refusals.not_an_office()


@facts_router.get("/kinds", response=list[KindOut], summary="部门信息的种类 / kinds of offices' facts")
@gate.requires(Permission.FACT_SUBMIT)
def fact_kinds(request: HttpRequest) -> list[dict[str, Any]]:
    """Each kind the caller's office can hand in, with its fields as data."""
    _id, kind = _office(request, None)
    return [_kind_out(one) for one in kinds_of(ORIGINS[kind].value).values()]


@facts_router.post("", response=ResultsOut, summary="报送公示信息 / hand in facts")
@gate.requires(Permission.FACT_SUBMIT)
def submit(request: HttpRequest, given: FactsIn) -> dict[str, Any]:
    """Hand in rows of one kind; each is judged alone. Sent again unchanged, nothing happens."""
    organisation_id, _kind = _office(request, given.organisation)
    rows = [
        actions.Row(number, one.source_id.strip(), one.code.strip().upper(), {**one.values, "arose_on": one.arose_on})
        for number, one in enumerate(given.facts, 1)
    ]
    results = actions.submit_facts(
        organisation_id=organisation_id,
        kind=given.kind,
        rows=rows,
        by=gate.actor_of(request),
        now=_now(request),
        dry_run=given.dry_run,
    )
    counts: dict[str, int] = {}
    for one in results:
        counts[one.state] = counts.get(one.state, 0) + 1
    return {
        "counts": counts,
        "results": [
            {
                "row": one.number,
                "source_id": one.source_id,
                "state": one.state,
                "fact": None if given.dry_run else one.fact_id,
                "problems": [{"field": name, "zh": said.zh, "en": said.en} for name, said in one.problems],
            }
            for one in results
        ],
    }


class WithdrawalIn(Schema):
    """Why the fact is taken back: its decision was annulled or changed."""

    reason: str
    organisation: int | None = None


class WithdrawnOut(Schema):
    """The fact is no longer shown from that day on."""

    fact: UUID
    ended_on: date


@facts_router.post("/{source_id}/withdrawal", response=WithdrawnOut, summary="原决定撤销，停止公示 / take a fact back")
@gate.requires(Permission.FACT_SUBMIT)
def withdraw(request: HttpRequest, source_id: str, given: WithdrawalIn) -> dict[str, Any]:
    """Stop showing a fact whose decision was annulled or changed (P21 11: within three working days)."""
    organisation_id, _kind = _office(request, given.organisation)
    found = selectors.sent_by([organisation_id]).filter(source_id=source_id[:80]).first()
    if found is None:
        raise Http404
    ended = actions.annul_fact(
        entity_id=found.entity_id,
        fact_id=found.id,
        organisation_id=organisation_id,
        words=given.reason,
        by=gate.actor_of(request),
        now=_now(request),
    )
    return {"fact": ended.id, "ended_on": ended.ended_on or china_date(_now(request))}

"""Reports filed together: everything that may be refused is judged first, then all that are good are written at once.

One transaction, and as many statements for a hundred reports as for one. A refused report changes nothing and keeps no
other from being filed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal, Refusals
from gongbao.register.entities.models import Entity
from gongbao.register.filings import refusals, selectors
from gongbao.register.filings.actions.acts import Act, judge, same, submit
from gongbao.register.filings.models import Filing, FilingVersion, ReportForm
from gongbao.register.filings.rules import Form, parse_form, validate

#: Milliseconds that reports filed together wait for a lock: less than a second, after which the database looks for
#: acts that wait for each other and ends one. It is never the other one.
PATIENCE = 400
Outcome = FilingVersion | Refusal | Refusals
Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Report:
    """One report to be filed. `at` is when it came in, which is what the law counts."""

    entity_id: int
    year: int
    values: Any
    shown: Any
    by: Actor
    at: datetime

    @property
    def key(self) -> Key:
        return self.entity_id, self.year


@transaction.atomic(savepoint=False)  # inside another act it stands or falls with it
def file_reports(*, reports: Sequence[Report], channel: str, now: datetime) -> list[Outcome]:
    """File these reports; what became of each stands in their order: its version, or why it was refused.

    The same content again gives the version filed before. Of several reports of one firm on one year the first counts.
    """
    outcomes: dict[int, Outcome] = {}
    for turn in _turns(reports):
        outcomes |= _file([(number, reports[number]) for number in turn], channel, now)
    return [outcomes[number] for number in range(len(reports))]


def give_way() -> None:
    """In a transaction that files many: rather fail than keep all of them, or somebody's long work, waiting."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE}")


def _turns(reports: Sequence[Report]) -> Iterator[list[int]]:
    """The reports' numbers, no firm's year twice in a turn."""
    waiting = list(range(len(reports)))
    while waiting:
        turn = {reports[number].key: number for number in reversed(waiting)}
        yield sorted(turn.values())
        waiting = [number for number in waiting if number not in set(turn.values())]


def _file(numbered: Sequence[tuple[int, Report]], channel: str, now: datetime) -> dict[int, Outcome]:
    known = _Known([report for _, report in numbered])
    outcomes: dict[int, Outcome] = {}
    acts: list[tuple[int, Act]] = []
    for number, report in numbered:
        try:
            found = known.act(report, channel)
        except (Refusal, Refusals) as refused:
            outcomes[number] = refused
            continue
        if isinstance(found, Act):
            acts.append((number, found))
        else:
            outcomes[number] = found
    if acts:
        versions = submit([act for _, act in acts], now=now)
        outcomes |= {number: version for (number, _), version in zip(acts, versions, strict=True)}
    return outcomes


class _Known:
    """What must be known to judge these reports, read at once, their entities locked in the order of their ids."""

    def __init__(self, reports: Sequence[Report]) -> None:
        ids = sorted({report.entity_id for report in reports})
        years = sorted({report.year for report in reports})
        self._entities = selectors.locked_entities(ids)
        self._filings: dict[Key, Filing] = selectors.filings_in(ids, years)
        filed = [one.id for one in self._filings.values() if one.versions]
        self._last = selectors.last_versions(ids, filed) if filed else {}
        forms = {one.form_id for one in self._filings.values()}
        self._by_id = ReportForm.objects.in_bulk(forms) if forms else {}
        self._newest: dict[tuple[str, int], ReportForm] = {}
        self._parsed: dict[int, Form] = {}

    def act(self, report: Report, channel: str) -> Act | FilingVersion:
        """The act of filing this report, or the version that is it already. Refusal or Refusals."""
        entity = self._entities[report.entity_id]
        filing, begun = self._filing(entity, report.year)
        form = self._form(filing.form)
        checked = validate(form, report.values, report.shown)
        act = Act(filing, entity, form, checked, channel, report.by, report.at, begun=begun)
        before = self._last.get(filing.id)
        if before is None:
            return judge(act)
        if before.number == 1 and same(act, before):
            return before
        raise refusals.already_filed(report.year, before.receipt)

    def _form(self, row: ReportForm) -> Form:
        if row.id not in self._parsed:
            self._parsed[row.id] = parse_form(row.definition)
        return self._parsed[row.id]

    def _filing(self, entity: Entity, year: int) -> tuple[Filing, bool]:
        """The filing of that year, and whether it was there: under the lock nobody else begins it."""
        filing = self._filings.get((entity.id, year))
        if filing is not None:
            filing.form = self._by_id[filing.form_id]
            return filing, True
        kind = (entity.category, year)
        if kind not in self._newest:
            self._newest[kind] = selectors.newest_form(*kind)
        return Filing(entity_id=entity.id, year=year, form=self._newest[kind]), False

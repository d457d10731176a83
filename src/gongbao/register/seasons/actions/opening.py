"""Opening a season: everybody who owes gets the duty, by one pass; later changes are followed by `sync_season`."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.accounts.models.organisation import OrganisationKind
from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.duties.kinds import ANNUAL_REPORT, SEASON_CLOSE
from gongbao.foundation.duties.models import PartyKind
from gongbao.foundation.duties.owed import Owed, Parties, Terms
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.live import push
from gongbao.foundation.events.registry import register as declare
from gongbao.kernel.statutes import Kind, annual_report_due, annual_report_rule, rule, rule_id, window_opens
from gongbao.register.seasons import rules
from gongbao.register.seasons.models import Season
from gongbao.register.seasons.refusals import not_begun, not_open, unknown_year

OPENED = declare("season.opened", "年报季开始", "season opened")
SYNCED = declare("season.synced", "年报义务已随登记更新", "season brought up to date with the register")
MATCH = "(entity.category, entity.standing) IN (SELECT * FROM unnest(%s::text[], %s::text[]))"
_OWING = f"""
SELECT entity.id, entity.region, entity.category FROM entities_entity AS entity
WHERE {MATCH} AND (entity.established_on IS NULL OR entity.established_on < %s)
  AND NOT EXISTS (SELECT FROM duties_duty AS duty
    WHERE duty.party_id = entity.id AND duty.kind = %s AND duty.period = %s AND duty.subject_kind = '')
"""  # noqa: S608 (only constants stand between the parameters)
_FREED = f"""
SELECT entity.id FROM entities_entity AS entity
WHERE NOT ({MATCH} AND (entity.established_on IS NULL OR entity.established_on < %s))
"""  # noqa: S608 (only constants stand between the parameters)
_FILED = """
SELECT filing.entity_id, filing.first_submitted_at, 'filing ' || filing.id FROM filings_filing AS filing
WHERE filing.year = %s AND filing.versions > 0
"""
_MOVED = "SELECT entity.id, entity.region FROM entities_entity AS entity"
MANY = 1_000


@dataclass(frozen=True, slots=True)
class Synced:
    """What keeping in step changed: duties opened, waived, found discharged by a filing, moved to another place."""

    opened: int
    waived: int
    filed: int
    moved: int


@transaction.atomic
def open_season(*, year: int, now: datetime, by: Actor) -> tuple[Season, Synced]:
    """Open the season that reports on `year`, or bring the open one up to date. Refusal before it begins."""
    if not rules.known_year(year):
        raise unknown_year(year)
    opens_on = window_opens(year)
    if china_date(now) < opens_on:
        raise not_begun(year, opens_on)
    season, made = Season.objects.get_or_create(
        year=year,
        defaults={
            "opens_on": opens_on,
            "closes_on": annual_report_due(Kind.ENTERPRISE, year).date,
            "opened_at": now,
            "opened_by": by.label[:80],
        },
    )
    synced = sync_season(year=year, now=now, by=by)
    if made:
        _office_clocks(year, now=now, by=by)
        record_event(name=OPENED, by=by, now=now, subject=("season", year), detail={"owing": synced.opened})
    return season, synced


@transaction.atomic
def sync_season(*, year: int, now: datetime, by: Actor) -> Synced:
    """Follow the register: who newly owes, who owes no longer, who filed already, who moved. Repeatable."""
    if not Season.objects.filter(year=year).exists():
        raise not_open(year)
    owing = rules.owing_rules(year)
    categories = [rule_.category for rule_ in owing for _ in rule_.standings]
    standings = [standing for rule_ in owing for standing in rule_.standings]
    set_up_before = min(rule_.set_up_before for rule_ in owing)
    terms = {
        rule_.category: Terms.by_rule(
            annual_report_rule(Kind(rule_.category), year), window_opens(year), kind=ANNUAL_REPORT, period=year
        )
        for rule_ in owing
    }
    match = (categories, standings, set_up_before)
    opened = duties.open_for_all(
        kind=ANNUAL_REPORT,
        period=year,
        terms=terms,
        parties=Parties(_OWING, (*match, ANNUAL_REPORT, year)),
        by=by,
        now=now,
    )
    if opened > MANY:
        duties.remeasure()
    filed = duties.discharge_all(kind=ANNUAL_REPORT, period=year, parties=Parties(_FILED, (year,)), by=by, now=now)
    freed = Parties(_FREED, match)
    waived = duties.waive_all(kind=ANNUAL_REPORT, period=year, parties=freed, reason="owes no longer", by=by, now=now)
    moved = duties.move_all(kind=ANNUAL_REPORT, period=year, parties=Parties(_MOVED), by=by, now=now)
    synced = Synced(opened, waived, filed, moved)
    if any((opened, waived, filed, moved)):
        detail = {"opened": opened, "waived": waived, "filed": filed, "moved": moved}
        record_event(name=SYNCED, by=by, now=now, subject=("season", year), detail=detail)
        push(topic="season", data={"year": year})
    return synced


def _office_clocks(year: int, *, now: datetime, by: Actor) -> None:
    """Every authority owes its own decisions: ten working days from the end of the season (A 6)."""
    end = annual_report_due(Kind.ENTERPRISE, year).date
    clock = rule(rule_id(Kind.ENTERPRISE, "list-late-report"), end)
    terms = Terms.by_rule(clock, end, kind=SEASON_CLOSE, period=year)
    authorities = Organisation.objects.filter(kind=OrganisationKind.AUTHORITY, active=True)
    duties.open_many(
        owed=[
            Owed(party_id=one.id, party_kind=PartyKind.ORGANISATION, region=one.region, terms=terms)
            for one in authorities[:5_000]
        ],
        by=by,
        now=now,
    )

"""Closing a season: prepared as a batch, signed by somebody else, carried out chunk by chunk.

Each chunk is one transaction with everything in it, and moves the mark `done_to`: after a crash the next run goes on
from the mark, and a run after the last adds nothing.
"""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.duties.kinds import SEASON_CLOSE
from gongbao.foundation.duties.models import Duty, DutyState
from gongbao.foundation.duties.owed import Parties
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor, ActorKind
from gongbao.foundation.events.live import push
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.notices import actions as notices
from gongbao.foundation.notices.actions import send
from gongbao.foundation.notices.sending import Words, send_to_all
from gongbao.register.listings.actions import Chapter, list_all, remeasure
from gongbao.register.listings.selectors import COUNTY, offices
from gongbao.register.seasons import refusals, rules, selectors
from gongbao.register.seasons.actions.opening import sync_season
from gongbao.register.seasons.models import CloseCase, CloseState, Season, SeasonClose

CHUNK = 20_000
PREPARED = declare("season.close-prepared", "列入决定已备好待签", "listing decisions prepared for signature")
SIGNED = declare("season.close-signed", "列入决定已签发", "listing decisions signed")
DISCARDED = declare("season.close-discarded", "待签决定已作废", "prepared decisions discarded")
CARRIED_OUT = declare("season.closed", "年报季已收季", "season closed")
LISTED = declare("season.listed", "未年报主体已列入", "entities without a report listed")
_STILL = selectors.STILL_MISSING.format(entity="item.entity_id")
_CASES = f"""
INSERT INTO seasons_closecase (entity_id, close_id, outcome, reason, category, region)
SELECT entity.id, %s, CASE WHEN entity.established_on IS NULL THEN 'except' ELSE 'list' END,
  CASE WHEN entity.established_on IS NULL THEN 'set-up-unknown' ELSE '' END, entity.category, entity.region
FROM ({selectors.MISSING}) AS missing JOIN entities_entity AS entity ON entity.id = missing.entity_id
"""  # noqa: S608 (only constants stand between the parameters)
_CHUNK = """
SELECT max(entity_id), count(*) FROM (SELECT entity_id FROM seasons_closecase
  WHERE close_id = %s AND outcome = 'list' AND entity_id > %s ORDER BY entity_id LIMIT %s) AS chunk
"""
_DUE = f"""
SELECT item.entity_id FROM seasons_closecase AS item
WHERE item.close_id = %s AND item.outcome = 'list' AND item.entity_id > %s AND item.entity_id <= %s AND {_STILL}
"""  # noqa: S608 (only constants stand between the parameters)
_TOLD = """
SELECT entity_id, '/my/listings/' || entity_id || '/' || listing || '/', to_char(%s::date, 'YYYY-MM-DD')
FROM listings_batch
"""


@transaction.atomic
def prepare_close(*, year: int, on: date, now: datetime, by: Actor, region: str = "") -> SeasonClose:
    """Find everybody who owes and did not file and lay the batch ready to be signed. Nothing is decided yet."""
    season = check(year=year, on=on, now=now)
    waiting = SeasonClose.objects.filter(season=season, state__in=[CloseState.PREPARED, CloseState.SIGNED])
    if any(one.region.startswith(region) or region.startswith(one.region) for one in waiting[:1_000]):
        raise refusals.already_prepared(year)
    close = lay_out(season=season, on=on, now=now, by=by, region=region)
    record_event(
        name=PREPARED,
        by=by,
        now=now,
        subject=("season-close", close.id),
        detail={"year": year, "on": on.isoformat(), "region": region, "cases": close.owing},
    )
    push(topic="season", data={"year": year})
    return close


def lay_out(*, season: Season, on: date, now: datetime, by: Actor, region: str) -> SeasonClose:
    """The batch itself, in the caller's transaction: everybody who owes and did not file, by one pass."""
    year = season.year
    sync_season(year=year, now=now, by=by)
    close = SeasonClose(season=season, on=on, region=region, prepared_at=now, prepared_by=_person(by))
    close.save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute(_CASES, [close.id, *selectors.missing_params(year, region)])
        close.owing = cursor.rowcount
        cursor.execute("ANALYZE seasons_closecase")
        _except_unplaced(close.id)
        cursor.execute("SELECT count(*) FROM seasons_closecase WHERE close_id = %s AND outcome = 'except'", [close.id])
        (close.excepted,) = cursor.fetchone() or (0,)
    close.save(update_fields=["owing", "excepted"])
    return close


@transaction.atomic
def order_close(*, year: int, on: date, now: datetime, by: Actor, region: str = "") -> SeasonClose:
    """Prepare and sign in one act, for whoever commands the server; a crash leaves neither."""
    close = prepare_close(year=year, on=on, now=now, by=by, region=region)
    return sign_close(close_id=close.id, by=by, now=now)


def check(*, year: int, on: date, now: datetime, looking_only: bool = False) -> Season:
    """The season, if it can be closed on that day. Refusal for an unknown or closed year, too early, or the future."""
    if not rules.known_year(year):
        raise refusals.unknown_year(year)
    season = Season.objects.filter(year=year).first()
    if season is None:
        raise refusals.not_open(year)
    if on <= season.closes_on:
        raise refusals.not_over(year, on, season.closes_on)
    if not looking_only and on > china_date(now):
        raise refusals.in_the_future(on, china_date(now))
    return season


@transaction.atomic
def sign_close(*, close_id: UUID, by: Actor, now: datetime) -> SeasonClose:
    """Sign the batch: from now on it is decided and the worker carries it out. Another person than the preparer."""
    close = SeasonClose.objects.select_for_update().get(id=close_id)
    if close.state != CloseState.PREPARED:
        raise refusals.not_to_be_signed(close.state)
    if by.kind is not ActorKind.COMMAND and close.prepared_by == _person(by):
        raise refusals.same_person()
    close.state, close.signed_at, close.signed_by = CloseState.SIGNED, now, _person(by)
    close.save(update_fields=["state", "signed_at", "signed_by"])
    record_event(name=SIGNED, by=by, now=now, subject=("season-close", close.id), detail={"cases": close.owing})
    push(topic="season", data={"year": close.season_id})
    return close


@transaction.atomic
def discard(*, close_id: UUID, by: Actor, now: datetime) -> SeasonClose:
    """Put a prepared batch aside unsigned; its cases go, the fact that it was prepared stays."""
    close = SeasonClose.objects.select_for_update().get(id=close_id)
    if close.state != CloseState.PREPARED:
        raise refusals.not_to_be_signed(close.state)
    close.state, close.done_at = CloseState.DISCARDED, now
    close.save(update_fields=["state", "done_at"])
    CloseCase.objects.filter(close_id=close.id).delete()
    record_event(name=DISCARDED, by=by, now=now, subject=("season-close", close.id))
    return close


def carry_out(
    *,
    close_id: UUID,
    by: Actor,
    now: datetime,
    chunk: int = CHUNK,
    progress: Callable[[SeasonClose], None] | None = None,
) -> SeasonClose:
    """Write the signed decisions, a chunk a transaction. Can be stopped anywhere and run again."""
    while True:
        with transaction.atomic():
            close = SeasonClose.objects.select_for_update().select_related("season").get(id=close_id)
            if close.state != CloseState.SIGNED:
                return close
            if not _carry_out_chunk(close, chunk, by=by, now=now):
                _finish(close, by=by, now=now)
        if progress:
            progress(close)


def _carry_out_chunk(close: SeasonClose, size: int, *, by: Actor, now: datetime) -> int:
    """One chunk; returns how many cases it looked at, 0 when all are done."""
    with connection.cursor() as cursor:
        cursor.execute(_CHUNK, [close.id, close.done_to, size])
        row: tuple[int, int] | None = cursor.fetchone()
        if row is None or not row[1]:
            return 0
        last, cases = row
        cursor.execute(
            "SELECT DISTINCT left(region, %s) FROM seasons_closecase"
            " WHERE close_id = %s AND entity_id > %s AND entity_id <= %s",
            [COUNTY, close.id, close.done_to, last],
        )
        places = [place for (place,) in cursor.fetchall()]
    year, on = close.season_id, close.on
    listed = list_all(
        entities=Parties(_DUE, (close.id, close.done_to, last, *selectors.still_params(year))),
        chapters=[
            Chapter(one.category, one.standing, rules.document(one, year, on)) for one in rules.decisions(year, on)
        ],
        offices=offices(places),
        by=_signer(close, by),
        now=now,
    )
    if listed:
        send_to_all(parties=Parties(_TOLD, (on,)), kind="listed", words=_words(year), now=now)
        record_event(
            name=LISTED,
            by=by,
            now=now,
            subject=("season-close", close.id),
            detail={"count": listed, "after": close.done_to, "to": last},
        )
    close.done_to, close.listed, close.passed = last, close.listed + listed, close.passed + cases - listed
    close.save(update_fields=["done_to", "listed", "passed"])
    push(topic="season", data={"year": year})
    return cases


def _finish(close: SeasonClose, *, by: Actor, now: datetime) -> None:
    remeasure()
    close.state, close.done_at = CloseState.DONE, now
    close.save(update_fields=["state", "done_at"])
    offices_duties = Duty.objects.filter(
        kind=SEASON_CLOSE, period=close.season_id, region__startswith=close.region, state=DutyState.OPEN
    )
    for duty in offices_duties[:5_000]:
        duties.discharge(
            party_id=duty.party_id,
            kind=SEASON_CLOSE,
            period=close.season_id,
            by=by,
            now=now,
            with_=f"season close {close.id}",
        )
        send(party_kind="organisation", party_id=duty.party_id, words=_done_words(close), now=now)
    record_event(
        name=CARRIED_OUT,
        by=by,
        now=now,
        subject=("season-close", close.id),
        detail={"year": close.season_id, "listed": close.listed, "excepted": close.excepted, "passed": close.passed},
    )
    push(topic="season", data={"year": close.season_id})


def _done_words(close: SeasonClose) -> notices.Words:
    year, listed = close.season_id, close.listed
    return notices.Words(
        kind="season-closed",
        title_zh=f"{year}年度收季已完成",
        title_en=f"The season for {year} is closed",
        body_zh=f"列入{listed}户，例外{close.excepted}户，签发前已补报{close.passed}户。",
        body_en=f"{listed} listed, {close.excepted} exceptions, {close.passed} filed before the decision.",
        link=f"/office/closes/{close.id}/",
    )


def _except_unplaced(close_id: UUID) -> None:
    """Where no authority can be told, nobody can decide: these go to a person."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT left(region, %s) FROM seasons_closecase WHERE close_id = %s", [COUNTY, close_id]
        )
        places = [place for (place,) in cursor.fetchall()]
        unknown = sorted(set(places) - set(offices(places)))
        if unknown:
            cursor.execute(
                "UPDATE seasons_closecase SET outcome = 'except', reason = 'no-authority'"
                " WHERE close_id = %s AND outcome = 'list' AND left(region, %s) = ANY(%s)",
                [close_id, COUNTY, unknown],
            )


def _words(year: int) -> Words:
    return Words(
        title_zh=f"因未按期报送{year}年度报告被列入经营异常名录",
        title_en=f"Listed as abnormal: no annual report on {year}",
        body_zh="列入日期：{}。请补报年度报告并公示，再申请移出；步骤、期限与异议办法见链接。",
        body_en="Listed on {}. File and publish the missing report, then apply for removal; the link shows each step, "
        "the time limits and how to object.",
    )


def _person(by: Actor) -> str:
    return by.label[:80] if by.kind is ActorKind.COMMAND else f"{by.label[:60]} #{by.id}"[:80]


def _signer(close: SeasonClose, by: Actor) -> Actor:
    """The decision is the signer's act, also when the worker writes it down."""
    return Actor(kind=by.kind, id=by.id, label=close.signed_by, organisation_id=by.organisation_id, request=by.request)

"""One spot check from plan to reveal in autumn 2025, one waiting for its public entropy, one waiting for approval.

The lottery results are made up like everything else in this county.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from gongbao.cli.demo.county import COUNTY
from gongbao.cli.demo.june import Cast, at
from gongbao.foundation.accounts.models import User
from gongbao.foundation.draws import actions as draws
from gongbao.foundation.draws import selectors as drawn
from gongbao.foundation.draws.models import Plan
from gongbao.foundation.draws.rules import Wish
from gongbao.kernel.draw.entropy import Lottery, round_at
from gongbao.register.spotchecks import actions

PEOPLE = ["壬某某", "癸某某", "子某某", "丑某某", "寅某某", "卯某某"]
RESULT = Lottery("双色球(虚构)", "2025101", (3, 9, 14, 21, 27, 32, 11))
PLANNED, COMMITTED, DRAWN = at(date(2025, 9, 1), 9), at(date(2025, 9, 3), 10), at(date(2025, 9, 5), 9, 30)
REPLACED, REVEALED = at(date(2025, 9, 16), 15), at(date(2025, 10, 31), 10)


def told(cast: Cast, now: datetime) -> UUID | None:
    """The story so far; returns the first draw, once it was drawn."""
    if now < PLANNED:
        return None
    _inspectors(cast)
    first = draws.plan_draw(draft=_yearly(cast), by=cast.regulator, now=PLANNED)
    draws.approve_plan(plan_id=first.id, by=cast.signer, now=PLANNED + timedelta(hours=6))
    if now < COMMITTED:
        return None
    actions.commit(plan_id=first.id, by=cast.regulator, now=COMMITTED)
    if now < DRAWN:
        return None
    draws.carry_out(draw_id=first.id, lotteries=[RESULT], by=cast.regulator, now=DRAWN)
    if now >= REPLACED:
        gone = drawn.drawn(first.id)[-1]
        actions.replace(draw=first.id, party_id=gone.party_id, reason="moved", by=cast.regulator, now=REPLACED)
    if now >= REVEALED:
        actions.reveal(draw_id=first.id, show_inspectors=True, by=cast.regulator, now=REVEALED)
    _june(cast, now)
    return first.id


def _inspectors(cast: Cast) -> None:
    accounts = dict(User.objects.filter(username__in=["inspector"]).values_list("username", "id"))
    for number, name in enumerate(PEOPLE, 1):
        actions.add_inspector(
            organisation=cast.office,
            code=f"云执法{number:04}",
            name=name,
            user_id=accounts.get("inspector") if number == 1 else None,
            qualifications=["registration"],
            by=cast.regulator,
            now=PLANNED,
        )


def _yearly(cast: Cast) -> draws.Draft:
    return draws.Draft(
        region=COUNTY,
        year=2025,
        title="2025 年度企业公示信息不定向抽查",
        mode="undirected",
        authorities=(cast.office.name,),
        organisation_id=cast.office.id,
        categories=("enterprise",),
        quota_by="rate",
        rate=Decimal(5),
        qualification="registration",
        cap=8,
        lotteries=(f"{RESULT.name}:{RESULT.issue}",),
        commit_by=at(date(2025, 9, 3), 17),
        reveal_by=at(date(2025, 11, 30), 17),
    )


def _june(cast: Cast, now: datetime) -> None:
    """A directed draw of shops in June 2026 that is committed, and one for autumn that the signer has on the desk."""
    planned, committed = at(date(2026, 6, 24), 9), at(date(2026, 6, 25), 16)
    if now < planned:
        return
    beacon = at(date(2026, 7, 1), 9)
    draft = draws.Draft(
        region=COUNTY,
        year=2026,
        title="2026 年个体工商户和合作社定向抽查",
        mode="directed",
        purpose="上年举报较多，年报质量参差",
        authorities=(cast.office.name, "青岚县税务局"),
        organisation_id=cast.office.id,
        categories=("individual", "cooperative"),
        dimensions=("area",),
        quota_by="rate",
        rate=Decimal(5),
        cap=20,
        beacon=round_at(int(beacon.timestamp())),
        commit_by=at(date(2026, 6, 26), 17),
        reveal_by=at(date(2026, 9, 30), 17),
        shares=(Wish(rate=Decimal(5), authority=cast.office.name), Wish(count=6, authority="青岚县税务局")),
    )
    plan: Plan = draws.plan_draw(draft=draft, by=cast.regulator, now=planned)
    draws.approve_plan(plan_id=plan.id, by=cast.signer, now=planned + timedelta(hours=5))
    if now >= committed:
        actions.commit(plan_id=plan.id, by=cast.regulator, now=committed)
    if now >= at(date(2026, 6, 28), 10):
        yearly = replace(
            _yearly(cast),
            year=2026,
            title="2026 年度企业公示信息不定向抽查",
            beacon=round_at(int(at(date(2026, 9, 4), 9).timestamp())),
            commit_by=at(date(2026, 9, 2), 17),
            reveal_by=at(date(2026, 11, 30), 17),
            lotteries=(),
        )
        draws.plan_draw(draft=yearly, by=cast.regulator, now=at(date(2026, 6, 28), 10))

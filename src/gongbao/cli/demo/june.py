"""The last weeks of the season: an agent's file, drafts left half done, mistakes, calls, paper; and a firm that missed
a year and came back.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from gongbao.cli.demo.answers import answers, choices
from gongbao.cli.demo.county import COUNTY, Dice, Firm
from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.actor import Actor
from gongbao.register.entities.models import Entity
from gongbao.register.filings import actions as filings
from gongbao.register.filings import selectors as filed
from gongbao.register.filings.models import SnagStep
from gongbao.register.filings.rules import Form, validate
from gongbao.register.listings import actions as listings
from gongbao.register.listings import selectors as listed
from gongbao.register.seasons import actions as seasons

#: What clerks get wrong, the commonest first: the item and what they typed.
SLIPS = [
    ("assets", "三百万元"),
    ("phone", "5551234x"),
    ("postcode", ""),
    ("contributions", []),
    ("tax", ""),
    ("main_revenue", "不清楚"),
    ("pension", ""),
    ("liaison_phone", "1380000"),
    ("total_profit", "亏损"),
    ("is_large", ""),
]
CALLED = ["no-answer", "reached", "promised", "no-answer", "wrong-number", "reached", "promised", "closed-down"]


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part: entity ids by code, the office and the agent, and who acts for whom."""

    ids: Mapping[str, int]
    office: Organisation
    agent: Organisation
    regulator: Actor
    signer: Actor
    agents: Actor


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An instant of a China day."""
    return datetime.combine(day, time(hour, minute), CHINA)


def came_back(firm: Firm, cast: Cast, by: Actor, now: datetime) -> None:
    """The firm missed its report on 2024 and was listed: it files late, asks to be removed, and is."""
    entity_id = cast.ids[firm.code]
    late, asks, decided = at(date(2025, 8, 19), 15), at(date(2025, 8, 20), 9, 30), at(date(2025, 8, 25), 16)
    entry = next((one for one in listed.of_entity(entity_id) if one.period == 2024), None)
    if entry is None or now < decided:
        return
    dice = Dice(f"{firm.code}2024")
    filings.file_report(
        entity_id=entity_id, year=2024, values=answers(firm, 2024, dice), shown=choices(dice), by=by, now=late
    )
    asked = listings.apply_for_removal(
        entity_id=entity_id, listing_id=entry.id, statement="已补报2024年度报告并公示，申请移出。", by=by, now=asks
    )
    listings.decide_removal(
        entity_id=entity_id, application_id=asked.id, grant=True, reason="", by=cast.signer, now=decided
    )


def agents_file(clients: Sequence[Firm], cast: Cast, now: datetime) -> None:
    """The agent reports for some of its clients with one file, on 12 June; one line is wrong at first."""
    when = at(date(2026, 6, 12), 14, 20)
    if now < when:
        return
    rows = []
    for number, firm in enumerate(clients):
        dice = Dice(f"{firm.code}2025")
        row: dict[str, str] = {"code": firm.code, "name": firm.name}
        for key, value in answers(firm, 2025, dice).items():
            if isinstance(value, list):
                row |= {f"{key}.{n}.{name}": cell for n, one in enumerate(value, 1) for name, cell in one.items()}
            else:
                row[key] = str(value)
        rows.append(row | ({"assets": "三百万"} if number == 2 else {}))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    batch = filings.check_batch(
        data=text.getvalue().encode("utf-8-sig"),
        name="六月代报.csv",
        category="enterprise",
        year=2025,
        organisation_id=cast.agent.pk,
        by=cast.agents,
        now=when,
    )
    filings.begin_batch(batch_id=batch.pk, by=cast.agents, now=when)
    while filings.file_next(batch_id=batch.pk, by=cast.agents, now=when):
        pass


def last_weeks(missing: Sequence[Firm], others: Sequence[Firm], cast: Cast, by: Actor, now: datetime) -> None:
    """What happens from 10 June on, as far as `now`."""
    _mistakes(others, cast, now)
    shops = [firm for firm in missing if firm.category == "individual"]
    firms = [firm for firm in missing if firm.category == "enterprise"]
    _drafts(firms[:4], cast, by, now)
    _papers(shops[:2], cast, now)
    if now > at(date(2026, 6, 25), 9):
        seasons.remind(
            year=2025,
            region=COUNTY,
            channel="list",
            words="名单转交各镇，请上门提醒",
            by=cast.regulator,
            now=at(date(2026, 6, 25), 9),
        )
    _calls([*firms, *shops[2:]], cast, by, now)


def _mistakes(others: Sequence[Firm], cast: Cast, now: datetime) -> None:
    """Failed checks of firms that got there in the end, as the form counts them."""
    dice = Dice("slips")
    for _ in range(60):
        firm, day = dice.choose(others), 10 + dice.below(19)
        slip, typed = SLIPS[min(dice.below(len(SLIPS)), dice.below(len(SLIPS)))]
        step = dice.choose([SnagStep.SAVE, SnagStep.SAVE, SnagStep.SAVE, SnagStep.CHECK, SnagStep.FILE])
        if at(date(2026, 6, day), 11) > now:
            continue
        entity = Entity.objects.get(pk=cast.ids[firm.code])
        form: Form = filed.form_of(entity.category, 2025)[1]
        values: dict[str, Any] = {**answers(firm, 2025, Dice(f"{firm.code}2025")), slip: typed}
        found = [one for one in validate(form, values, {}).errors if one.field == slip]
        snags = filings.snags_of(form, found, values)
        filings.count_snags(entity=entity, year=2025, step=step, snags=snags, now=at(date(2026, 6, day), 11))


def _drafts(firms: Sequence[Firm], cast: Cast, by: Actor, now: datetime) -> None:
    """Four firms began: one opened the form, three stopped at a part."""
    for number, firm in enumerate(firms):
        when = at(date(2026, 6, 23 + number), 15, 10)
        if when > now:
            return
        entity_id, values = cast.ids[firm.code], answers(firm, 2025, Dice(f"{firm.code}2025"))
        draft = filings.open_draft(entity_id=entity_id, year=2025, by=by, now=when)
        for section in ("contact", "state", "shareholders")[: (0, 3, 3, 1)[number]]:
            draft = filings.save_draft(
                entity_id=entity_id,
                year=2025,
                section=section,
                values=values,
                shown={},
                revision=draft.draft_revision,
                by=by,
                now=when,
            )


def _papers(shops: Sequence[Firm], cast: Cast, now: datetime) -> None:
    """One shop's report on paper is entered, another's was just handed in."""
    if len(shops) < 2 or now < at(date(2026, 6, 26), 10):
        return
    entered, received = shops
    filings.enter_paper(
        entity_id=cast.ids[entered.code],
        year=2025,
        values=answers(entered, 2025, Dice(f"{entered.code}2025")),
        shown={"content": False},
        received_on=date(2026, 6, 24),
        office_id=cast.office.pk,
        by=cast.regulator,
        now=at(date(2026, 6, 26), 10),
    )
    if now > at(date(2026, 6, 29), 8, 50):
        filings.receive_paper(
            entity_id=cast.ids[received.code],
            year=2025,
            received_on=date(2026, 6, 29),
            office_id=cast.office.pk,
            by=cast.regulator,
            now=at(date(2026, 6, 29), 8, 50),
        )


def _calls(firms: Sequence[Firm], cast: Cast, by: Actor, now: datetime) -> None:
    """Calls on 25 and 26 June, and on the morning of the 29th; the first who promised keeps the promise."""
    kept = False
    for number, (firm, result) in enumerate(zip(firms, CALLED, strict=False)):
        when = at(date(2026, 6, (25, 26, 29)[number % 3]), 9, 5 + number)
        if when > now:
            continue
        seasons.note_call(entity_id=cast.ids[firm.code], year=2025, result=result, by=cast.regulator, now=when)
        then = at(date(2026, 6, 28), 20)
        if result == "promised" and not kept and when < then < now:
            kept = True
            dice = Dice(f"{firm.code}2025")
            filings.file_report(
                entity_id=cast.ids[firm.code],
                year=2025,
                values=answers(firm, 2025, dice),
                shown=choices(dice) if firm.category == "enterprise" else {},
                by=by,
                now=then,
            )

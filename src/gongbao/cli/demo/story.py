"""The county's story, told by the same actions that real offices and firms use, each at its own time."""

import csv
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings

from gongbao.cli.demo import (
    asking,
    bank,
    court,
    duty,
    figures,
    followers,
    information,
    june,
    moving,
    reporting,
    serious,
    signals,
    spotcheck,
    visits,
)
from gongbao.cli.demo.accounts import ACCOUNTS, PASSWORD
from gongbao.cli.demo.answers import answers, choices
from gongbao.cli.demo.county import COUNTY, COUNTY_NAME, TOWNSHIPS, Dice, Firm, firms
from gongbao.foundation.accounts import actions as accounts
from gongbao.foundation.accounts.models import Organisation, Role, User
from gongbao.foundation.clock import CHINA
from gongbao.foundation.codes.actions import load_divisions
from gongbao.foundation.events.actor import Actor, ActorKind, command
from gongbao.register.entities import actions as entities
from gongbao.register.entities.cleaning import HEADER
from gongbao.register.entities.models import Entity
from gongbao.register.filings import actions as filings
from gongbao.register.records import actions as records
from gongbao.register.seasons import actions as seasons

FIRMS = 240
OFFICE = "青岚县市场监督管理局"
BANK = "青岚农商银行"
STATIONS = {"城关市场监管所": "999101001", "临溪市场监管所": "999101002", "云岭市场监管所": "999101007"}
WAVES = [
    ((5, 20), "年报季已过大半，请尽早报送", "Most of the season is over; please file soon"),
    ((6, 22), "距截止还有一周", "One week is left until the deadline"),
]
CLIENTS, IN_ONE_FILE = 30, 6
BY = command("demo", "演示")
STATUS = {"suspended": "7", "revoked": "2", "gone": "4"}
KINDS = {
    "1130": "有限责任公司(自然人投资或控股)",
    "1210": "股份有限公司(上市)",
    "9500": "个体工商户",
    "9100": "农民专业合作社",
}


def seed(now: datetime) -> None:
    """Fill an empty database with the county as it stands at `now`."""
    began = _at(date(2024, 12, 20), 9)
    load_divisions(
        rows=[("99", "云岭省"), ("9991", "青云市"), (COUNTY, COUNTY_NAME), *TOWNSHIPS.items()],
        valid_from=date(2010, 1, 1),
        source="青岚县(虚构)",
        by=BY,
        now=began,
    )
    county = list(firms(FIRMS))
    ids = _register(county, began)
    people = _people(county, ids, began)
    cast = june.Cast(
        ids=ids,
        office=Organisation.objects.get(name=OFFICE),
        agent=Organisation.objects.get(kind="agent"),
        regulator=_acting(people["regulator"]),
        signer=_acting(people["signer"]),
        agents=_acting(people["agent"]),
    )
    _season(2024, county, cast, now)
    roles = _roles(county)
    june.came_back(roles.returned, cast, BY, now)
    moving.moved(ids[roles.returned.code], cast.regulator, now)
    draw = spotcheck.told(cast, now)
    information.told(roles.own, roles.informing, cast, now)
    above = serious.Cast(
        ids=ids,
        regulator=cast.regulator,
        signer=cast.signer,
        superior=_acting(people["superior"]),
        registrar=_acting(people["registrar"]),
    )
    serious.tell(roles.serious, roles.waiting, above, now)
    _season(2025, county, cast, now)
    players = visits.Players(
        reported=ids[roles.checked[0].code],
        others=tuple(ids[firm.code] for firm in roles.checked[1:]),
        known=frozenset(ids[firm.code] for firm in (*roles.names, *roles.checked)),
    )
    visits.tell(draw, players, cast, now)
    reporting.tell(began, now)
    for part in (duty, signals, asking, figures):
        part.tell(now)
    _circles(county, cast, people, now)


def _circles(county: list[Firm], cast: june.Cast, people: Mapping[str, User], now: datetime) -> None:
    """Who asks the lists: a bank, an association, a court; and what is owed to another province."""
    bank.screens(Organisation.objects.get(name=BANK), county, _acting(people["banker"]), BY, now - timedelta(hours=18))
    home = Organisation.objects.get(name=followers.NAME)
    followers.follow(home, _acting(people["association"]), max(cast.ids.values()), BY, now)
    court.consults(
        Organisation.objects.get(name=court.COURT), county, _acting(people["court"]), now - timedelta(hours=17)
    )
    court.owes_a_push(cast.office, cast.regulator, now - timedelta(hours=16))


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), CHINA)


@dataclass(frozen=True, slots=True)
class Roles:
    """Which firms play a part: the clerk's own, one that misses its reports, one that missed one and came back, one on
    the serious list, one that may come to be, three with instant information, the agent's clients, and those checked
    in June 2026.
    """

    own: Firm
    late: Firm
    returned: Firm
    serious: Firm
    waiting: Firm
    informing: list[Firm]
    clients: list[Firm]
    checked: list[Firm]

    @property
    def names(self) -> list[Firm]:
        """Those whose people have accounts."""
        return [self.own, self.late, self.returned, self.serious, self.waiting, *self.clients]


def _roles(county: list[Firm]) -> Roles:
    standing = [firm for firm in county if firm.category == "enterprise" and firm.status == "active"]
    own, late, *rest = standing
    returned, listed, waiting = rest[CLIENTS : CLIENTS + 3]
    return Roles(
        own,
        late,
        returned,
        listed,
        waiting,
        rest[CLIENTS + 6 : CLIENTS + 9],
        rest[:CLIENTS],
        rest[CLIENTS + 3 : CLIENTS + 6],
    )


def _register(county: list[Firm], began: datetime) -> dict[str, int]:
    """The registrar's file, taken in by the importer like any other; returns entity ids by code."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "青岚县登记数据.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER)
            writer.writerows(_row(firm) for firm in county)
        report = Path(settings.DATA_DIR) / "reports" / "青岚县登记数据.report.csv"
        entities.import_entities(path=path, report=report, by=BY, now=began)
    ids = dict(Entity.objects.values_list("code", "id"))
    for firm in county:
        if firm.status in STATUS:
            entities.change_entity(
                entity_id=ids[firm.code],
                changes={"status": STATUS[firm.status]},
                effective_on=began.date(),
                reason="登记状态",
                by=BY,
                now=began,
            )
    records.publish(entity_ids=list(ids.values()), reason="imported", by=BY, now=began)
    return ids


def _row(firm: Firm) -> list[str]:
    capital = f"{firm.capital}(万元人民币)" if firm.capital else "N/A"
    since = min(firm.established_on, date(2024, 12, 1)).isoformat()
    return [firm.name, firm.code, since, KINDS[firm.kind], capital, firm.scope, "云岭省", "青云市", firm.address]


def _people(county: list[Firm], ids: dict[str, int], began: datetime) -> dict[str, User]:
    """The office, the firms' liaison officers and an agent; returns users by account name."""
    office = accounts.create_organisation(kind="authority", name=OFFICE, region=COUNTY, by=BY, now=began)
    agent = accounts.create_organisation(
        kind="agent", name="青岚县百汇代理记账", region="999101001", code="91999101MA0AGENT0X", by=BY, now=began
    )
    for name, region in STATIONS.items():
        accounts.create_organisation(kind="authority", name=f"{COUNTY_NAME}{name}", region=region, by=BY, now=began)
    cast = _roles(county)
    city = accounts.create_organisation(
        kind="authority", name=serious.CITY_OFFICE, region=serious.CITY, by=BY, now=began
    )
    firms_of = {"clerk": cast.own, "latefirm": cast.late, "returned": cast.returned, "seriousfirm": cast.serious}
    reader = accounts.create_organisation(kind="reader", name=BANK, region=COUNTY, by=BY, now=began)
    homes = {"department": information.department(began, BY), "agent": agent, "superior": city, "banker": reader}
    homes["association"] = followers.association(began, BY)
    homes["court"] = court.court(began, BY)
    homes |= {name: _home(firm, ids, began) for name, firm in firms_of.items()}
    roles = {role.code: role for role in Role.objects.all()}
    users = {}
    for account in ACCOUNTS:
        user = accounts.create_person(
            username=account.username, display_name=account.display_name, password=PASSWORD, now=began, by=BY
        )
        organisation = homes.get(account.username, office)
        accounts.appoint(user=user, organisation=organisation, role=roles[account.role], by=BY, now=began)
        users[account.username] = user
    for firm in (cast.own, *cast.clients):
        accounts.grant_mandate(entity_id=ids[firm.code], organisation=agent, own=False, by=BY, now=began)
    return users


def _home(firm: Firm, ids: dict[str, int], began: datetime) -> Organisation:
    organisation = accounts.create_organisation(
        kind="enterprise", name=firm.name, region=firm.region, code=firm.code, by=BY, now=began
    )
    accounts.grant_mandate(entity_id=ids[firm.code], organisation=organisation, own=True, by=BY, now=began)
    return organisation


def _acting(user: User) -> Actor:
    return Actor(kind=ActorKind.USER, id=str(user.pk), label=str(user))


def _season(year: int, county: list[Firm], cast: june.Cast, now: datetime) -> None:
    """One season up to `now`: opened, reminded, filed, closed if its day has come."""
    begins = _at(date(year + 1, 1, 1), 8)
    if now < begins:
        return
    seasons.open_season(year=year, now=begins, by=cast.regulator)
    plan = _filed(year, county)
    if year == 2025:
        june.agents_file(_roles(county).clients[:IN_ONE_FILE], cast, now)
    for (month, day), words, words_en in WAVES:
        reminding = _at(date(year + 1, month, day), 9)
        _file(year, plan, cast.ids, until=min(reminding, now))
        if now > reminding:
            seasons.remind(
                year=year,
                region=COUNTY,
                channel="inbox",
                words=words,
                words_en=words_en,
                by=cast.regulator,
                now=reminding,
            )
    _file(year, plan, cast.ids, until=now)
    if year == 2025:
        _last_weeks(county, cast, now)
    closing = date(year + 1, 7, 7)
    if now > _at(closing, 16):
        close = seasons.prepare_close(year=year, on=closing, now=_at(closing, 10), by=cast.regulator)
        seasons.sign_close(close_id=close.id, by=cast.signer, now=_at(closing, 15))
        seasons.carry_out(close_id=close.id, by=BY, now=_at(closing, 16))


def _last_weeks(county: list[Firm], cast: june.Cast, now: datetime) -> None:
    roles = _roles(county)
    planned = {firm.code for firm, _when in _filed(2025, county)}
    played = {firm.code for firm in (roles.own, roles.late, *roles.clients[:IN_ONE_FILE])}
    standing = [firm for firm in county if firm.status == "active" and firm.established_on.year <= 2025]
    missing = [firm for firm in standing if firm.code not in planned | played]
    others = [firm for firm in standing if firm.code in planned and firm.category == "enterprise"]
    june.last_weeks(missing, others, cast, BY, now)


def _file(year: int, plan: list[tuple[Firm, datetime]], ids: Mapping[str, int], *, until: datetime) -> None:
    """Everybody whose time has come before `until` files; they leave the plan."""
    while plan and plan[0][1] < until:
        firm, when = plan.pop(0)
        dice = Dice(f"{firm.code}{year}")
        filings.file_report(
            entity_id=ids[firm.code],
            year=year,
            values=answers(firm, year, dice),
            shown=choices(dice) if firm.category == "enterprise" else {},
            by=BY,
            now=when,
        )


def _filed(year: int, county: list[Firm]) -> list[tuple[Firm, datetime]]:
    """Who files and when, in the order of time: most in March and June, one in twelve not at all."""
    standing = [firm for firm in county if firm.status in {"active", "suspended"} and firm.established_on.year <= year]
    roles = _roles(county)
    by_hand = {roles.late.code, (roles.own if year == 2025 else roles.returned).code}
    in_one_file = {firm.code for firm in roles.clients[:IN_ONE_FILE]} if year == 2025 else set()
    plan = []
    for firm in standing:
        dice = Dice(f"when{firm.code}{year}")
        if firm.code in by_hand | in_one_file or dice.below(12) == 0:
            continue
        day = date(year + 1, 1, 6) + timedelta(days=dice.below(80) if dice.below(2) else 100 + dice.below(75))
        plan.append((firm, _at(day, 9 + dice.below(8), dice.below(60))))
    return sorted(plan, key=lambda pair: pair[1])

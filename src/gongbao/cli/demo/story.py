"""The county's story, told by the same actions that real offices and firms use, each at its own time."""

import csv
import tempfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings

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
BY = command("demo")
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
    for year in (2024, 2025):
        _season(year, county, ids, people, now)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), CHINA)


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
    standing = [firm for firm in county if firm.category == "enterprise" and firm.status == "active"]
    own, late, *clients = standing[:32]
    homes = {"clerk": _home(own, ids, began), "latefirm": _home(late, ids, began), "agent": agent}
    roles = {role.code: role for role in Role.objects.all()}
    users = {}
    for account in ACCOUNTS:
        user = accounts.create_person(
            username=account.username, display_name=account.display_name, password=PASSWORD, now=began, by=BY
        )
        organisation = homes.get(account.username, office)
        accounts.appoint(user=user, organisation=organisation, role=roles[account.role], by=BY, now=began)
        users[account.username] = user
    for firm in (own, *clients):
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


def _season(year: int, county: list[Firm], ids: dict[str, int], people: dict[str, User], now: datetime) -> None:
    """One season up to `now`: opened, reminded, filed, closed if its day has come."""
    begins = _at(date(year + 1, 1, 1), 8)
    if now < begins:
        return
    seasons.open_season(year=year, now=begins, by=_acting(people["regulator"]))
    filed = _filed(year, county)
    for day, words in (
        (date(year + 1, 5, 20), "年报季已过大半，请尽早报送"),
        (date(year + 1, 6, 22), "距截止还有一周"),
    ):
        reminding = _at(day, 9)
        _file(year, filed, ids, until=min(reminding, now))
        if now > reminding:
            seasons.remind(
                year=year, region=COUNTY, channel="inbox", words=words, by=_acting(people["regulator"]), now=reminding
            )
    _file(year, filed, ids, until=now)
    closing = date(year + 1, 7, 7)
    if now > _at(closing, 16):
        close = seasons.prepare_close(year=year, on=closing, now=_at(closing, 10), by=_acting(people["regulator"]))
        seasons.sign_close(close_id=close.id, by=_acting(people["signer"]), now=_at(closing, 15))
        seasons.carry_out(close_id=close.id, by=BY, now=_at(closing, 16))


def _file(year: int, plan: list[tuple[Firm, datetime]], ids: dict[str, int], *, until: datetime) -> None:
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
    enterprises = [firm for firm in standing if firm.category == "enterprise" and firm.status == "active"]
    by_hand = {enterprises[0].code} if year == 2025 else set()  # the clerk's own report is left to the clerk
    by_hand.add(enterprises[1].code)  # the firm that misses its report
    plan = []
    for firm in standing:
        dice = Dice(f"when{firm.code}{year}")
        if firm.code in by_hand or dice.below(12) == 0:
            continue
        day = date(year + 1, 1, 6) + timedelta(days=dice.below(80) if dice.below(2) else 100 + dice.below(75))
        plan.append((firm, _at(day, 9 + dice.below(8), dice.below(60))))
    return sorted(plan, key=lambda pair: pair[1])

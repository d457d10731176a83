"""A penalty on a party registered in another province: pushed in ten working days of the decision (P21 10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.clock import china_date
from gongbao.foundation.duties.owed import Terms
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusals
from gongbao.foundation.events.registry import register as declare
from gongbao.kernel.statutes import rule
from gongbao.register.instant.publication import said_values
from gongbao.register.instant.rules import OFFICE, Values, judge, official_kinds
from gongbao.register.listings.selectors import COUNTY, Office, offices
from gongbao.register.pushes import refusals, selectors
from gongbao.register.pushes.actions.making import DUTIES, SUBJECT, Owing, make, mark_sent, may_send
from gongbao.register.pushes.models import Dispatch, Kind, Way

if TYPE_CHECKING:
    import httpx

TRIED = declare("push.failed", "推送未送达", "push did not arrive")
ACKNOWLEDGED = declare("push.acknowledged", "登记推送回执", "push acknowledged")
RULE = "penalty.push"
TIMEOUT = 20.0


@transaction.atomic
def open_dispatch(
    *,
    organisation_id: int,
    source_id: str,
    name: str,
    code: str,
    home_region: str,
    home_office: str,
    raw: Mapping[str, Any],
    by: Actor,
    now: datetime,
) -> Dispatch:
    """Make the signed package of one penalty; sending it is owed from the day of the decision."""
    office = Organisation.objects.get(id=organisation_id)
    source_id, name, code, home_region, home_office = (
        text.strip() for text in (source_id, name, code.upper(), home_region, home_office)
    )
    _check(office, source_id, name, code, home_region, home_office)
    judged = judge(official_kinds()["penalty"], raw, origin=OFFICE, today=china_date(now))
    if judged.problems or judged.arose_on is None:
        raise Refusals(judged.refusals)
    if judged.values["types"] == ["warning"]:
        raise refusals.not_published()
    penalty = Penalty(source_id, name, code, home_region, home_office, judged.arose_on, judged.values)
    return _make(office, penalty, by=by, now=now)


def _check(office: Organisation, source_id: str, name: str, code: str, home_region: str, home_office: str) -> None:
    if not source_id or len(source_id) > 80:
        raise refusals.missing(
            "source_id", "请填写来源编号（不超过 80 字）。", "Give your own number (at most 80 characters)."
        )
    if not name or not code or len(code) > 20:
        raise refusals.missing("code", "请填写当事人名称和代码。", "Give the party's name and code.")
    if not home_office or not home_region.isdigit() or not 2 <= len(home_region) <= 12:
        raise refusals.missing(
            "home_region",
            "请填写登记机关和它的区划代码（至少两位省码）。",
            "Give the office of registration and its division code (at least the province's two digits).",
        )
    if selectors.same_province(office.region, home_region):
        raise refusals.same_province()
    if Dispatch.objects.filter(organisation_id=office.pk, kind=Kind.PENALTY, source_id=source_id).exists():
        raise refusals.known()


def _make(office: Organisation, penalty: "Penalty", *, by: Actor, now: datetime) -> Dispatch:
    terms = Terms.by_rule(rule(RULE, penalty.decided_on), penalty.decided_on, kind=DUTIES[Kind.PENALTY])
    owing = Owing(
        kind=Kind.PENALTY,
        source_id=penalty.source_id,
        name=penalty.name,
        code=penalty.code,
        home_region=penalty.home_region,
        home_office=penalty.home_office,
        decided_on=penalty.decided_on,
        values=penalty.values,
        says=said_values(official_kinds()["penalty"], penalty.values),
    )
    return make(office, owing, terms, by=by, now=now)


@dataclass(frozen=True, slots=True)
class Penalty:
    """One penalty to push: the office's number, the party, where it is registered, the decision's day and answers."""

    source_id: str
    name: str
    code: str
    home_region: str
    home_office: str
    decided_on: date
    values: Values


def hear_elsewhere(*, organisation_id: int, found: Sequence[Mapping[str, Any]], by: Actor, now: datetime) -> int:
    """The intake met penalties on entities registered in another province: each becomes a push. Known ones stay."""
    office = Organisation.objects.get(id=organisation_id)
    numbers = [one["source_id"] for one in found]
    known = set(
        Dispatch.objects.filter(organisation_id=office.pk, kind=Kind.PENALTY, source_id__in=numbers).values_list(
            "source_id", flat=True
        )
    )
    new = [one for one in found if one["source_id"] not in known]
    homes = offices({one["home_region"] for one in new})
    for one in new:
        penalty = Penalty(home_office=home_name(homes, one["home_region"]), **one)
        _make(office, penalty, by=by, now=now)
    return len(new)


def home_name(homes: Mapping[str, Office], region: str) -> str:
    """What the office of registration is called; where no list knows it, its code."""
    found = homes.get(region[:COUNTY])
    return found.name if found else f"{region[:COUNTY]} 登记机关"


@transaction.atomic
def note_sent(*, dispatch_id: UUID, how: str, note: str, by: Actor, now: datetime) -> Dispatch:
    """The package went out by letter or network: the duty is done. How it went is kept."""
    row = Dispatch.objects.select_for_update().get(pk=dispatch_id)
    may_send(row)
    if how not in {Way.LETTER, Way.NETWORK, Way.OTHER} or not note.strip():
        raise refusals.missing(
            "note",
            "请选择发送方式并写明凭据，例如函号、邮单号。",
            "Say how it went, with the letter's number.",
        )
    return mark_sent(row, how, note, by, now)


def post(*, dispatch_id: UUID, by: Actor, now: datetime, client: "httpx.Client | None" = None) -> Dispatch:
    """Send the package to the address set for that province. No transaction is held while the other side answers.

    Sent is what the other side answered with success to; its answer is the acknowledgement when it names one.
    """
    import httpx  # noqa: PLC0415 (slow to load)

    row = Dispatch.objects.get(pk=dispatch_id)
    target = selectors.address_of(row.home_region)
    may_send(row)
    if target is None:
        raise refusals.no_address()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {target.get('key', '')}"}
    try:
        with client or httpx.Client(timeout=TIMEOUT, follow_redirects=False) as session:
            answer = session.post(target["url"], content=bytes(row.package), headers=headers)
        why = "" if answer.is_success else f"HTTP {answer.status_code}"
    except httpx.HTTPError as error:
        answer, why = None, type(error).__name__
    if answer is None or why:
        _failed(row, why, by=by, now=now)
        raise refusals.failed(why)
    return _arrived(dispatch_id, target, _receipt_in(answer), by=by, now=now)


def _receipt_in(answer: "httpx.Response") -> str:
    try:
        said = answer.json()
        return str(said["received"])[:200] if isinstance(said, dict) and said.get("received") else ""
    except ValueError:
        return ""


@transaction.atomic
def _failed(row: Dispatch, why: str, *, by: Actor, now: datetime) -> None:
    Dispatch.objects.filter(pk=row.pk, sent_at=None).update(tried_at=now, trouble=why[:300])
    record_event(name=TRIED, by=by, now=now, subject=(SUBJECT, row.pk), detail={"why": why})


@transaction.atomic
def _arrived(dispatch_id: UUID, target: Mapping[str, str], receipt: str, *, by: Actor, now: datetime) -> Dispatch:
    row = Dispatch.objects.select_for_update().get(pk=dispatch_id)
    if row.sent_at is None:
        may_send(row)
        mark_sent(row, Way.POSTED, target.get("name") or target["url"], by, now)
    return _receipt(row, receipt, china_date(now), by, now) if receipt and row.receipt_on is None else row


@transaction.atomic
def acknowledge(*, dispatch_id: UUID, receipt: str, on: date | None, by: Actor, now: datetime) -> Dispatch:
    """The other office has it: its number and day."""
    row = Dispatch.objects.select_for_update().get(pk=dispatch_id)
    if row.sent_at is None:
        raise refusals.not_sent()
    if not receipt.strip() or on is None or not china_date(row.sent_at) <= on <= china_date(now):
        raise refusals.missing(
            "receipt",
            "请填写回执的文号和日期（发送之后、今天以前）。",
            "Give the acknowledgement's number and its day (after sending, not after today).",
        )
    return _receipt(row, receipt, on, by, now)


def _receipt(row: Dispatch, receipt: str, on: date, by: Actor, now: datetime) -> Dispatch:
    row.receipt, row.receipt_on = receipt.strip()[:200], on
    row.save(update_fields=["receipt", "receipt_on"])
    record_event(name=ACKNOWLEDGED, by=by, now=now, subject=(SUBJECT, row.pk), detail={"receipt": row.receipt})
    return row

"""What a planner types, read into a draft; each slip is told at its field."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.clock import CHINA
from gongbao.foundation.draws.actions import Draft
from gongbao.foundation.draws.actions.planning import named_lottery, void_rule
from gongbao.foundation.draws.models import Plan, QuotaBy
from gongbao.foundation.draws.rules import RISK, Wish
from gongbao.foundation.events.refusals import Refusal, Refusals
from gongbao.kernel.draw.entropy import Lottery, Void, follows, round_at, round_time
from gongbao.register.spotchecks.words import RISKS

T = TypeVar("T")
_NAMED = re.compile(r'"signature":"([0-9a-fA-F]*)"')
LISTS = ("categories", "areas", "industries", "sizes", "risks", "dimensions")
TEXTS = (
    "title",
    "year",
    "mode",
    "purpose",
    "quota_by",
    "rate",
    "count",
    "qualification",
    "cap",
    "commit_by",
    "reveal_by",
    "beacon_at",
    "lotteries",
    "void",
    "partners",
)
LINES = 200
MOST_VOID = 5  # issues in a row


def given(post: Any) -> dict[str, Any]:
    """What was typed, as the page shows it again."""
    said: dict[str, Any] = {name: post.get(name, "").strip()[:4_000] for name in TEXTS}
    said |= {name: post.getlist(name)[:LINES] for name in LISTS}
    return said | {f"rate_{level}": post.get(f"rate_{level}", "").strip()[:10] for level in RISKS}


def as_given(plan: Plan) -> dict[str, Any]:
    """A plan as its form shows it."""
    said: dict[str, Any] = {name: getattr(plan, name, "") for name in TEXTS}
    said |= {name: getattr(plan, name).splitlines() for name in LISTS}
    for name in ("commit_by", "reveal_by"):
        said[name] = getattr(plan, name).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    said["void"] = void_rule(plan.lotteries)
    said["lotteries"] = "\n".join(":".join(named_lottery(line)) for line in plan.lotteries.splitlines())
    said["beacon_at"] = ""
    if plan.beacon:
        said["beacon_at"] = (
            datetime.fromtimestamp(round_time(plan.beacon), UTC).astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
        )
    shares = list(plan.shares.order_by("id")[:LINES])
    said |= {f"rate_{share.key.removeprefix(RISK)}": share.rate for share in shares if share.key.startswith(RISK)}
    said["partners"] = "\n".join(
        f"{share.authority} {share.rate.normalize():f}%"
        if share.rate is not None
        else f"{share.authority} {share.count}户"
        for share in shares
        if share.authority
    )
    return {name: "" if value is None else value for name, value in said.items()}


class _Reading:
    """Reads fields one by one and keeps what is wrong with them."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        self.said = said
        self.wrong: list[Refusal] = []

    def read(self, name: str, how: Callable[[str], T], otherwise: T, zh: str, en: str) -> T:
        text = str(self.said.get(name, ""))
        try:
            return how(text)
        except (ValueError, InvalidOperation):
            self.wrong.append(Refusal("draw.field", zh, en, field=name))
            return otherwise


def draft_of(said: Mapping[str, Any], office: Organisation, region: str, now: datetime) -> Draft:
    """The draft. Raises Refusals with every field that can't be read."""
    reading = _Reading(said)
    by_rate = said["quota_by"] != QuotaBy.COUNT
    number = ("请填整数。", "Enter a whole number.")
    moment = ("请写成 2026-07-01 17:00。", "Write it like 2026-07-01 17:00.")
    rate = reading.read("rate", _rate, None, "请填百分数，如 3 或 3.5。", "Enter a percentage like 3 or 3.5.")
    nobody: tuple[Wish, ...] = ()
    partners = reading.read(
        "partners",
        _partners,
        nobody,
        "每行写一个部门和它的份额，如：青岚县税务局 2% 或 青岚县税务局 5户。",
        "One authority a line with its share: 青岚县税务局 2%, or 5户.",
    )
    draft = Draft(
        region=region,
        year=reading.read("year", int, now.year, *number),
        title=said["title"][:120],
        mode=said["mode"],
        purpose=said["purpose"],
        authorities=(office.name, *dict.fromkeys(wish.authority for wish in partners)),
        organisation_id=office.id,
        categories=_chosen(said, "categories"),
        areas=_chosen(said, "areas"),
        industries=_chosen(said, "industries"),
        sizes=_chosen(said, "sizes"),
        risks=_chosen(said, "risks"),
        dimensions=_chosen(said, "dimensions"),
        quota_by="rate" if by_rate else "count",
        rate=rate if by_rate else None,
        count=None if by_rate else _number(reading),
        qualification=said["qualification"][:40],
        cap=reading.read("cap", int, 1, *number),
        commit_by=reading.read("commit_by", _moment, now, *moment),
        reveal_by=reading.read("reveal_by", _moment, now, *moment),
        beacon=_beacon(reading, *moment),
        lotteries=tuple(dict.fromkeys(line.strip() for line in said["lotteries"].splitlines() if line.strip())),
        void=said["void"],
        shares=(*_risk_rates(reading), *_with_own(partners, office.name, rate if by_rate else None, said, reading)),
    )
    if reading.wrong:
        raise Refusals(reading.wrong)
    return draft


def _with_own(
    partners: tuple[Wish, ...], own: str, rate: Decimal | None, said: Mapping[str, Any], reading: _Reading
) -> tuple[Wish, ...]:
    """With partners the planning office's own share stands beside theirs."""
    if not partners:
        return ()
    count = None if rate is not None else _number(reading)
    risks = tuple(Wish(rate=wish.rate, key=wish.key, authority=own) for wish in _risk_rates(reading))
    return (Wish(rate=rate, count=count, authority=own), *risks, *partners)


def _risk_rates(reading: _Reading) -> tuple[Wish, ...]:
    if "risk" not in reading.said["dimensions"]:
        return ()
    found = []
    for level in RISKS:
        rate = reading.read(
            f"rate_{level}", _rate, None, "请填 0 到 100 的百分数。", "Enter a percentage from 0 to 100."
        )
        if rate is not None:
            found.append(Wish(rate=rate, key=f"{RISK}{level}"))
    return tuple(found)


def _chosen(said: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strip() for one in said[name] if one.strip()))


def _rate(text: str) -> Decimal | None:
    if not text:
        return None
    rate = Decimal(text.removesuffix("%").removesuffix("％"))
    if not rate.is_finite() or not 0 <= rate <= 100 or rate != round(rate, 3):
        raise ValueError(text)
    return rate


def _beacon(reading: _Reading, zh: str, en: str) -> int | None:
    nothing: int | None = None
    return reading.read("beacon_at", _round, nothing, zh, en)


def _number(reading: _Reading) -> int | None:
    return reading.read("count", _count, None, "请填整数。", "Enter a whole number.")


def _count(text: str) -> int | None:
    return int(text) if text else None


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at.replace(tzinfo=CHINA) if at.tzinfo is None else at


def _round(text: str) -> int | None:
    return round_at(int(_moment(text).timestamp())) if text else None


def _partners(text: str) -> tuple[Wish, ...]:
    found = []
    for line in text.splitlines():
        if not line.strip():
            continue
        name, _, share = line.strip().rpartition(" ")
        if not name:
            raise ValueError(line)
        if share.endswith("户"):
            found.append(Wish(count=int(share.removesuffix("户")), authority=name.strip()))
        else:
            found.append(Wish(rate=_rate(share), authority=name.strip()))
    return tuple(found)


def lotteries_of(post: Any, named: list[tuple[str, str]], rule: str = "") -> tuple[list[Lottery], list[Void]]:
    """The printed numbers of each lottery the plan names, separated by spaces, commas or dots; and, where its rule
    lets the next issue take a void one's place, which was void and where that is announced. Raises Refusals.
    """
    found: list[Lottery] = []
    voids: list[Void] = []
    wrong: list[Refusal] = []
    for at, (name, named_issue) in enumerate(named):
        issue = named_issue
        if rule:
            used, words = (post.get(f"{field}_{at}", "").strip()[:500] for field in ("issue", "void"))
            issue = used or issue
            skipped = _voids(name, named_issue, issue, words)
            voids += skipped or []
            if skipped is None:
                wrong.append(_not_next(name, named_issue, at))
            elif skipped and not words:
                wrong.append(_announcement(name, named_issue, at))
        numbers = _numbers(post.get(f"numbers_{at}", ""))
        if numbers:
            found.append(Lottery(name, issue, numbers))
        else:
            wrong.append(
                Refusal(
                    "draw.field",
                    f"请填 {name} 第 {issue} 期的全部号码，用空格隔开。",
                    f"Enter all numbers of {name} issue {issue}, with spaces between.",
                    field=f"numbers_{at}",
                )
            )
    if wrong:
        raise Refusals(wrong)
    return found, voids


def _numbers(text: str) -> tuple[int, ...]:
    for mark in ",，、.+|":
        text = text.replace(mark, " ")
    try:
        return tuple(int(one) for one in text.split())
    except ValueError:
        return ()


def _voids(name: str, named: str, used: str, words: str) -> list[Void] | None:
    """The void issues from the named one to the one used, each with the next; None where it can't be reached."""
    voids: list[Void] = []
    issue = named
    while issue != used:
        later = next((one for one in (used, _plus_one(issue)) if follows(issue, one)), "")
        if not later or len(voids) == MOST_VOID:
            return None
        voids.append(Void(name, issue, later, words))
        issue = later
    return voids


def _plus_one(issue: str) -> str:
    return f"{int(issue) + 1:0{len(issue)}d}"


def _not_next(name: str, issue: str, at: int) -> Refusal:
    return Refusal(
        "draw.not-next",
        f"{name} 第 {issue} 期作废的，只能用紧接着的下一期；请核对期号。",
        f"Where issue {issue} of {name} is void only the one right after it may be used: check the number.",
        field=f"issue_{at}",
    )


def _announcement(name: str, issue: str, at: int) -> Refusal:
    return Refusal(
        "draw.void-unannounced",
        f"请写明 {name} 第 {issue} 期作废的公告出处，任何人都要能查到；它会公布。",
        f"Say where the void of issue {issue} of {name} is announced, for anybody to look up; it is published.",
        field=f"void_{at}",
    )


def signature_of(text: str) -> bytes | None:
    """A signature as drand prints it: 96 hexadecimal digits, or its whole answer in JSON. Refusal for anything else."""
    text = "".join(text.split()).strip('"')
    if not text:
        return None
    named = _NAMED.search(text)
    text = named[1] if named else text
    try:
        raw = bytes.fromhex(text)
    except ValueError:
        raw = b""
    if len(raw) != 48:
        raise Refusal(
            "draw.signature-malformed",
            "drand 的签名是 96 位十六进制数字：请整个粘贴 signature 的值。",
            "A drand signature is 96 hexadecimal digits: paste the whole value of “signature”.",
            field="signature",
        )
    return raw

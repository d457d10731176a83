"""What was typed or sent about one piece of information → values to publish, or every problem with what to do."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gongbao.foundation.events.refusals import Refusal
from gongbao.kernel.statutes import PenaltyType
from gongbao.kernel.statutes.vocabulary import Sentence
from gongbao.register.filings.rules.values import read
from gongbao.register.instant.rules.kinds import DEPARTMENT, InformationKind, Item

DAY = "arose_on"
_DAY = Item(id=DAY, type="date", label=Sentence("形成日期", "Day it arose"), required=True)
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dA-Za-z])")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_SPLIT = re.compile(r"[、,，;；\s]+")
Values = dict[str, Any]


@dataclass(slots=True)
class Judged:
    """What came of the answers. `problems` by field id, in the order of the form."""

    arose_on: date | None = None
    values: Values = field(default_factory=dict)
    problems: dict[str, Sentence] = field(default_factory=dict)

    @property
    def refusals(self) -> list[Refusal]:
        """Every problem as a refusal at its field."""
        return [Refusal("instant.field", said.zh, said.en, field=name) for name, said in self.problems.items()]


def judge(kind: InformationKind, raw: Mapping[str, Any], *, origin: str, today: date) -> Judged:
    """Read every answer of one kind of information and its day. Never raises on any JSON."""
    found = Judged()
    day = read(_DAY, raw.get(DAY), year=today.year)
    if day.problem:
        found.problems[DAY] = day.problem
    else:
        found.arose_on = date.fromisoformat(str(day.value))
        if (problem := _wrong_day(kind, found.arose_on, today)) is not None:
            found.problems[DAY] = problem
    for one in kind.fields:
        _judge_field(one, raw.get(one.id), found, today)
    known = {DAY, *(one.id for one in kind.fields)}
    for name in sorted(set(raw) - known)[:5]:
        found.problems[str(name)[:40]] = Sentence("没有这一项。", "There is no such item.")
    _compare(kind, origin, found)
    return found


def _judge_field(one: Item, raw: Any, found: Judged, today: date) -> None:
    if one.type == "types":
        _judge_types(one, raw, found)
        return
    answer = read(one, raw, year=today.year)
    if answer.problem:
        found.problems[one.id] = answer.problem
        return
    if answer.value is None:
        return
    if one.type == "text" and (personal := personal_in(str(answer.value))):
        found.problems[one.id] = personal
        return
    found.values[one.id] = answer.value


def personal_in(text: str) -> Sentence | None:
    """What must not be published: numbers of identity cards and mobile telephones (P21 6; PIPL 25)."""
    plain = unicodedata.normalize("NFKC", text)
    if _IDENTITY.search(plain):
        return Sentence(
            "这里有像身份证号的号码，公示前请删去。",
            "This looks like the number of an identity card: take it out before publication.",
        )
    if _MOBILE.search(plain):
        return Sentence(
            "这里有像手机号的号码，公示前请删去。", "This looks like a mobile number: take it out before publication."
        )
    return None


def _judge_types(one: Item, raw: Any, found: Judged) -> None:
    """Types of penalty, by code or word, in a list or a line."""
    given = raw if isinstance(raw, list) else _SPLIT.split(str(raw or ""))
    words = {words: kind.value for kind in PenaltyType for words in (kind.value, kind.words.zh, kind.words.en)}
    wanted = [str(part).strip() for part in given if str(part).strip()]
    joined = "、".join(wanted)
    taken: list[str] = []
    for kind in PenaltyType:  # a word of two parts, such as 没收违法所得、没收非法财物, is taken whole
        if "、" in kind.words.zh and kind.words.zh in joined:
            taken.append(kind.value)
            joined = joined.replace(kind.words.zh, "")
    rest = [part for part in joined.split("、") if part]
    unknown = [part for part in rest if part not in words]
    if unknown:
        listed = "、".join(kind.words.zh for kind in PenaltyType)
        found.problems[one.id] = Sentence(
            f"没有“{unknown[0][:20]}”这一种。可以写：{listed}。",
            f"There is no type “{unknown[0][:20]}”. Write one of: {', '.join(kind.value for kind in PenaltyType)}.",
        )
        return
    codes = sorted({*taken, *(words[part] for part in rest)})
    if not codes:
        found.problems[one.id] = Sentence("请填写此项。", "Fill in this item.")
        return
    found.values[one.id] = codes


def _wrong_day(kind: InformationKind, day: date, today: date) -> Sentence | None:
    if day > today:
        return Sentence("日期不能在今天之后。", "The day can't be after today.")
    if day < date(2014, 10, 1):
        return Sentence(
            "2014年10月1日《企业信息公示暂行条例》施行前的信息不在此公示。",
            "Information from before 1 October 2014, when the Regulation came into force, is not published here.",
        )
    if kind.before is not None and day >= kind.before:
        return Sentence(
            f"{kind.before}起这类登记不在市场监督管理部门办理，请核对日期。",
            f"Since {kind.before} this is not registered with the market authority; check the day.",
        )
    return None


def _compare(kind: InformationKind, origin: str, found: Judged) -> None:
    """What two answers say together."""
    since, until = found.values.get("since"), found.values.get("until")
    if since and until and str(until) < str(since):
        found.problems["until"] = Sentence("结束日期早于开始日期。", "It ends before it begins.")
    if origin == DEPARTMENT and kind.id == "penalty" and "until" not in found.problems and not until:
        found.problems["until"] = Sentence(
            "请填写公示截止日期：其他部门处罚的公示期按本部门的规定。",
            "Give the last day of publication: how long another department's penalty is shown follows its own rules.",
        )
    if kind.id == "equity" and found.values.get("before") == found.values.get("after") is not None:
        found.problems["after"] = Sentence("变更前后的比例相同，请核对。", "The shares before and after are the same.")

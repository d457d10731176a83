"""Checking a handed-in file line by line against what is known: what is new, changed, the same, or wrong, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from gongbao.briefing.targets import refusals, selectors
from gongbao.briefing.targets.models import Every, FirmFigure, Indicator, Value
from gongbao.briefing.targets.rules import month_before, months_agree
from gongbao.briefing.targets.sheets import heads_of, lines_of, month_of, number_of, plain, sheets_of, text_of
from gongbao.briefing.units.models import Unit
from gongbao.kernel.statutes.vocabulary import Sentence

NUMBERS = {
    "amount": Sentence("当月", "the month's own"),
    "total": Sentence("累计", "the total"),
    "growth": Sentence("同比", "the growth"),
    "target": Sentence("年目标", "the year's target"),
    "revenue": Sentence("营业收入", "the revenue"),
    "profit": Sentence("利润", "the profit"),
    "tax": Sentence("税收", "the tax"),
}
#: Where places after the point and size are bounded by the column.
PLACES = {"growth": Decimal("0.01")}
VALUE_WORDS = {
    "unit": ("单位", "报送单位", "地区", "乡镇", "unit"),
    "indicator": ("指标", "指标名称", "indicator"),
    "month": ("月份", "年月", "报告期", "month"),
    "amount": ("当月", "本月", "当月值", "本月值", "month'sown", "amount"),
    "total": ("累计", "累计值", "1-本月累计", "本年累计", "total"),
    "growth": ("同比", "同比增长", "增长", "growth"),
    "target": ("年目标", "全年目标", "目标", "target"),
}
FIRM_WORDS = {
    "unit": ("单位", "报送单位", "所在乡镇", "乡镇", "unit"),
    "firm": ("企业", "企业名称", "firm"),
    "month": ("月份", "年月", "报告期", "month"),
    "revenue": ("营业收入", "收入", "revenue"),
    "profit": ("利润", "利润总额", "profit"),
    "tax": ("税收", "税金", "tax"),
    "growth": ("同比", "收入同比", "growth"),
}
VALUE_FIELDS = ("amount", "total", "growth", "target")
FIRM_FIELDS = ("revenue", "profit", "tax", "growth")


@dataclass(slots=True)
class Line:
    """One line of the file as it was read. `state`: new, changed, same, wrong. `before` is the version in force."""

    sheet: str
    line: int
    unit: Unit | None = None
    indicator: Indicator | None = None
    firm: str = ""
    month: int = 0
    said: str = ""
    numbers: dict[str, Decimal | None] = field(default_factory=dict)
    problems: list[Sentence] = field(default_factory=list)
    notes: list[Sentence] = field(default_factory=list)
    before: Any = None

    @property
    def state(self) -> str:
        if self.problems:
            return "wrong"
        if self.before is None:
            return "new"
        same = all(getattr(self.before, name) == value for name, value in self.numbers.items())
        return "same" if same else "changed"


def check_values(data: bytes, name: str, *, desk: Unit, month: int, latest: int) -> list[Line]:
    """The lines of a file of indicators. `month` is for lines without one; none may lie after `latest`."""
    lines = _read(data, name, VALUE_WORDS, {"unit", "indicator"}, month, "单位、指标、月份、当月或累计")
    indicators = {plain(one.name): one for one in selectors.indicators(desk)}
    for line, cells in lines:
        line.indicator = indicators.get(plain(text_of(cells.get("indicator"))))
        line.said = text_of(cells.get("indicator"))[:60]
        if line.indicator is None:
            line.problems.append(
                Sentence(f"没有“{line.said}”这个指标。", f"There is no indicator “{line.said}”.")
                if line.said
                else Sentence("没有写指标。", "No indicator is named.")
            )
    _place(lines, desk, latest)
    _numbers(lines, VALUE_FIELDS)
    found = [line for line, _ in lines]
    _only_once(found)
    known = selectors.current_values(desk, {line.month for line in found})
    for line in sorted(found, key=lambda one: one.month):  # a month follows from the one before it
        _complete(line, known, found)
    return found


def check_firms(data: bytes, name: str, *, desk: Unit, month: int, latest: int) -> list[Line]:
    """The lines of a file of above-scale enterprises."""
    lines = _read(data, name, FIRM_WORDS, {"unit", "firm"}, month, "单位、企业名称、月份、营业收入、利润、税收")
    for line, cells in lines:
        line.firm = text_of(cells.get("firm"))[:120]
        line.said = line.firm
        if not line.firm:
            line.problems.append(Sentence("没有写企业名称。", "No enterprise is named."))
    _place(lines, desk, latest)
    _numbers(lines, FIRM_FIELDS)
    found = [line for line, _ in lines]
    _only_once(found)
    known: Mapping[tuple[int, str, int], FirmFigure] = selectors.current_firms(desk, {line.month for line in found})
    for line in found:
        if line.unit is None or line.problems:
            continue
        line.before = known.get((line.unit.pk, line.firm, line.month))
        if all(line.numbers.get(one) is None for one in ("revenue", "profit", "tax")):
            line.problems.append(Sentence("没有数。", "There is no figure."))
    return found


Cells = dict[str, Any]


def _read(
    data: bytes, name: str, table: Mapping[str, Sequence[str]], needed: set[str], month: int, heads: str
) -> list[tuple[Line, Cells]]:
    words = {plain(word): key for key, each in table.items() for word in each}
    found: list[tuple[Line, Cells]] = []
    any_heads = False
    for sheet, rows in sheets_of(data, name).items():
        at = heads_of(rows, words, needed)
        if at is None:
            continue
        any_heads = True
        places, start = at
        for number, row in lines_of(rows, start):
            cells = {key: row[place] for key, place in places.items() if place < len(row)}
            if not any(text_of(cells.get(key)) for key in needed):
                continue  # a note under the table
            if not any(text_of(cells.get(key)) for key in NUMBERS if key in places):
                continue  # a line of the template that nobody filled in
            found.append((Line(sheet[:31], number, month=month), cells))
    if not any_heads:
        raise refusals.no_heads(heads)
    return found


def _place(lines: Sequence[tuple[Line, Cells]], desk: Unit, latest: int) -> None:
    """The unit and the month of every line."""
    units: dict[str, Unit] = {}
    for unit in selectors.units_below(desk):
        units[plain(unit.short)] = units[plain(unit.organisation.name)] = unit
    for line, cells in lines:
        text = text_of(cells.get("unit"))
        line.unit = units.get(plain(text))
        if line.unit is None:
            line.problems.append(
                Sentence(f"没有“{text[:40]}”这个报送单位。", f"There is no unit “{text[:40]}”.")
                if text
                else Sentence("没有写单位。", "No unit is named.")
            )
        if text_of(cells.get("month")):
            month = month_of(cells.get("month"))
            if month is None:
                text = text_of(cells.get("month"))[:20]
                line.problems.append(
                    Sentence(f"月份“{text}”读不懂，请写成 202606。", f"The month “{text}” is unclear: write 202606.")
                )
            else:
                line.month = month
        if line.month > latest:
            line.problems.append(Sentence("这个月还没有到。", "This month is still to come."))


def _numbers(lines: Sequence[tuple[Line, Cells]], names: Sequence[str]) -> None:
    for line, cells in lines:
        for name in names:
            try:
                value = number_of(cells.get(name))
            except ValueError:
                text, words = text_of(cells.get(name))[:30], NUMBERS[name]
                line.problems.append(
                    Sentence(f"{words.zh}“{text}”不是数字。", f"In {words.en}, “{text}” is no number.")
                )
                value = None
            if value is not None and name in PLACES:
                value = value.quantize(PLACES[name])
                if abs(value) >= 100_000:
                    line.problems.append(Sentence("同比太大，请核对。", "The growth is too large: check it."))
            line.numbers[name] = value


def _only_once(lines: Sequence[Line]) -> None:
    seen: dict[tuple[int, str, int], Line] = {}
    for line in lines:
        if line.unit is None or line.problems:
            continue
        key = (line.unit.pk, str(line.indicator.pk) if line.indicator else line.firm, line.month)
        first = seen.setdefault(key, line)
        if first is not line:
            line.problems.append(
                Sentence(f"和第 {first.line} 行重复。", f"The same as line {first.line}."),
            )


def _complete(line: Line, known: Mapping[tuple[UUID, int, int], Value], lines: Sequence[Line]) -> None:
    """What follows from last month: the total from the amount or the other way, and the year's target."""
    unit, indicator, numbers = line.unit, line.indicator, line.numbers
    if unit is None or indicator is None or line.problems:
        return
    if indicator.every == Every.QUARTER and line.month % 100 % 3:
        line.problems.append(
            Sentence("这个指标按季报，月份应为 3、6、9、12。", "A quarter's figure: month 3, 6, 9, 12.")
        )
        return
    line.before = known.get((indicator.pk, unit.pk, line.month))
    before = _last(line, known, lines)
    if numbers["target"] is None:
        numbers["target"] = (line.before.target if line.before else None) or before.get("target")
    elif numbers["target"] <= 0:
        line.problems.append(Sentence("年目标要大于 0。", "A target is above nothing."))
    if indicator.cumulative:
        _carry(line, before.get("total"))
    if numbers["amount"] is None and numbers["total"] is None and not line.problems:
        line.problems.append(Sentence("当月和累计都没有数。", "Neither the month's own nor the total."))


def _last(line: Line, known: Mapping[tuple[UUID, int, int], Value], lines: Sequence[Line]) -> dict[str, Decimal | None]:
    """Last month's figures of the same year: from this file, else as they are in force."""
    earlier = month_before(line.month)
    if earlier is None or line.unit is None or line.indicator is None:
        return {"total": Decimal(0)} if earlier is None else {}
    for other in lines:
        if (other.unit, other.indicator, other.month) == (line.unit, line.indicator, earlier) and not other.problems:
            return other.numbers
    found = known.get((line.indicator.pk, line.unit.pk, earlier))
    return {"total": found.total, "target": found.target} if found else {}


def _carry(line: Line, before: Decimal | None) -> None:
    numbers = line.numbers
    amount, total = numbers["amount"], numbers["total"]
    if total is None and amount is not None:
        if before is None:
            line.problems.append(
                Sentence("没有累计，也没有上月的累计，算不出来。", "No total here and none last month to add to.")
            )
        else:
            numbers["total"] = before + amount
    elif amount is None and total is not None and before is not None and line.indicator.every == Every.MONTH:  # type: ignore[union-attr]  # the caller looked
        numbers["amount"] = total - before
    elif line.indicator.every == Every.MONTH and not months_agree(before, amount, total):  # type: ignore[union-attr]  # the caller looked
        line.notes.append(
            Sentence(
                f"上月累计 {before:f} 加当月 {amount:f} 不等于累计 {total:f}，请核对。",
                "Last month's total and this month's own do not make this total: check them.",
            )
        )

"""Is this report complete and sound? Errors stop a filing; warnings ask to look again. Never raises on any JSON."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gongbao.kernel.statutes.vocabulary import Sentence
from gongbao.register.filings.rules.form import CONTENT, Check, Field, Form
from gongbao.register.filings.rules.values import decimal_of, is_blank, read

Answers = dict[str, Any]
MOST_ROWS = 300
#: Ten thousand yuan entered as yuan: the usual slip. A thousandfold change from last year is worth a question.
SUSPICIOUS = Decimal(1000)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to correct (error) or look at (warning). `row` counts from 0 in a table's lines as they were given."""

    field: str
    words: Sentence
    error: bool = True
    row: int | None = None
    column: str = ""

    @property
    def path(self) -> str:
        """E.g. `contributions.2.paid_on`."""
        parts = [self.field, *([] if self.row is None else [str(self.row)]), *([self.column] if self.column else [])]
        return ".".join(parts)


@dataclass(frozen=True, slots=True)
class Checked:
    """The canonical answers (blank and unasked ones left out), the switches, and what was found."""

    values: Answers
    shown: dict[str, bool]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What stops the filing."""
        return tuple(one for one in self.findings if one.error)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What is worth a second look."""
        return tuple(one for one in self.findings if not one.error)


def validate(form: Form, values: Any, shown: Any = None, *, last: Any = None) -> Checked:
    """Read every answer of a report. `values` maps item ids to what was typed or sent; tables are lists of mappings.

    `shown` maps switches to true or false; a switch not set means the entity chose not to publish. `last` are the
    canonical answers of the year before, for hints.
    """
    given = values if isinstance(values, dict) else {}
    findings: list[Finding] = []
    if not isinstance(values, dict):
        findings.append(Finding("", Sentence("内容的格式不对。", "The content has the wrong shape.")))
    findings += _strangers(form, given)
    answers = _simple(form, given, findings)
    for field in form.fields:
        if field.type == "table" and is_asked(field, answers):
            rows = _table(form, field, given.get(field.id), findings)
            if rows:
                answers[field.id] = rows
    for check in form.checks:
        findings += _CHECKS[check.kind](check, answers) if check.kind in _CHECKS else []
    findings += _leaps(form, answers, last if isinstance(last, dict) else {})
    if len(findings) > 1:
        order = {field.id: number for number, field in enumerate(form.fields)}
        findings.sort(key=lambda one: (not one.error, order.get(one.field, -1), one.row or 0))
    return Checked(answers, switches(form, shown), tuple(findings))


def switches(form: Form, shown: Any) -> dict[str, bool]:
    """Every switch of the form: on only where it was turned on; the content of an individual business is published
    unless it was turned off (its report would otherwise have to come on paper).
    """
    given = shown if isinstance(shown, dict) else {}
    return {flag: _on(given.get(flag), default=flag == CONTENT) for flag in form.flags}


def is_asked(field: Field, answers: Mapping[str, Any]) -> bool:
    """Whether the item is asked, given the other answers."""
    return not field.when or all(str(answers.get(other, "")) in allowed for other, allowed in field.when.items())


def _on(value: Any, *, default: bool) -> bool:
    if value is None:
        return default
    return value is True or (isinstance(value, str) and value.strip().lower() in {"true", "yes", "1", "on", "公示"})


def _strangers(form: Form, given: Mapping[Any, Any]) -> list[Finding]:
    known = {field.id for field in form.fields}
    return [
        Finding(str(name)[:60], Sentence("本年度的表里没有这一项，请删去。", "This year's form has no such item."))
        for name in given
        if name not in known
    ]


def _simple(form: Form, given: Mapping[Any, Any], findings: list[Finding]) -> Answers:
    """All answers that are not tables. A first pass reads them, a second keeps what is asked."""
    results = {
        field.id: read(field, given.get(field.id), year=form.year) for field in form.fields if field.type != "table"
    }
    known: Answers = {id_: one.value for id_, one in results.items() if one.value is not None}
    answers: Answers = {}
    for field in form.fields:
        found = results.get(field.id)
        if found is None or not is_asked(field, known):
            continue
        if found.problem is not None:
            findings.append(Finding(field.id, found.problem))
        if found.caution is not None:
            findings.append(Finding(field.id, found.caution, error=False))
        if found.value is not None:
            answers[field.id] = found.value
    return answers


def _table(form: Form, field: Field, raw: Any, findings: list[Finding]) -> list[Answers]:
    if not is_blank(raw) and not isinstance(raw, list):
        findings.append(Finding(field.id, Sentence("此项应是若干行的表。", "This item is a table of lines.")))
        return []
    lines: list[Any] = raw if isinstance(raw, list) else []
    filled = [(number, line) for number, line in enumerate(lines) if not blank_row(line)]
    if len(filled) > MOST_ROWS:
        said = Sentence(f"最多 {MOST_ROWS} 行，请用接口或联系登记机关。", f"At most {MOST_ROWS} lines.")
        findings.append(Finding(field.id, said))
        return []
    if not filled and field.required:
        findings.append(Finding(field.id, Sentence("请至少填一行。", "Fill in at least one line.")))
    return [_line(form, field, number, line, findings) for number, line in filled]


def blank_row(line: Any) -> bool:
    """Whether nothing was entered in a table's line."""
    return is_blank(line) or (isinstance(line, dict) and all(is_blank(cell) for cell in line.values()))


def raw_of(path: str, values: Mapping[str, Any]) -> Any:
    """What was typed at a path such as `web.0.url`."""
    found: Any = values
    for part in path.split("."):
        if isinstance(found, Mapping):
            found = found.get(part)
        elif isinstance(found, list) and part.isdigit() and int(part) < len(found):
            found = found[int(part)]
        else:
            return None
    return found


def is_missing(one: Finding, values: Mapping[str, Any]) -> bool:
    """Whether the error is only that nothing was answered yet."""
    raw = raw_of(one.path, values)
    return one.error and (all(blank_row(row) for row in raw) if isinstance(raw, list) else raw in (None, ""))


def _line(form: Form, field: Field, number: int, line: Any, findings: list[Finding]) -> Answers:
    if not isinstance(line, dict):
        findings.append(Finding(field.id, Sentence("这一行的格式不对。", "The line has the wrong shape."), row=number))
        return {}
    answers: Answers = {}
    for column in field.columns:
        found = read(column, line.get(column.id), year=form.year)
        for words, error in ((found.problem, True), (found.caution, False)):
            if words is not None:
                findings.append(Finding(field.id, words, error, number, column.id))
        if found.value is not None:
            answers[column.id] = found.value
    names = {column.id for column in field.columns}
    for name in line:
        if name not in names:
            words = Sentence("表里没有这一列，请删去。", "The table has no such column.")
            findings.append(Finding(field.id, words, row=number, column=str(name)[:60]))
    return answers


def _sum(check: Check, answers: Answers) -> list[Finding]:
    total = decimal_of(answers.get(check.params["equals"]))
    parts = [decimal_of(answers.get(one)) for one in check.params["of"]]
    known = [part for part in parts if part is not None]
    if total is None or len(known) != len(parts) or abs(sum(known, Decimal(0)) - total) <= Decimal("0.01"):
        return []
    return [Finding(check.params["equals"], check.words, error=False)]


def _not_more(check: Check, answers: Answers) -> list[Finding]:
    low, high = decimal_of(answers.get(check.params["field"])), decimal_of(answers.get(check.params["than"]))
    if low is None or high is None or low <= high:
        return []
    return [Finding(check.params["field"], check.words, error=False)]


def _row_not_more(check: Check, answers: Answers) -> list[Finding]:
    found = []
    for number, line in enumerate(answers.get(check.params["table"], [])):
        low, high = decimal_of(line.get(check.params["field"])), decimal_of(line.get(check.params["than"]))
        if low is not None and high is not None and low > high:
            found.append(Finding(check.params["table"], check.words, False, number, check.params["field"]))
    return found


def _both_or_none(check: Check, answers: Answers) -> list[Finding]:
    numbers = [decimal_of(answers.get(one)) for one in check.params["of"]]
    known = [number for number in numbers if number is not None]
    if len(known) < len(numbers) or len({number > 0 for number in known}) == 1:
        return []
    return [Finding(check.params["of"][0], check.words, error=False)]


_CHECKS: dict[str, Callable[[Check, Answers], list[Finding]]] = {
    "sum": _sum,
    "not-more": _not_more,
    "row-not-more": _row_not_more,
    "both-or-none": _both_or_none,
}


def _leaps(form: Form, answers: Answers, last: Mapping[str, Any]) -> list[Finding]:
    """Amounts a thousand times more or less than last year's: yuan and ten thousand yuan are easily confused."""
    found = []
    for field in form.fields if last else ():
        if field.type != "money":
            continue
        now, before = decimal_of(answers.get(field.id)), decimal_of(last.get(field.id))
        if not now or not before:
            continue
        ratio = abs(now / before)
        if ratio >= SUSPICIOUS or ratio <= 1 / SUSPICIOUS:
            words = Sentence(
                f"上年是 {before:f} 万元，相差一千倍以上。是不是把元当成了万元？",
                f"Last year it was {before:f} (10,000 yuan), a thousandfold difference. Was it entered in yuan?",
            )
            found.append(Finding(field.id, words, error=False))
    return found

"""Reviews in the reader's words: intervals with their numbers, the pattern of a year, the replay, where it waited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongbao.briefing.incidents.models import Clock, Hazard, LogEntry
from gongbao.briefing.incidents.presenters import FORMS, LEVELS
from gongbao.briefing.incidents.selectors import Whole
from gongbao.briefing.reviews import rules
from gongbao.briefing.reviews.models import Measure
from gongbao.briefing.reviews.selectors import Case, LevelRow
from gongbao.foundation.clock import CHINA
from gongbao.foundation.shapes import Column, Fact, State, Table
from gongbao.foundation.wording import is_english, left_words, moment_words, span_words

Words = str | Promise
STEPS: dict[str, Words] = {
    "occurred": gettext_lazy("事发"),
    "learned": gettext_lazy("得知"),
    "phoned": gettext_lazy("电话报告"),
    "written": gettext_lazy("书面报告"),
    "verified": gettext_lazy("核定等级"),
    "sent-up": gettext_lazy("上报"),
    "acknowledged": gettext_lazy("上级签收"),
    "answered": gettext_lazy("首次答复"),
}
SEASONS: dict[str, Words] = {
    "spring": gettext_lazy("春（3–5月）"),
    "summer": gettext_lazy("夏（6–8月）"),
    "autumn": gettext_lazy("秋（9–11月）"),
    "winter": gettext_lazy("冬（12–2月）"),
}
STATES: dict[str, tuple[Words, str]] = {
    "": (gettext_lazy("还没有复盘"), "plain"),
    "draft": (gettext_lazy("草稿"), "provisional"),
    "closed": (gettext_lazy("已结"), "done"),
    "open": (gettext_lazy("待落实"), "open"),
    "done": (gettext_lazy("已落实"), "done"),
    "withdrawn": (gettext_lazy("已撤回"), "plain"),
}
NONE = "—"


def state_of(code: str) -> State:
    words, tone = STATES[code]
    return State(text=str(words), tone=tone)


def hazard_words(one: Hazard) -> str:
    return one.en if is_english() else one.zh


def span_name(name: str, before: str, after: str) -> str:
    words = f"{STEPS[before]} → {STEPS[after]}"
    return _("全程：%(span)s") % {"span": words} if name == "whole" else words


def minutes_words(value: float | None) -> str:
    return NONE if value is None else span_words(round(value))


def count_words(n: int, few: int = rules.FEW) -> str:
    """n, with a word of warning where it is small."""
    return _("%(n)s（件数少）") % {"n": n} if 0 < n < few else str(n)


def share_words(met: int, n: int) -> str:
    """91%（10/11）; below LEAST only 3/4, for a share of so few misleads; a dash where no limit ran."""
    if 0 < n < rules.LEAST:
        return f"{met}/{n}"
    return _("%(share)s%%（%(met)s/%(n)s）") % {"share": round(100 * met / n), "met": met, "n": n} if n else NONE


def summaries(cases: Sequence[Case]) -> dict[str, rules.Summary]:
    """Of each span over these incidents."""
    each = [rules.intervals(one.at) for one in cases]
    found = {}
    for name, _before, _after in rules.SPANS:
        kept = [one.kept.get(name, (0, 0)) for one in cases]
        found[name] = rules.summary(
            (one[name] for one in each), met=sum(met for met, _n in kept), limited=sum(n for _met, n in kept)
        )
    return found


def intervals_table(found: Mapping[str, rules.Summary]) -> Table:
    rows = [
        {
            "span": span_name(*span),
            "n": count_words(found[span[0]].n),
            "median": minutes_words(found[span[0]].median),
            "p90": minutes_words(found[span[0]].p90),
            "share": share_words(found[span[0]].met, found[span[0]].limited),
        }
        for span in rules.SPANS
    ]
    columns = [
        Column(key="span", label=_("间隔"), primary=True),
        Column(key="n", label=_("件数")),
        Column(key="median", label=_("中位")),
        Column(key="p90", label=_("九成在此以内")),
        Column(key="share", label=_("按时（时限数）")),
    ]
    note = _("缺一步的间隔不计，不当作零。按时按当时有效的时限算，系统中断不计。")
    return Table(caption=_("各步间隔"), columns=columns, rows=rows, note=note)


@dataclass(frozen=True, slots=True)
class Strip:
    """One interval as a line: a dot at the median, a bar at the 90th percentile, both also in words.

    `median_at`, `p90_at` and `share_at` are per cent of the width; `share_at` is None where no share is given.
    """

    name: str
    n: str
    median: str
    p90: str
    median_at: str
    p90_at: str
    share: str
    share_at: str | None
    whole: bool


def strips(found: Mapping[str, rules.Summary]) -> list[Strip]:
    """The intervals that are known, on one scale that ends at the longest 90th percentile."""
    longest = max((one.p90 or 0 for one in found.values()), default=0) or 1

    def at(value: float | None) -> str:
        return f"{1 + 97 * (value or 0) / longest:.1f}%"

    return [
        Strip(
            name=span_name(*span),
            n=count_words(one.n),
            median=minutes_words(one.median),
            p90=minutes_words(one.p90),
            median_at=at(one.median),
            p90_at=at(one.p90),
            share=share_words(one.met, one.limited),
            share_at=f"{100 * one.met / one.limited:.1f}%" if one.limited >= rules.LEAST else None,
            whole=span[0] == "whole",
        )
        for span in rules.SPANS
        if (one := found[span[0]]).n
    ]


def kinds_table(cases: Sequence[Case]) -> Table:
    groups: dict[Hazard, list[Case]] = {}
    for one in cases:
        groups.setdefault(one.kind, []).append(one)
    rows = []
    for kind, group in sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0].order)):
        found = summaries(group)
        rows.append(
            {
                "kind": hazard_words(kind),
                "n": count_words(len(group)),
                "whole": f"{minutes_words(found['whole'].median)} (n={found['whole'].n})",
                "share": share_words(
                    sum(one.met for one in found.values()), sum(one.limited for one in found.values())
                ),
            }
        )
    columns = [
        Column(key="kind", label=_("类别"), primary=True),
        Column(key="n", label=_("件数")),
        Column(key="whole", label=_("得知到上报，中位")),
        Column(key="share", label=_("按时（时限数）")),
    ]
    return Table(caption=_("按类别"), columns=columns, rows=rows)


def levels_table(rows: Sequence[LevelRow]) -> Table:
    shown = [
        {
            "level": LEVELS[one.level],
            "form": FORMS[one.form],
            "n": count_words(one.n),
            "share": share_words(one.met, one.n),
        }
        for one in rows
    ]
    columns = [
        Column(key="level", label=_("层级"), primary=True),
        Column(key="form", label=_("报告")),
        Column(key="n", label=_("时限数")),
        Column(key="share", label=_("按时（时限数）")),
    ]
    return Table(caption=_("按单位层级"), columns=columns, rows=shown, note=_("只看层级，不给单位和个人排名。"))


@dataclass(frozen=True, slots=True)
class Heat:
    """A table of counts with shaded cells: every cell says its number, so the shade is never the only sign."""

    caption: str
    by: str
    heads: list[str]
    rows: list[tuple[str, list[tuple[str, int, int]], int]]


def _heat(
    caption: str,
    by: str,
    names: Sequence[tuple[str, str]],
    heads: Sequence[tuple[object, str]],
    cells: Mapping[Any, int],
) -> Heat:
    most = max(cells.values(), default=0)
    rows = []
    for code, words in names:
        counts = [(head, cells.get((code, key), 0)) for key, head in heads]
        shaded = [(head, n, -(-4 * n // most) if most else 0) for head, n in counts]
        rows.append((words, shaded, sum(n for _head, n in counts)))
    rows.sort(key=lambda one: -one[2])
    return Heat(caption, by, [head for _key, head in heads], rows)


def heats(cases: Sequence[Case]) -> tuple[int, list[Heat]]:
    """How many incidents, and the three tables: kind by month, kind by season, place by season."""
    found = rules.pattern((one.kind.code, one.learned_at.astimezone(CHINA).month, one.place) for one in cases)
    kinds = sorted({(one.kind.code, hazard_words(one.kind)) for one in cases})
    places = [(place, place or NONE) for place in sorted({one.place for one in cases})]
    months = [(month, _("%(n)s月") % {"n": month}) for month in range(1, 13)]
    seasons = [(code, str(words)) for code, words in SEASONS.items()]
    return found.n, [
        _heat(_("类别和月份"), _("类别"), kinds, months, found.by_month),
        _heat(_("类别和季节"), _("类别"), kinds, seasons, found.by_season),
        _heat(_("首报单位和季节"), _("首报单位"), places, seasons, found.by_place),
    ]


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One line of the replay, and how the clocks stood at that moment."""

    at: datetime
    words: str
    by: str
    entered: datetime | None
    clocks: list[tuple[str, State]]


def replay(whole: Whole) -> list[ShownStep]:
    english = is_english()

    def step(one: LogEntry) -> ShownStep:
        words = one.words_en if english and one.words_en else one.words_zh
        afterwards = one.entered_at if (one.entered_at - one.at).total_seconds() > 300 else None
        return ShownStep(one.at, words, one.by, afterwards, _clocks_at(whole.clocks, one.at))

    return [step(one) for one in whole.log]


def _clocks_at(clocks: Sequence[Clock], at: datetime) -> list[tuple[str, State]]:
    rows = []
    for one in clocks:
        if one.opened_at > at or (one.state in {"replaced", "ended"} and one.closed_at and one.closed_at <= at):
            continue
        name = f"{one.unit.short} {FORMS[one.form]}"
        if one.closed_at and one.closed_at <= at:
            rows.append(
                (
                    name,
                    State(text=_("迟报"), tone="late") if one.state == "late" else State(text=_("按时"), tone="done"),
                )
            )
            continue
        left = int((one.due_at - at).total_seconds() // 60)
        tone = "late" if left < 0 else "soon" if left * 2 < one.minutes else "open"
        rows.append((name, State(text=left_words(left, "MIN"), tone=tone)))
    return rows


def stays(whole: Whole, now: datetime) -> list[rules.Waited]:
    """Every stay of every clock that a limit ran for, without outages."""
    outages = [(one.since, one.until) for one in whole.outages]
    found = []
    for clock in whole.clocks:
        if clock.state in {"replaced", "ended"}:
            continue
        rows = list(clock.stays.all())
        ends = [*(one.since for one in rows[1:]), clock.closed_at or now]
        for one, end in zip(rows, ends, strict=True):
            since = max(one.since, clock.started_at)
            minutes = rules.waited(since, end, outages) if end > since else 0.0
            what, late = str(FORMS[clock.form]), clock.state == "late"
            found.append(rules.Waited(one.hand, what, clock.unit.short, minutes, clock.minutes, since, late))
    return found


def bottlenecks_table(rows: Sequence[rules.Waited]) -> Table:
    shown = [
        {
            "hand": one.hand,
            "what": f"{one.unit} · {one.what}",
            "minutes": minutes_words(one.minutes),
            "limit": minutes_words(one.limit),
            "share": f"{round(100 * one.share)}%",
            "since": moment_words(one.since),
        }
        for one in rows
    ]
    columns = [
        Column(key="hand", label=_("在谁手里"), primary=True),
        Column(key="what", label=_("哪一项")),
        Column(key="minutes", label=_("等了")),
        Column(key="limit", label=_("时限")),
        Column(key="share", label=_("占时限")),
        Column(key="since", label=_("从什么时候")),
    ]
    note = _("按停留时间占时限的比例排列，第一行就是卡得最久的一处。系统中断已扣除。")
    return Table(caption=_("卡在哪里"), columns=columns, rows=shown, note=note, empty=_("没有计过时限。"))


def instants_words(case: Case) -> list[Fact]:
    """When each step was taken, and how long after the one before; a missing step says that it is missing."""
    spans = rules.intervals(case.at)
    shown: list[Fact] = []
    for name in rules.STEPS:
        at = case.at.get(name)
        words = moment_words(at) if at else _("没有记录")
        if spans.get(name) is not None:
            words = _("%(at)s（隔 %(span)s）") % {"at": words, "span": minutes_words(spans[name])}
        shown.append(Fact(label=str(STEPS[name]), value=words))
    return shown


def shown_measures(rows: Sequence[Measure]) -> list[dict[str, object]]:
    return [{"one": row, "state": state_of(row.state), "open": row.state == "open"} for row in rows]


def truncated_words(n: int, most: int) -> str:
    return _("只取了最近的 %(most)s 起事件。") % {"most": most} if n >= most else ""

"""What the season's pages say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.duties import selectors as duties
from gongbao.foundation.duties.kinds import ANNUAL_REPORT
from gongbao.foundation.shapes import Chart, Column, Link, Series, Stat, State, Table
from gongbao.foundation.wording import day_words, moment_words
from gongbao.register.seasons import asked, selectors
from gongbao.register.seasons.models import CloseState, Season, SeasonClose

CATEGORIES: dict[str, Callable[[], str]] = {
    "enterprise": lambda: _("企业"),
    "individual": lambda: _("个体工商户"),
    "cooperative": lambda: _("农民专业合作社"),
}
RESULTS: dict[str, Callable[[], str]] = {
    "reached": lambda: _("已通知到"),
    "promised": lambda: _("答应报送"),
    "no-answer": lambda: _("无人接听"),
    "wrong-number": lambda: _("号码不对"),
    "closed-down": lambda: _("已停业"),
}
STATES: dict[CloseState, tuple[Callable[[], str], str]] = {
    CloseState.PREPARED: (lambda: _("待签"), "soon"),
    CloseState.SIGNED: (lambda: _("正在执行"), "open"),
    CloseState.DONE: (lambda: _("已执行"), "done"),
    CloseState.DISCARDED: (lambda: _("已作废"), "plain"),
}
REASONS: dict[str, Callable[[], str]] = {
    "set-up-unknown": lambda: _("成立日期不明，无法判断是否应报"),
    "no-authority": lambda: _("所在地不明，找不到登记机关"),
}


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "-"


@dataclass(frozen=True)
class Board:
    """The season board of one place."""

    season: Season
    region: str
    place: str
    stats: Sequence[Stat]
    table: Table
    chart: Chart
    waves: Table
    closes: Table
    breadcrumb: Sequence[Link]
    year_before: str


def board(season: Season, region: str, today: date) -> Board:
    """The board: tiles, places one step below, the days against last year's, reminder waves, closes."""
    places = selectors.board(season.year, region)
    owed = sum(p.count.owed for p in places)
    in_time = sum(p.count.in_time for p in places)
    late = sum(p.count.late for p in places)
    missing = sum(p.count.missing for p in places)
    reminded = sum(p.count.reminded for p in places)
    name = selectors.names_of([region]).get(region, "") if region else _("全部地区")
    call = reverse("seasons:missing", args=[season.year]) + f"?region={region}"
    return Board(
        season=season,
        region=region,
        place=name,
        stats=[
            Stat(label=_("应报"), value=f"{owed:,}", unit=_("户")),
            Stat(label=_("按时已报"), value=f"{in_time:,}", unit=_("户"), note=percent(in_time, owed), tone="done"),
            Stat(label=_("逾期补报"), value=f"{late:,}", unit=_("户"), note=percent(late, owed)),
            Stat(
                label=_("未报"),
                value=f"{missing:,}",
                unit=_("户"),
                note=_("其中 %(n)s 户已提醒") % {"n": f"{reminded:,}"},
                href=call,
                tone="soon" if today <= season.closes_on else "late",
            ),
        ],
        table=_places(season.year, places, region),
        chart=_days(season, region, today),
        waves=_waves(season.year, region),
        closes=_closes(season.year),
        breadcrumb=[
            Link(text=_("年报季"), href=reverse("seasons:index")),
            Link(text=_("%(year)d 年度") % {"year": season.year}, current=True),
        ],
        year_before=_year_before(season, region, today),
    )


def _places(year: int, places: Sequence[selectors.Place], region: str) -> Table:
    rows = [
        {
            "place": p.name or p.count.place or _("所在地不明"),
            "href": f"{reverse('seasons:board', args=[year])}?region={p.count.place}"
            if p.count.place != region
            else "",
            "owed": p.count.owed,
            "in_time": p.count.in_time,
            "late": p.count.late,
            "missing": p.count.missing,
            "share": percent(p.count.in_time + p.count.late, p.count.owed),
            "reminded": p.count.reminded,
            "reacted": percent(p.count.reacted, p.count.reminded),
        }
        for p in sorted(places, key=lambda p: -p.count.missing)
    ]
    return Table(
        caption=_("各地进度，未报多的在前"),
        columns=[
            Column(key="place", label=_("地方"), primary=True),
            Column(key="owed", label=_("应报"), kind="number"),
            Column(key="in_time", label=_("按时"), kind="number"),
            Column(key="late", label=_("逾期"), kind="number"),
            Column(key="missing", label=_("未报"), kind="number"),
            Column(key="share", label=_("已报比例")),
            Column(key="reminded", label=_("已提醒"), kind="number"),
            Column(key="reacted", label=_("提醒后行动")),
        ],
        rows=rows,
        empty=_("年报季还没有开始。"),
    )


def _running(season: Season, region: str, until: date) -> list[int]:
    """Filed so far, day by day from the opening."""
    by_day = dict(
        duties.by_day(kind=ANNUAL_REPORT, period=season.year, region=region, start=season.opens_on, end=until)
    )
    total, line = 0, []
    for offset in range((until - season.opens_on).days + 1):
        total += by_day.get(season.opens_on + timedelta(days=offset), 0)
        line.append(total)
    return line


def _days(season: Season, region: str, today: date) -> Chart:
    last = min(today, season.closes_on)
    days = [season.opens_on + timedelta(days=n) for n in range((season.closes_on - season.opens_on).days + 1)]
    lines = [(season, last)]
    before = selectors.season(season.year - 1)
    if before:
        lines.append((before, before.closes_on))
    series = []
    for one, until in lines:
        line: list[float | None] = list(_running(one, region, until))
        line += [None] * (len(days) - len(line))
        series.append(Series(name=_("%(year)d 年度") % {"year": one.year}, values=line[: len(days) : 7]))
    return Chart(
        title=_("累计已报，与上年同期相比"),
        categories=[f"{day.month}-{day.day}" for day in days[::7]],
        series=series,
        unit=_("户"),
        by=_("日期"),
    )


def _year_before(season: Season, region: str, today: date) -> str:
    before = selectors.season(season.year - 1)
    if before is None:
        return ""
    same_day = min(today, season.closes_on).replace(year=before.closes_on.year)
    return _("上年同日已报 %(n)s 户") % {"n": f"{(_running(before, region, same_day) or [0])[-1]:,}"}


def _waves(year: int, region: str) -> Table:
    rows = [
        {
            "wave": _("第 %(n)d 次") % {"n": one.wave.number},
            "at": one.wave.sent_at,
            "words": one.wave.words,
            "sent": one.wave.sent_count,
            "reacted": percent(one.reacted, one.wave.sent_count),
            "filed": percent(one.discharged, one.wave.sent_count),
        }
        for one in duties.waves(kind=ANNUAL_REPORT, period=year, region=region)
    ]
    return Table(
        caption=_("提醒批次"),
        columns=[
            Column(key="wave", label=_("批次"), primary=True),
            Column(key="at", label=_("发出"), kind="moment"),
            Column(key="words", label=_("内容")),
            Column(key="sent", label=_("户数"), kind="number"),
            Column(key="reacted", label=_("有行动")),
            Column(key="filed", label=_("已报送")),
        ],
        rows=rows,
        empty=_("还没有发过提醒。"),
    )


def state_of(close: SeasonClose) -> State:
    words, tone = STATES[CloseState(close.state)]
    return State(text=words(), tone=tone)


def _closes(year: int) -> Table:
    rows = [
        {
            "on": day_words(close.on),
            "href": reverse("seasons:close", args=[close.id]),
            "state": state_of(close),
            "owing": close.owing,
            "listed": close.listed,
            "excepted": close.excepted,
        }
        for close in selectors.closes(year)
    ]
    return Table(
        caption=_("截止处理"),
        columns=[
            Column(key="on", label=_("决定日期"), primary=True),
            Column(key="state", label=_("状态"), kind="state"),
            Column(key="owing", label=_("未报"), kind="number"),
            Column(key="listed", label=_("已列入"), kind="number"),
            Column(key="excepted", label=_("例外"), kind="number"),
        ],
        rows=rows,
        empty=_("截止日之后可在此拟办列入。"),
    )


@dataclass(frozen=True)
class ToCall:
    """One party on the list to call."""

    entity_id: int
    name: str
    href: str
    code: str
    category: str
    address: str
    last_call: str


def to_call(rows: Sequence[asked.Missing]) -> list[ToCall]:
    """The list to call, with what came of the last call."""
    return [
        ToCall(
            entity_id=row.entity_id,
            name=row.name,
            href=reverse("records:record", args=[row.code or f"n{row.entity_id}"]),
            code=row.code,
            category=CATEGORIES[row.category](),
            address=row.address,
            last_call=f"{RESULTS[row.result]()} · {moment_words(row.called_at)}"
            if row.result and row.called_at
            else "",
        )
        for row in rows
    ]


def results() -> list[tuple[str, str]]:
    return [(code, words()) for code, words in RESULTS.items()]


def cases(rows: Sequence[tuple[object, ...]], caption: str, *, with_reason: bool = False) -> Table:
    """Cases of a close as a table."""
    columns = [
        Column(key="name", label=_("名称"), primary=True),
        Column(key="code", label=_("代码"), kind="code"),
        Column(key="category", label=_("类别")),
    ]
    if with_reason:
        columns.append(Column(key="reason", label=_("原因")))
    return Table(
        caption=caption,
        columns=columns,
        rows=[
            {
                "name": name,
                "href": reverse("records:record", args=[code or f"n{entity}"]),
                "code": code,
                "category": CATEGORIES[str(category)](),
                "reason": REASONS[str(reason)]() if str(reason) in REASONS else reason,
            }
            for entity, name, code, _outcome, reason, category, _region in rows
        ],
    )

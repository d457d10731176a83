"""The board: how places, kinds, offices and lines of business stand, beside the same day of the season before."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.shapes import Chart, Column, Link, Series, Stat, Table
from gongbao.foundation.wording import plain_day
from gongbao.register.seasons.presenters.season import CATEGORIES
from gongbao.register.seasons.selectors import WIDTHS, Compared

WAYS: dict[str, Callable[[], str]] = {
    "place": lambda: _("按地区"),
    "kind": lambda: _("按类别"),
    "office": lambda: _("按部门"),
    "industry": lambda: _("按行业"),
}
_FIRST: dict[str, Callable[[], str]] = {
    "place": lambda: _("地区"),
    "kind": lambda: _("类别"),
    "office": lambda: _("主管部门"),
    "industry": lambda: _("行业"),
}
#: GB/T 4754, the letters.
INDUSTRIES: dict[str, Callable[[], str]] = {
    "A": lambda: _("农、林、牧、渔业"),
    "B": lambda: _("采矿业"),
    "C": lambda: _("制造业"),
    "D": lambda: _("电力、热力、燃气及水生产和供应业"),
    "E": lambda: _("建筑业"),
    "F": lambda: _("批发和零售业"),
    "G": lambda: _("交通运输、仓储和邮政业"),
    "H": lambda: _("住宿和餐饮业"),
    "I": lambda: _("信息传输、软件和信息技术服务业"),
    "J": lambda: _("金融业"),
    "K": lambda: _("房地产业"),
    "L": lambda: _("租赁和商务服务业"),
    "M": lambda: _("科学研究和技术服务业"),
    "N": lambda: _("水利、环境和公共设施管理业"),
    "O": lambda: _("居民服务、修理和其他服务业"),
    "P": lambda: _("教育"),
    "Q": lambda: _("卫生和社会工作"),
    "R": lambda: _("文化、体育和娱乐业"),
    "S": lambda: _("公共管理、社会保障和社会组织"),
    "T": lambda: _("国际组织"),
}
IN_PICTURE = 30


def ways(current: str, region: str) -> list[Link]:
    """The ways to look at the board."""
    return [
        Link(text=words(), href="?" + urlencode({"region": region, "by": way}) + "#rows", current=way == current)
        for way, words in WAYS.items()
    ]


def tiles(rows: Sequence[Compared], today: date, before: date) -> list[Stat]:
    """The season in five numbers, the second beside the season before on the same day."""
    owed, filed = sum(one.owed for one in rows), sum(one.filed for one in rows)
    reminded, reacted = sum(one.reminded for one in rows), sum(one.reacted for one in rows)
    owed_before, filed_before = sum(one.owed_before for one in rows), sum(one.filed_before for one in rows)
    share = f"{filed / owed:.1%}" if owed else "—"
    if owed_before:
        share = _("%(share)s；上年同日（%(day)s）%(before)s") % {
            "share": share,
            "day": plain_day(before),
            "before": f"{filed_before / owed_before:.1%}",
        }
    return [
        Stat(label=_("应报"), value=owed, unit=_("户")),
        Stat(label=_("已报"), value=filed, unit=_("户"), note=share, tone="done"),
        Stat(label=_("其中逾期补报"), value=sum(one.late for one in rows), unit=_("户"), tone="soon"),
        Stat(label=_("未报"), value=sum(one.missing for one in rows), unit=_("户"), tone="late"),
        Stat(
            label=_("已提醒"),
            value=reminded,
            unit=_("户"),
            note=_("其中 %(n)s 户已有反应") % {"n": f"{reacted:,}"},
        ),
    ]


def row_name(way: str, one: Compared, names: dict[str, str]) -> str:
    """What a row is called."""
    if way == "kind":
        words = CATEGORIES.get(one.key.split(".")[0])
        return words() if words else one.key
    if way == "industry":
        words = INDUSTRIES.get(one.key)
        return words() if words else _("未登记行业")
    return one.name or names.get(one.key, "") or one.key or _("未定")


def board_table(year: int, way: str, rows: Sequence[Compared], names: dict[str, str], region: str) -> Table:
    """How each row stands; its name goes a step down, the number missing to the list to call."""
    return Table(
        caption=WAYS[way](),
        columns=[
            Column(key="name", label=_FIRST[way](), primary=True),
            Column(key="owed", label=_("应报"), kind="number"),
            Column(key="share", label=_("已报"), kind="share"),
            Column(key="before", label=_("上年同日")),
            Column(key="change", label=_("增减")),
            Column(key="late", label=_("逾期补报"), kind="number"),
            Column(key="missing", label=_("未报"), kind="link"),
            Column(key="reminded", label=_("已提醒"), kind="number"),
            Column(key="reacted", label=_("有反应"), kind="number"),
        ],
        rows=[_row(year, way, one, row_name(way, one, names), region) for one in rows],
        empty=_("这里没有应报的主体。"),
    )


def _row(year: int, way: str, one: Compared, name: str, region: str) -> dict[str, Any]:
    here = one.key if way in {"place", "office"} else region
    wanted = {"region": here}
    if way == "kind":
        wanted["category"] = one.key.split(".")[0]
    if way == "industry" and one.key in INDUSTRIES:
        wanted["industry"] = one.key
    missing = f"{reverse('seasons:missing', args=[year])}?{urlencode(wanted)}"
    deeper = way == "place" and one.key and len(one.key) < WIDTHS[-1]
    return {
        "name": name,
        "href": f"?region={one.key}" if deeper else "",
        "owed": one.owed,
        "share": (one.filed, one.owed),
        "before": f"{one.share_before:.1%}" if one.share_before is not None else "",
        "change": change_words(one),
        "late": one.late,
        "missing": {"text": f"{one.missing:,}", "href": missing},
        "reminded": one.reminded,
        "reacted": one.reacted,
    }


def change_words(one: Compared) -> str:
    """How many points more or fewer than on the same day a year ago; blank when there is nothing to compare."""
    if one.share is None or one.share_before is None:
        return ""
    points = 100 * (one.share - one.share_before)
    if abs(points) < 0.05:
        return _("持平")
    shown = f"{abs(points):.1f}"
    return _("高 %(n)s 个百分点") % {"n": shown} if points > 0 else _("低 %(n)s 个百分点") % {"n": shown}


def board_chart(way: str, rows: Sequence[Compared], names: dict[str, str]) -> Chart:
    """Filed and missing, row by row; the thirty with most missing when there are more."""
    shown = _shown(rows)
    return Chart(
        title=_("已报与未报"),
        kind="stack",
        categories=[row_name(way, one, names) for one in shown],
        series=[
            Series(name=_("已报"), values=[one.filed for one in shown]),
            Series(name=_("未报"), values=[one.missing for one in shown]),
        ],
        unit=_("户"),
        by=_FIRST[way](),
    )


def compare_chart(way: str, rows: Sequence[Compared], names: dict[str, str], year: int) -> Chart | None:
    """The share filed this season and on the same day of the one before; None without a season before."""
    shown = _shown(rows)
    if not any(one.owed_before for one in shown):
        return None
    return Chart(
        title=_("已报比例，与上年同日相比"),
        kind="bar",
        categories=[row_name(way, one, names) for one in shown],
        series=[
            Series(name=_("%(year)s 年度") % {"year": year}, values=[_percent(one.share) for one in shown]),
            Series(
                name=_("%(year)s 年度同日") % {"year": year - 1}, values=[_percent(one.share_before) for one in shown]
            ),
        ],
        unit="%",
        by=_FIRST[way](),
    )


def _shown(rows: Sequence[Compared]) -> Sequence[Compared]:
    if len(rows) <= IN_PICTURE:
        return rows
    return sorted(rows, key=lambda one: -one.missing)[:IN_PICTURE]


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)

"""What the pages of the line show."""

from collections.abc import Collection, Sequence
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongbao.briefing.units.models import Level, MaterialReading, Post, Standing, Unit
from gongbao.briefing.units.selectors import levels
from gongbao.foundation.accounts.models import Membership, Role
from gongbao.foundation.shapes import Column, Link, State, Table
from gongbao.foundation.wording import is_english

LEVELS: dict[str, str | Promise] = {
    Level.PROVINCE: gettext_lazy("省"),
    Level.CITY: gettext_lazy("市"),
    Level.COUNTY: gettext_lazy("县"),
    Level.TOWNSHIP: gettext_lazy("乡镇"),
    Level.VILLAGE: gettext_lazy("村居"),
    Level.DEPARTMENT: gettext_lazy("部门"),
    Level.DIRECT: gettext_lazy("直报点"),
}


def level_choices() -> list[tuple[str, str]]:
    return [(code, str(words)) for code, words in LEVELS.items()]


def level_tabs(desk: Unit, level: str, *, closed: bool) -> list[Link]:
    counted = levels(desk)
    here = f"?at={desk.pk}"
    return [
        Link(text=_("全部"), href=here, current=not level and not closed, count=sum(counted.values())),
        *(
            Link(text=str(LEVELS[code]), href=f"{here}&level={code}", current=code == level, count=count)
            for code, count in counted.items()
        ),
        Link(text=_("已停用"), href=f"{here}&closed=1", current=closed),
    ]


def unit_table(units: Sequence[Any]) -> Table:
    return Table(
        caption=_("报送单位"),
        columns=[
            Column(key="short", label=_("简称"), primary=True),
            Column(key="name", label=_("全称")),
            Column(key="level", label=_("层级")),
            Column(key="band", label=_("考核类别")),
            Column(key="serving", label=_("在任"), kind="number"),
            Column(key="under", label=_("向它报送"), kind="link"),
            Column(key="since", label=_("自"), kind="date"),
        ],
        rows=[
            {
                "short": unit.short,
                "href": reverse("units:unit", args=[unit.pk]),
                "name": unit.organisation.name,
                "level": str(LEVELS[unit.level]),
                "band": unit.band,
                "serving": unit.serving,
                "under": Link(text=str(unit.under), href=f"?at={unit.pk}") if unit.desk else "",
                "since": unit.since,
            }
            for unit in units
        ],
        empty=_("还没有单位。点“增加单位”开始。"),
    )


def role_words(role: Role) -> str:
    return role.en if is_english() else role.zh


def post_words(membership: Membership) -> str:
    post: Post | None = getattr(membership, "post", None)
    if post is None:
        return _("未登记")
    return _("专职") if post.full_time else _("兼职")


def people_rows(memberships: Sequence[Membership]) -> list[dict[str, Any]]:
    return [
        {
            "id": one.pk,
            "user_id": one.user_id,
            "person": str(one.user),
            "role": role_words(one.role),
            "post": post_words(one),
            "since": one.since,
            "until": one.until,
        }
        for one in memberships
    ]


def people_table(memberships: Sequence[Membership], *, past: bool = False) -> Table:
    return Table(
        caption=_("曾任") if past else _("在任人员"),
        columns=[
            Column(key="person", label=_("姓名"), primary=True),
            Column(key="role", label=_("职责")),
            Column(key="post", label=_("专兼职")),
            Column(key="since", label=_("自"), kind="date"),
            *([Column(key="until", label=_("至"), kind="date")] if past else []),
        ],
        rows=people_rows(memberships),
        empty="" if past else _("这里还没有人。没有信息员，信息报不上来。"),
    )


def standing_table(rows: Sequence[Standing]) -> Table:
    return Table(
        caption=_("名称和隶属的沿革"),
        columns=[
            Column(key="since", label=_("自"), kind="date", primary=True),
            Column(key="until", label=_("至（不含）"), kind="date"),
            Column(key="short", label=_("简称")),
            Column(key="name", label=_("全称")),
            Column(key="above", label=_("向谁报送")),
            Column(key="by", label=_("登记")),
        ],
        rows=[
            {
                "since": one.since,
                "until": one.until,
                "short": one.short,
                "name": one.name,
                "above": one.reports_to.short if one.reports_to else "",
                "by": one.recorded_by,
            }
            for one in rows
        ],
    )


def officer_boxes(officers: Sequence[tuple[int, str, str]], chosen: Collection[str]) -> SafeString:
    """A box to tick for each; in one piece, since a county has thousands."""
    box = '<input type="checkbox" name="attendees" value="{}"{}>'
    line = f'<label class="choice">{box} {{}} <span class="quiet">{{}}</span></label>'
    ticked = mark_safe(" checked")
    return format_html_join("", line, ((key, ticked if str(key) in chosen else "", *who) for key, *who in officers))


def reading_state(reading: MaterialReading | None) -> State:
    if reading is None:
        return State(text=_("还没有打开"), tone="open")
    if reading.acknowledged_at is None:
        return State(text=_("打开过，未点已阅"), tone="soon")
    return State(text=_("已阅"), tone="done")


def receipt_table(officers: Sequence[Membership], read: dict[int, MaterialReading]) -> Table:
    """Who was meant to read it, and whether they have."""
    rows = []
    for one in officers:
        reading = read.get(one.user_id)
        place: Any = one.organisation
        rows.append(
            {
                "person": str(one.user),
                "unit": place.unit.short,
                "state": reading_state(reading),
                "at": (reading.acknowledged_at or reading.opened_at) if reading else None,
            }
        )
    return Table(
        caption=_("谁读了"),
        columns=[
            Column(key="unit", label=_("单位"), primary=True),
            Column(key="person", label=_("姓名")),
            Column(key="state", label=_("状态"), kind="state"),
            Column(key="at", label=_("时间"), kind="moment"),
        ],
        rows=rows,
        empty=_("本信息科下面还没有信息员。"),
    )

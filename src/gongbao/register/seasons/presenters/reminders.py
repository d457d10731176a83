"""Reminders by wave and channel, and what came of them."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from gongbao.foundation.shapes import Chart, Column, Link, Series, State, Table
from gongbao.register.seasons.selectors import Reached

DAYS = (3, 7, 14)
CHANNELS: dict[str, Callable[[], str]] = {
    "inbox": lambda: _("系统消息"),
    "list": lambda: _("名单转交"),
    "phone": lambda: _("电话"),
}


def channel_words(channel: str) -> str:
    """A channel in words."""
    words = CHANNELS.get(channel)
    return words() if words else channel


def channels_offered() -> list[tuple[str, str]]:
    """The channels a wave can go through, with what each does."""
    return [
        ("inbox", _("系统消息：马上进每户的消息")),
        ("list", _("名单转交：不发消息，只记下名单，由乡镇上门或短信平台去催")),
    ]


def day_links(days: int, region: str) -> list[Link]:
    """Within how many days a reaction counts."""
    return [
        Link(text=_("%(n)d 天内") % {"n": one}, href=f"?region={region}&days={one}", current=one == days)
        for one in DAYS
    ]


def _columns(first: Column, days: int) -> list[Column]:
    return [
        first,
        Column(key="reminded", label=_("催到"), kind="number"),
        Column(key="reacted", label=_("%(n)d 天内动手") % {"n": days}, kind="share"),
        Column(key="filed", label=_("%(n)d 天内报送") % {"n": days}, kind="share"),
    ]


def _shares(one: Reached) -> dict[str, object]:
    return {
        "reminded": one.reminded,
        "reacted": (one.reacted, one.reminded) if one.reminded else "",
        "filed": (one.filed, one.reminded) if one.reminded else "",
    }


def wave_table(waves: Sequence[Reached], days: int, now: datetime) -> Table:
    """Each wave, newest first, with the share that reacted; one whose days are not over says so."""
    first = Column(key="name", label=_("轮次"), primary=True)
    columns = [
        first,
        Column(key="channel", label=_("渠道")),
        Column(key="at", label=_("发出"), kind="moment"),
        *_columns(first, days)[1:],
        Column(key="state", label=_("统计"), kind="state"),
        Column(key="by", label=_("发出人")),
    ]
    rows = [
        {
            "name": _wave_name(one),
            "channel": channel_words(one.channel),
            "at": one.wave.sent_at,
            "by": one.wave.sent_by,
            "state": _counted(one, now),
            **_shares(one),
        }
        for one in reversed(waves)
        if one.wave is not None
    ]
    return Table(caption=_("各轮提醒"), columns=columns, rows=rows, empty=_("还没有发过提醒。"))


def _counted(one: Reached, now: datetime) -> State:
    if one.until is not None and now < one.until:
        return State(text=_("还在增加"), tone="open")
    return State(text=_("已满期"), tone="done")


def _wave_name(one: Reached) -> str:
    return _("第 %(n)s 轮") % {"n": one.wave.number} if one.wave else ""


def channel_table(channels: Sequence[Reached], days: int) -> Table:
    """Each channel as a whole."""
    first = Column(key="name", label=_("渠道"), primary=True)
    columns = [first, Column(key="rounds", label=_("轮数"), kind="number"), *_columns(first, days)[1:]]
    rows = [{"name": channel_words(one.channel), "rounds": one.rounds, **_shares(one)} for one in channels]
    note = _("同一户被催三轮，算三次。电话从最后一次通话算起，只算通知到的。")
    return Table(caption=_("各渠道"), columns=columns, rows=rows, note=note, empty=_("还没有催报。"))


def wave_chart(waves: Sequence[Reached], days: int) -> Chart:
    """The share of each wave that began or filed within the days."""
    return Chart(
        title=_("各轮提醒后 %(n)d 天内的反应") % {"n": days},
        kind="bar",
        categories=[
            _("%(wave)s %(channel)s") % {"wave": _wave_name(one), "channel": channel_words(one.channel)}
            for one in waves
        ],
        series=[
            Series(name=_("动手填或报送"), values=[_percent(one.reacted, one.reminded) for one in waves]),
            Series(name=_("报送"), values=[_percent(one.filed, one.reminded) for one in waves]),
        ],
        unit="%",
        by=_("轮次"),
    )


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None

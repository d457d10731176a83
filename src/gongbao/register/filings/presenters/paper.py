"""The desk for reports on paper: what was received and waits to be entered, what was entered."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.clock import china_date
from gongbao.foundation.duties.models import Duty
from gongbao.foundation.shapes import Column, Deadline, Table
from gongbao.foundation.wording import left_until
from gongbao.register.entities.models import Entity


def waiting_table(duties: Sequence[Duty], entities: Mapping[int, Entity], now: datetime) -> Table:
    """Received and not entered, the nearest deadline first."""
    return Table(
        caption=_("已收到，待录入"),
        columns=[
            Column(key="name", label=_("个体工商户"), primary=True),
            Column(key="code", label=_("代码"), kind="code"),
            Column(key="year", label=_("年度")),
            Column(key="received", label=_("收到"), kind="date"),
            Column(key="deadline", label=_("公示“已报送”截止"), kind="deadline"),
            Column(key="hand", label=_("收件人")),
        ],
        rows=[
            {
                "name": entity.name,
                "href": reverse("filings:paper-enter", args=[entity.id, one.period]),
                "code": entity.code,
                "year": str(one.period),
                "received": china_date(one.arose_at),
                "deadline": Deadline(due=one.due_on, left=left_until(one.due_on, one.unit, now), unit=one.unit),
                "hand": one.hand,
            }
            for one in duties
            if (entity := entities.get(one.about_entity or 0)) is not None
        ],
        empty=_("没有等着录入的纸质年报。收到一份，先在上面查到这一户，登记收到；也可以直接录入。"),
    )


def entered_table(duties: Sequence[Duty], entities: Mapping[int, Entity]) -> Table:
    """What was entered last, with its receipt to print again."""
    return Table(
        caption=_("最近录入的"),
        columns=[
            Column(key="name", label=_("个体工商户"), primary=True),
            Column(key="year", label=_("年度")),
            Column(key="at", label=_("录入"), kind="moment"),
            Column(key="by", label=_("录入人")),
            Column(key="receipt", label=_("回执"), kind="link"),
        ],
        rows=[
            {
                "name": entity.name,
                "year": str(one.period),
                "at": one.closed_at,
                "by": one.closed_by,
                "receipt": {
                    "text": one.closed_with,
                    "href": reverse("filings:paper-receipt", args=[entity.id, one.period]),
                },
            }
            for one in duties
            if (entity := entities.get(one.about_entity or 0)) is not None
        ],
        empty=_("录入的会列在这里，可以再打印回执。"),
    )

"""What stops firms, for the office: which item, at which step, where drafts were left. Counts only."""

from collections.abc import Callable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from gongbao.foundation.shapes import Chart, Column, Series, Table
from gongbao.foundation.wording import is_english
from gongbao.kernel.statutes import Sentence
from gongbao.register.filings.models import SnagStep
from gongbao.register.filings.rules import Form
from gongbao.register.seasons.presenters.season import CATEGORIES
from gongbao.register.seasons.selectors import Obstacle, Standing

STEPS: dict[str, Callable[[], str]] = {
    SnagStep.SAVE: lambda: _("保存时"),
    SnagStep.CHECK: lambda: _("预演时"),
    SnagStep.SUBMIT: lambda: _("提交时"),
    SnagStep.FILE: lambda: _("批量文件里"),
    SnagStep.API: lambda: _("接口报送时"),
    SnagStep.PAPER: lambda: _("录入纸质时"),
}
IN_PICTURE = 10


def _said(words: Sentence) -> str:
    return words.en if is_english() else words.zh


def item_words(form: Form | None, item: str) -> str:
    """The item's label; of a table's column both."""
    name, _sep, column = item.partition(".")
    field = form.field(name) if form else None
    if field is None:
        return item
    found = next((one for one in field.columns if one.id == column), None)
    return (
        _("%(table)s：%(column)s") % {"table": _said(field.label), "column": _said(found.label)}
        if found
        else _said(field.label)
    )


def section_words(form: Form | None, section: str) -> str:
    """The section's title."""
    found = form.section(section) if form else None
    return _said(found.title) if found else section


def obstacle_table(rows: Sequence[Obstacle], forms: dict[str, Form]) -> Table:
    """The items that stop firms most."""
    return Table(
        caption=_("最常卡住的项目"),
        columns=[
            Column(key="item", label=_("项目"), primary=True),
            Column(key="section", label=_("部分")),
            Column(key="category", label=_("类别")),
            Column(key="count", label=_("次数"), kind="number"),
            Column(key="lately", label=_("近七天"), kind="number"),
            Column(key="blank", label=_("其中没填"), kind="share"),
            Column(key="steps", label=_("卡在哪一步")),
        ],
        rows=[
            {
                "item": item_words(forms.get(one.category), one.item),
                "section": section_words(forms.get(one.category), one.section),
                "category": CATEGORIES[one.category](),
                "count": one.count,
                "lately": one.lately,
                "blank": (one.blank, one.count),
                "steps": "、".join(
                    f"{STEPS[step]()} {count:,}" if step in STEPS else f"{step} {count:,}"
                    for step, count in sorted(one.steps.items(), key=lambda pair: -pair[1])
                ),
            }
            for one in rows
        ],
        note=_("只数次数，不记是哪一户；按县汇总。"),
        empty=_("还没有人被检查拦下。有人填错或漏填时，这里会按项目数出来。"),
    )


def obstacle_chart(rows: Sequence[Obstacle], forms: dict[str, Form]) -> Chart:
    """The ten items at the top."""
    top = rows[:IN_PICTURE]
    return Chart(
        title=_("最常卡住的十项"),
        kind="row",
        categories=[item_words(forms.get(one.category), one.item) for one in top],
        series=[
            Series(name=_("没填"), values=[one.blank for one in top]),
            Series(name=_("填错"), values=[one.count - one.blank for one in top]),
        ],
        unit=_("次"),
        by=_("项目"),
    )


def obstacle_line(days: Sequence[tuple[date, int]]) -> Chart:
    """Failed checks by day."""
    return Chart(
        title=_("被检查拦下，逐日"),
        kind="line",
        categories=[f"{day.month}-{day.day}" for day, _count in days],
        series=[Series(name=_("次数"), values=[count for _day, count in days])],
        unit=_("次"),
        by=_("日期"),
    )


def _step_words(forms: dict[str, Form], one: Standing) -> str:
    if not one.step:
        return _("还没有开始")
    if one.step == "begun":
        return _("开始了，一部分都没填")
    return _("填到“%(part)s”") % {"part": section_words(forms.get(one.category), one.step)}


def standing_table(rows: Sequence[Standing], forms: dict[str, Form]) -> Table:
    """Where those stand who have not filed."""
    return Table(
        caption=_("未报的各停在哪一步"),
        columns=[
            Column(key="step", label=_("停在"), primary=True),
            Column(key="category", label=_("类别")),
            Column(key="count", label=_("户数"), kind="number"),
            Column(key="left", label=_("两天没有回来"), kind="number"),
        ],
        rows=[
            {
                "step": _step_words(forms, one),
                "category": CATEGORIES[one.category](),
                "count": one.count,
                "left": one.left if one.step else None,
            }
            for one in rows
        ],
        empty=_("没有未报的主体。"),
    )


def standing_chart(rows: Sequence[Standing], forms: dict[str, Form]) -> Chart:
    """The same without those who have not begun, who would dwarf the rest."""
    begun = [one for one in rows if one.step][:IN_PICTURE]
    return Chart(
        title=_("开始了没有报完的，停在哪一步"),
        kind="row",
        categories=[f"{CATEGORIES[one.category]()} {_step_words(forms, one)}" for one in begun],
        series=[Series(name=_("户数"), values=[one.count for one in begun])],
        unit=_("户"),
        by=_("停在"),
    )

"""What one owes, as cards: what, who, by when, and the one thing to do."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.duties.kinds import ANNUAL_REPORT
from gongbao.foundation.duties.models import Duty
from gongbao.foundation.duties.places import place_of
from gongbao.foundation.shapes import Column, Deadline, DutyCard, Ground, State, Table
from gongbao.foundation.wording import left_until, moment_words
from gongbao.kernel.statutes import Citation
from gongbao.register.entities.models import Entity
from gongbao.register.filings.models import Filing
from gongbao.register.filings.presenters.section import said


def duty_cards(
    duties: Sequence[Duty],
    entities: Mapping[int, Entity],
    filings: Mapping[tuple[int, int], Filing],
    *,
    now: datetime,
) -> list[DutyCard]:
    """Cards in the order given."""
    return [_card(duty, entities.get(duty.party_id), filings.get((duty.party_id, duty.period)), now) for duty in duties]


def _card(duty: Duty, entity: Entity | None, filing: Filing | None, now: datetime) -> DutyCard:
    report = duty.kind == ANNUAL_REPORT
    begun = filing is not None and filing.draft_saved_at is not None
    words = ""
    if begun and filing is not None and filing.draft_saved_at is not None:
        words = _("草稿保存于 %(at)s") % {"at": moment_words(filing.draft_saved_at)}
    place = place_of(duty.kind)
    elsewhere = place.href(duty) if place else reverse("filings:firm", args=[duty.party_id])
    return DutyCard(
        title=duty_title(duty),
        party=entity.name if entity else "",
        words=words,
        deadline=Deadline(
            due=duty.due_on, left=left_until(duty.due_on, duty.unit, now), unit=duty.unit, provisional=duty.provisional
        ),
        href=reverse("filings:report", args=[duty.party_id, duty.period]) if report else elsewhere,
        button=(_("继续填报") if begun else _("填报年报")) if report else _("查看"),
        state=_state(duty, begun=begun, now=now) if report else None,
        ground=_ground(duty),
    )


def duty_title(duty: Duty) -> str:
    """What is owed."""
    if duty.kind == ANNUAL_REPORT:
        return _("%(year)d 年度报告") % {"year": duty.period}
    place = place_of(duty.kind)
    return place.title() if place else _("其他义务(%(kind)s)") % {"kind": duty.kind}


def _state(duty: Duty, *, begun: bool, now: datetime) -> State:
    if now >= duty.due_at:
        return State(text=_("逾期未报"), tone="late")
    return State(text=_("草稿"), tone="soon") if begun else State(text=_("未填报"), tone="open")


def _ground(duty: Duty) -> Ground | None:
    try:
        cited = Citation.parse(duty.citation)
    except ValueError:
        return None
    return Ground(instrument=said(cited.words), confidence=cited.confidence.value)


def firms_table(
    page: Sequence[Entity], duties: Mapping[int, Duty], filings: Mapping[tuple[int, int], Filing], *, year: int
) -> Table:
    """The firms one acts for with how this year's report stands."""
    return Table(
        caption=_("我代办的主体"),
        columns=[
            Column(key="name", label=_("名称"), primary=True),
            Column(key="code", label=_("统一社会信用代码"), kind="code"),
            Column(key="state", label=_("%(year)d 年度报告") % {"year": year}, kind="state"),
        ],
        rows=[
            {
                "name": one.name,
                "code": one.code,
                "href": reverse("filings:firm", args=[one.id]),
                "state": _firm_state(duties.get(one.id), filings.get((one.id, year))),
            }
            for one in page
        ],
        empty=_("没有找到。换个名称或代码试试。"),
    )


def _firm_state(duty: Duty | None, filing: Filing | None) -> State:
    if filing is not None and filing.versions:
        return State(text=_("已报"), tone="done")
    if duty is None:
        return State(text=_("不欠"), tone="plain")
    if filing is not None and filing.draft_saved_at:
        return State(text=_("草稿"), tone="soon")
    return State(text=_("未报"), tone="open")


def paper_title() -> str:
    """What the office owes once a paper report is in its hands."""
    return _("录入纸质年报并公示已收到")


def paper_href(duty: Duty) -> str:
    """The page on which a paper report is entered."""
    return reverse("filings:paper-enter", args=[duty.about_entity, duty.period]) if duty.about_entity else ""

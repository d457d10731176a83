"""What the pages of the serious list show."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.clock import china_date
from gongbao.foundation.duties.models import Duty
from gongbao.foundation.shapes import Column, Deadline, Fact, Ground, Moment, State, Table
from gongbao.foundation.wording import plain_day
from gongbao.kernel.statutes import (
    Area,
    Citation,
    HeavierPenalty,
    SeriousExit,
    SeriousGround,
    SeriousListing,
    serious_ground,
)
from gongbao.register.listings.models import Application, DecisionKind
from gongbao.register.listings.presenters import clock, duty_deadline, duty_title, said
from gongbao.register.serious import selectors
from gongbao.register.serious.actions.former import Result
from gongbao.register.serious.models import Entry
from gongbao.register.serious.models import State as CaseState
from gongbao.register.serious.sheets import HEADS

DECISION_KINDS = [kind.value for kind in DecisionKind if kind.value.startswith("serious-")]
DUTIES: dict[str, Callable[[], str]] = {
    "serious-consent": lambda: _("是否同意列入严重违法失信名单"),
    "serious-publish": lambda: _("公示或者推送列入信息"),
    "serious-publish-pushed": lambda: _("公示收到的列入信息"),
    "serious-take-down": lambda: _("停止公示、解除管理措施"),
    "serious-revocation": lambda: _("撤销列入决定"),
    "serious-acceptance": lambda: _("决定是否受理提前移出申请"),
    "serious-verification": lambda: _("核实并决定是否提前移出"),
    "serious-query": lambda: _("答复对列入信息的疑问"),
}
STATES: dict[str, tuple[Callable[[], str], str]] = {
    CaseState.NOTIFIED: (lambda: _("已告知"), "open"),
    CaseState.CONSENT: (lambda: _("报上级同意"), "open"),
    CaseState.CONSENTED: (lambda: _("上级已同意"), "open"),
    CaseState.DROPPED: (lambda: _("不列入"), "done"),
    CaseState.LISTED: (lambda: _("已决定列入，待公示"), "late"),
    CaseState.PUSHED: (lambda: _("已推送登记地，待公示"), "late"),
    CaseState.PUBLISHED: (lambda: _("列入中"), "late"),
    CaseState.ENDING: (lambda: _("已决定移出，待停止公示"), "soon"),
    CaseState.ENDED: (lambda: _("已结束"), "done"),
}
ENDINGS: dict[str, Callable[[], str]] = {
    "early": lambda: _("提前移出"),
    "full-term": lambda: _("期满移出"),
    "revoked": lambda: _("撤销列入"),
    "corrected": lambda: _("更正（撤销列入）"),
}
AREAS: dict[str, str] = {
    "s21-5": Area.FOOD,
    "s21-6": Area.DRUGS,
    "s21-7": Area.QUALITY,
    "s21-8": Area.CONSUMERS,
    "s21-9": Area.ORDER,
    "s21-10": Area.LICENCES,
    "s21-11": Area.NOT_PERFORMED,
    "r24-18": Area.PUBLICITY,
    "s15": Area.FORMER,
}


def areas() -> list[tuple[str, str]]:
    """The subject areas to filter by."""
    return [(code, said(Area(area).words)) for code, area in AREAS.items()]


def penalties() -> list[tuple[str, str]]:
    """The kinds of heavier penalty to choose from; the last is for decisions not performed (art. 11)."""
    return [(one.value, said(one.words)) for one in HeavierPenalty]


def ground_codes(grounds: Sequence[SeriousGround]) -> Table:
    """The codes of grounds, as a file writes them."""
    return Table(
        caption=_("事由代号"),
        columns=[
            Column(key="code", label=_("事由代号"), primary=True),
            Column(key="words", label=_("事由")),
            Column(key="law", label=_("依据")),
        ],
        rows=[{"code": one.code, "words": said(one.words), "law": said(one.citation.words)} for one in grounds],
        empty=_("没有事由。"),
    )


def former_results(results: Sequence[Result], *, checked: bool) -> Table:
    """What became of each row of a file."""
    good = _("可以录入") if checked else _("已录入")
    return Table(
        caption=_("逐行结果"),
        columns=[
            Column(key="line", label=_("行"), kind="number", primary=True),
            Column(key="code", label=_("统一社会信用代码"), kind="code"),
            Column(key="state", label=_("结果"), kind="state"),
            Column(key="why", label=_("原因")),
        ],
        rows=[
            {
                "line": one.number,
                "code": one.code,
                "state": State(text=good, tone="done")
                if one.state == "entered"
                else State(text=_("未接收"), tone="late"),
                "why": "；".join(_column(field) + said(words) for field, words in one.problems),
            }
            for one in results
        ],
        empty=_("表里没有数据行。"),
    )


def _column(field: str) -> str:
    return f"{said(HEADS[field])}：" if field in HEADS else ""


def state_of(entry: Entry) -> State:
    """Where a case stands."""
    words, tone = STATES[CaseState(entry.state)]
    text = ENDINGS[entry.ending]() if entry.state == CaseState.ENDED and entry.ending else words()
    return State(text=text, tone=tone)


def duty_href(duty: Duty) -> str:
    """Where an office's duty about this list is done."""
    if not duty.about_entity or not duty.subject_id:
        return ""
    kind = "serious:application" if duty.subject_kind == "application" else "serious:case"
    return reverse(kind, args=[duty.about_entity, UUID(duty.subject_id)])


def ground_text(entry: Entry) -> str:
    """The ground in words."""
    return said(serious_ground(entry.ground).words)


def public_rows(entries: Sequence[Entry], asked: Mapping[tuple[UUID, str], Application], now: datetime) -> Table:
    """The public list: who, why, by which article, since when, the step that ends it, the office's clock."""
    today = china_date(now)
    return Table(
        caption=_("严重违法失信名单"),
        columns=[
            Column(key="name", label=_("名称"), primary=True),
            Column(key="code", label=_("代码"), kind="code"),
            Column(key="ground", label=_("事由")),
            Column(key="article", label=_("依据")),
            Column(key="since", label=_("列入日期"), kind="date"),
            Column(key="step", label=_("结束的步骤")),
            Column(key="clock", label=_("机关期限"), kind="deadline"),
        ],
        rows=[_row(entry, exit_for(entry, asked, today), today, now) for entry in entries],
    )


def exit_for(entry: Entry, asked: Mapping[tuple[UUID, str], Application], today: date) -> SeriousExit:
    """The way out of one of many entries, with its open application."""
    application = asked.get((entry.id, "removal"))
    return selectors.exit_of(entry, today, application if application and application.answered_at is None else None)


def _row(entry: Entry, law: SeriousExit, today: date, now: datetime) -> dict[str, Any]:
    ground = serious_ground(entry.ground)
    return {
        "href": reverse("serious:entry", args=[entry.entity_id, entry.id]),
        "name": entry.entity.name,
        "code": entry.entity.code,
        "ground": said(ground.words),
        "article": said(ground.citation.words),
        "since": entry.listed_on,
        "step": said(law.step),
        "clock": clock(law.clock, today, now),
    }


def case_rows(entries: Sequence[Entry], duties: Mapping[str, Duty], now: datetime) -> Table:
    """An office's cases, each with its state and the clock that runs."""
    return Table(
        caption=_("案件"),
        columns=[
            Column(key="name", label=_("名称"), primary=True),
            Column(key="ground", label=_("事由")),
            Column(key="state", label=_("状态"), kind="state"),
            Column(key="next", label=_("下一步")),
            Column(key="clock", label=_("法定期限"), kind="deadline"),
        ],
        rows=[
            {
                "href": reverse("serious:case", args=[entry.entity_id, entry.id]),
                "name": entry.entity.name,
                "ground": ground_text(entry),
                "state": state_of(entry),
                "next": duty_title(duty.kind) if (duty := duties.get(str(entry.id))) else next_step(entry, now),
                "clock": duty_deadline(duty, now) if duty else None,
            }
            for entry in entries
        ],
    )


def entry_facts(entry: Entry, law: SeriousExit) -> list[Fact]:
    """A published entry, fact by fact."""
    ground = serious_ground(entry.ground)
    rows = [
        Fact(label=_("事由"), value=said(ground.words)),
        Fact(label=_("依据"), value=said(ground.citation.words)),
        Fact(label=_("依据的处罚"), value=f"{entry.penalty_number}（{plain_day(entry.penalty_on)}）"),
        Fact(label=_("决定机关"), value=entry.authority),
    ]
    if entry.listed_on:
        rows.append(Fact(label=_("列入日期"), value=plain_day(entry.listed_on)))
        rows.append(Fact(label=_("满期日期"), value=plain_day(law.full_on)))
    if entry.restriction_until:
        rows.append(Fact(label=_("限制措施至"), value=plain_day(entry.restriction_until)))
    if entry.ended_on:
        rows.append(Fact(label=ENDINGS[entry.ending](), value=plain_day(entry.ended_on)))
    return rows


def case_facts(entry: Entry) -> list[Fact]:
    """A case as its office sees it: what was found, weighed, heard, consented to."""
    consent = ""
    if entry.consent_at:
        words = _("同意") if entry.consent_given else _("不同意")
        consent = f"{words} · {entry.consent_by} · {plain_day(entry.consent_at)}"
    rows = [
        Fact(label=_("查明的事实"), value=entry.facts),
        Fact(label=_("较重行政处罚"), value=said(HeavierPenalty(entry.penalty).words)),
        Fact(label=_("综合考虑的因素"), value=list(entry.weighed)),
        Fact(label=_("告知"), value=f"{plain_day(entry.opened_at)} · {entry.opened_by}"),
        Fact(label=_("陈述、申辩、听证"), value=entry.heard),
        Fact(label=_("报请同意"), value=entry.consent_from),
        Fact(label=_("上级意见"), value=consent, note=entry.consent_reason),
        Fact(label=_("不列入的理由"), value=entry.dropped_reason),
        Fact(label=_("公示"), value=plain_day(entry.published_at) if entry.published_at else ""),
    ]
    return [row for row in rows if row.value]


NEXT: dict[str, Callable[[Entry], str]] = {
    CaseState.CONSENT: lambda entry: _("等%(office)s答复是否同意。") % {"office": entry.consent_from},
    CaseState.PUSHED: lambda _entry: _("等登记地收到并公示"),
    CaseState.LISTED: lambda _entry: _("请在法定期限内公示；登记地在外省的，在“外省推送”里推送。"),
    CaseState.ENDING: lambda _entry: _("请停止公示并解除管理措施。"),
    CaseState.DROPPED: lambda _entry: _("案件已结束。"),
    CaseState.ENDED: lambda _entry: _("案件已结束。"),
}


def next_step(entry: Entry, now: datetime) -> str:
    """What comes next, and at whose hand it is."""
    known = NEXT.get(entry.state)
    if known:
        return known(entry)
    today = china_date(now)
    if entry.decision_id is None:
        return said(selectors.law_of(entry, today).step)
    return said(selectors.exit_of(entry, today).step)


def shorter(entry: Entry, moments: Sequence[Moment]) -> list[Moment]:
    """The history beside a page that says measures and way out itself: of the listing only what was found."""
    return [replace(one, words=entry.facts) if place == 0 else one for place, one in enumerate(moments)]


def why(citations: Sequence[Citation], cautions: Sequence[Any] = ()) -> list[Ground]:
    """The articles behind a step; what is unconfirmed is said with the first."""
    notes = " ".join(said(one) for one in cautions)
    return [
        Ground(instrument=said(one.words), confidence=one.confidence.value, note=notes if place == 0 else "")
        for place, one in enumerate(citations)
    ]


def why_case(law: SeriousListing) -> list[Ground]:
    """Why a case stands where it stands."""
    return why(law.citations, law.cautions)


def why_exit(law: SeriousExit) -> list[Ground]:
    """Why the way out is what it is."""
    return why(law.citations, law.cautions)


def duty_clocks(duties: Sequence[Duty], now: datetime) -> list[tuple[str, Deadline, str]]:
    """The offices' open duties about a case: what, by when, in whose hand."""
    return [(duty_title(duty.kind), duty_deadline(duty, now), duty.hand) for duty in duties]

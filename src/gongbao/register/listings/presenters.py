"""What the pages of listings, applications and decisions show."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.clock import china_date
from gongbao.foundation.duties.kinds import (
    OBJECTION_ACCEPTANCE,
    OBJECTION_CORRECTION,
    OBJECTION_VERIFICATION,
    REMOVAL,
    SEASON_CLOSE,
)
from gongbao.foundation.duties.models import Duty
from gongbao.foundation.duties.places import place_of
from gongbao.foundation.ledger.selectors import ProofState
from gongbao.foundation.shapes import Column, Deadline, Fact, Ground, Link, Moment, Proof, State, Table
from gongbao.foundation.wording import is_english, left_until, plain_day
from gongbao.kernel.calendar import Deadline as Counted
from gongbao.kernel.statutes import Citation, Kind, Objection, RemovalOutcome, Sentence, ground_entry
from gongbao.kernel.statutes import Ground as LegalGround
from gongbao.register.entities.models import Entity
from gongbao.register.listings.models import Application, ApplicationState, Decision, Listing
from gongbao.register.listings.selectors import Standing

GROUNDS: dict[str, Callable[[], str]] = {
    "late-report": lambda: _("未按期报送年报"),
    "ordered-information": lambda: _("未按责令期限公示信息"),
    "false-information": lambda: _("隐瞒真实情况、弄虚作假"),
    "name-change": lambda: _("未办理名称变更登记"),
    "unreachable": lambda: _("通过登记的住所无法联系"),
}
CATEGORIES: dict[str, Callable[[], str]] = {
    "enterprise": lambda: _("企业"),
    "individual": lambda: _("个体工商户"),
    "cooperative": lambda: _("农民专业合作社"),
}
DUTIES: dict[str, Callable[[], str]] = {
    REMOVAL: lambda: _("决定是否移出"),
    OBJECTION_ACCEPTANCE: lambda: _("决定是否受理异议"),
    OBJECTION_VERIFICATION: lambda: _("核实异议"),
    OBJECTION_CORRECTION: lambda: _("更正列入"),
    SEASON_CLOSE: lambda: _("列入未报年报的主体"),
}
DECISIONS: dict[str, Callable[[], str]] = {
    "list": lambda: _("列入决定"),
    "remove": lambda: _("移出决定"),
    "refuse": lambda: _("不予移出决定"),
    "accept-objection": lambda: _("受理异议"),
    "refuse-objection": lambda: _("不予受理异议"),
    "uphold": lambda: _("维持列入"),
    "correct": lambda: _("更正（撤销列入）"),
    "serious-list": lambda: _("列入严重违法失信名单决定"),
    "serious-remove": lambda: _("移出严重违法失信名单决定"),
    "serious-refuse": lambda: _("不予提前移出决定"),
    "serious-reject": lambda: _("不予受理提前移出申请通知"),
    "serious-revoke": lambda: _("撤销列入决定"),
    "serious-restore": lambda: _("撤销移出、恢复列入决定"),
    "serious-answer": lambda: _("对疑问的答复"),
    "serious-correct": lambda: _("更正（撤销列入）"),
    "order-publish": lambda: _("责令限期公示决定"),
}
STATES: dict[str, tuple[Callable[[], str], str]] = {
    ApplicationState.RECEIVED: (lambda: _("已收到"), "open"),
    ApplicationState.ACCEPTED: (lambda: _("已受理"), "open"),
    ApplicationState.REFUSED: (lambda: _("不予受理"), "late"),
    ApplicationState.GRANTED: (lambda: _("已准予"), "done"),
    ApplicationState.REJECTED: (lambda: _("未准予"), "late"),
}


def said(sentence: Sentence) -> str:
    """A kernel's sentence in the reader's language."""
    return sentence.en if is_english() else sentence.zh


def ground_words(listing: Listing) -> Sentence:
    """The ground in the words of the law of the day of listing."""
    return ground_entry(Kind(listing.entity.category), LegalGround(listing.ground), listing.listed_on).words


def ground_short(code: str) -> str:
    """A ground in a few words."""
    words = GROUNDS.get(code)
    return words() if words else code


def duty_title(kind: str) -> str:
    """What an office's duty asks for."""
    words = DUTIES.get(kind)
    if words:
        return words()
    place = place_of(kind)
    return place.title() if place else kind


def clock(counted: Counted | None, today: date, now: datetime) -> Deadline | None:
    """The office's clock as pages show it."""
    if counted is None:
        return None
    unit = counted.unit.value
    return Deadline(
        due=counted.date, left=left_until(counted.date, unit, now), unit=unit, provisional=counted.provisional
    )


def duty_deadline(duty: Duty, now: datetime) -> Deadline:
    """A duty's clock."""
    return Deadline(
        due=duty.due_on, left=left_until(duty.due_on, duty.unit, now), unit=duty.unit, provisional=duty.provisional
    )


def record_href(entity: Entity) -> str:
    """The entity's public page."""
    return reverse("records:record", args=[entity.code or f"n{entity.id}"])


def entry_href(listing: Listing) -> str:
    """The entry's own public page."""
    return reverse("listings:entry", args=[listing.entity_id, listing.id])


def entry_rows(standings: Sequence[Standing], now: datetime) -> Table:
    """The public list: who, why, by which article, since when, the step that ends it, the office's clock."""
    today = china_date(now)
    return Table(
        caption=_("经营异常名录"),
        columns=[
            Column(key="name", label=_("名称"), primary=True),
            Column(key="code", label=_("代码"), kind="code"),
            Column(key="ground", label=_("事由")),
            Column(key="article", label=_("依据")),
            Column(key="since", label=_("列入日期"), kind="date"),
            Column(key="step", label=_("结束的步骤")),
            Column(key="clock", label=_("机关期限"), kind="deadline"),
        ],
        rows=[_row(one, today, now) for one in standings],
    )


def _row(one: Standing, today: date, now: datetime) -> dict[str, Any]:
    listing = one.listing
    entry = ground_entry(one.kind, LegalGround(listing.ground), listing.listed_on)
    period = f"（{listing.period}）" if listing.period else ""
    return {
        "href": entry_href(listing),
        "name": listing.entity.name,
        "code": listing.entity.code,
        "ground": ground_short(listing.ground) + period,
        "article": said(entry.citation.words),
        "since": listing.listed_on,
        "step": said(one.removal.step) if one.removal else "",
        "clock": clock(one.removal.clock, today, now) if one.removal else None,
    }


def entry_facts(one: Standing, now: datetime) -> list[Fact]:
    """One entry, fact by fact."""
    listing = one.listing
    rows = [
        Fact(label=_("事由"), value=said(ground_words(listing))),
        Fact(label=_("列入日期"), value=plain_day(listing.listed_on)),
        Fact(label=_("决定机关"), value=listing.authority),
    ]
    if listing.period:
        rows.insert(1, Fact(label=_("未报年度"), value=str(listing.period)))
    if listing.shown_until:
        rows.append(Fact(label=_("公示至"), value=plain_day(listing.shown_until)))
    if listing.removed_on:
        rows.append(Fact(label=_("移出日期"), value=plain_day(listing.removed_on)))
    return rows


def grounds(decision: Decision) -> list[Ground]:
    """Why: each article of a decision, by whom and when decided."""
    return [
        Ground(
            instrument=said(citation.words),
            dates=[(_("决定"), decision.decided_on)],
            decided_by=f"{decision.authority} · {decision.decided_by}",
            decided_at=decision.decided_at,
            confidence=citation.confidence.value,
            href=reverse("listings:decision", args=[decision.entity_id, decision.id]),
        )
        for citation in map(Citation.parse, decision.citations)
    ]


def duty_ground(duty: Duty) -> Ground:
    """Why an office's duty is due when it is."""
    citation = Citation.parse(duty.citation)
    return Ground(
        instrument=said(citation.words),
        dates=[(_("起算"), china_date(duty.arose_at)), (_("届满"), duty.due_on)],
        confidence=citation.confidence.value,
    )


def why_removal(one: Standing) -> list[Ground]:
    """The articles behind the way out as it stands today."""
    if one.removal is None:
        return []
    notes = " ".join(said(caution) for caution in one.removal.cautions)
    return [
        Ground(instrument=said(citation.words), confidence=citation.confidence.value, note=notes if place == 0 else "")
        for place, citation in enumerate(one.removal.citations)
    ]


def why_objection(state: Objection) -> list[Ground]:
    """The articles and counts behind an objection's clock."""
    return [
        Ground(instrument=said(citation.words), words=said(reason), confidence=citation.confidence.value)
        for citation, reason in zip(state.citations, state.reasons, strict=False)
    ]


def history(decisions: Sequence[Decision], proofs: Sequence[ProofState]) -> list[Moment]:
    """What was decided about an entry, each with its proof."""
    return [
        Moment(
            at=decision.decided_at,
            title=f"{DECISIONS[decision.kind]()} {decision.number}",
            words=decision.reason_en if is_english() else decision.reason_zh,
            by=decision.authority,
            href=reverse("listings:decision", args=[decision.entity_id, decision.id]),
            proof=proof_of(decision, proof),
        )
        for decision, proof in zip(decisions, proofs, strict=True)
    ]


def proof_of(decision: Decision, proof: ProofState) -> Proof:
    """The mark of a decision's entry in the log."""
    return Proof(
        state=proof.state.value,
        href=reverse("listings:proof-file", args=[decision.entity_id, decision.id]) if proof.index is not None else "",
        index=proof.index,
        size=proof.size,
        cosigned=proof.cosigned,
        witnesses=proof.witnesses,
    )


def state_of(application: Application) -> State:
    """How an application stands."""
    words, tone = STATES[ApplicationState(application.state)]
    return State(text=words(), tone=tone)


@dataclass(frozen=True)
class WorkRow:
    """One line of the work list."""

    party_id: int
    duty_id: UUID
    title: str
    about: str
    href: str
    deadline: Deadline
    hand: str
    ground: Ground


def work_rows(duties: Sequence[Duty], names: Mapping[int, str], now: datetime) -> list[WorkRow]:
    """The office's open duties, each with its clock, its hand and where to do it."""
    return [
        WorkRow(
            party_id=duty.party_id,
            duty_id=duty.id,
            title=duty_title(duty.kind),
            about=names.get(duty.about_entity or 0, "") or (str(duty.period) if duty.period else ""),
            href=_work_href(duty),
            deadline=duty_deadline(duty, now),
            hand=duty.hand,
            ground=duty_ground(duty),
        )
        for duty in duties
    ]


def _work_href(duty: Duty) -> str:
    place = place_of(duty.kind)
    if place:
        return place.href(duty)
    if duty.kind == SEASON_CLOSE:
        return f"/office/seasons/{duty.period}/"
    if duty.subject_kind == "application" and duty.about_entity:
        return reverse("listings:office-application", args=[duty.about_entity, duty.subject_id])
    return ""


def load_table(load: Sequence[tuple[str, int, int]]) -> Table:
    """Who has how much in hand."""
    return Table(
        caption=_("各人手上的工作"),
        columns=[
            Column(key="hand", label=_("经办人"), primary=True),
            Column(key="open", label=_("在办"), kind="number"),
            Column(key="late", label=_("逾期"), kind="number"),
        ],
        rows=[{"hand": hand or _("未分派"), "open": count, "late": late} for hand, count, late in load],
    )


def may_apply(one: Standing) -> bool:
    """Whether the button 申请移出 does something now."""
    if one.removal is None or one.application is not None:
        return False
    if one.removal.outcome is RemovalOutcome.AWAIT_APPLICATION:
        return True
    return one.removal.outcome is RemovalOutcome.AWAIT_REMEDY and one.listing.ground != LegalGround.LATE_REPORT


def breadcrumb(*links: tuple[str, str]) -> list[Link]:
    """Where the reader is."""
    return [Link(text=text, href=href, current=number == len(links) - 1) for number, (text, href) in enumerate(links)]


def list_tabs(here: str) -> list[Link]:
    """The lists side by side."""
    return [
        Link(text=_("经营异常名录"), href="/lists/abnormal/", current=here == "abnormal"),
        Link(text=_("严重违法失信名单"), href="/lists/serious/", current=here == "serious"),
    ]

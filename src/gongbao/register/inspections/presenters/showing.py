"""What pages show of one inspection: its words, facts, clocks, records, findings and what follows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.accounts.selectors import ShownFact
from gongbao.foundation.clock import china_date
from gongbao.foundation.duties.models import Duty
from gongbao.foundation.files.models import Attachment
from gongbao.foundation.ledger.selectors import ProofState
from gongbao.foundation.shapes import Column, Deadline, Fact, Ground, Proof, State, Table
from gongbao.foundation.wording import is_english, left_until, moment_words, plain_day
from gongbao.kernel.draw.manifest import REPLACEMENTS
from gongbao.kernel.statutes import Citation, Kind, Sentence
from gongbao.kernel.statutes.findings import Act, Consequence, FindingKind, consequences
from gongbao.kernel.statutes.inspection import Obstruction, Reached, result_list_of
from gongbao.kernel.statutes.inspection import Proof as PremisesKind
from gongbao.register.inspections.models import (
    Assignment,
    Finding,
    Inspection,
    Letter,
    Outcome,
    PremisesProof,
    RecordAnswer,
    Result,
    Signing,
    VisitRecord,
)
from gongbao.register.inspections.rules import MATERIAL, QUESTIONS
from gongbao.register.instant.models import Order

STATES: dict[str, tuple[Callable[[], str], str]] = {
    "open": (lambda: _("待检查"), "open"),
    "recorded": (lambda: _("已检查，待结论"), "soon"),
    "concluded": (lambda: _("已结束，待复核"), "soon"),
    "published": (lambda: _("结果已公示"), "done"),
    "ended": (lambda: _("未检查即结束"), "plain"),
}
METHODS: dict[str, Callable[[], str]] = {
    "on-site": lambda: _("实地核查"),
    "written": lambda: _("书面检查"),
    "online": lambda: _("网络监测"),
}
ORIGINS: dict[str, Callable[[], str]] = {
    "draw": lambda: _("随机抽查"),
    "complaint": lambda: _("举报核实"),
    "order": lambda: _("上级交办"),
    "targeted": lambda: _("专项检查"),
}
OUTCOMES: dict[str, Callable[[], str]] = {
    Outcome.CHECKED: lambda: _("已检查"),
    Outcome.OBSTRUCTED: lambda: _("不配合检查"),
    Outcome.NOT_FOUND: lambda: _("在登记的住所找不到该主体"),
    Outcome.NO_ADDRESS: lambda: _("登记的住所不存在"),
}
SIGNINGS: dict[str, Callable[[], str]] = {
    Signing.DRAWN: lambda: _("当场手写签名"),
    Signing.TYPED: lambda: _("输入姓名并确认"),
    Signing.SEALED: lambda: _("在纸质记录上盖章"),
    Signing.REFUSED: lambda: _("未签字盖章（须注明原因）"),
}
PERSONS: dict[str, Callable[[], str]] = {
    "signer.name": lambda: _("签字人"),
    "witness.name": lambda: _("见证人"),
    "witness.phone": lambda: _("见证人电话"),
}
RECORD_STATES: dict[str, tuple[Callable[[], str], str]] = {
    "standing": (lambda: _("现行记录"), "done"),
    "conflicting": (lambda: _("与另一份记录冲突"), "late"),
    "superseded": (lambda: _("已被取代"), "plain"),
}
ANSWER_WORDS: dict[str, Callable[[], str]] = {
    "yes": lambda: _("是"),
    "no": lambda: _("否"),
    "not-relevant": lambda: _("不涉及"),
    "open": lambda: _("未查"),
}
TRADES: dict[str, Callable[[], str]] = {
    "accounting": lambda: _("会计师事务所"),
    "tax": lambda: _("税务师事务所"),
    "law": lambda: _("律师事务所"),
}


def said(sentence: Sentence) -> str:
    """A kernel's sentence in the reader's language."""
    return sentence.en if is_english() else sentence.zh


def closed_words(reason: str) -> str:
    """Why an inspection ended without a visit."""
    zh, en = REPLACEMENTS.get(reason, (reason, reason))
    return en if is_english() else zh


def state_of(inspection: Inspection) -> State:
    """How it stands; given back and overdue are told."""
    words, tone = STATES[inspection.state]
    if inspection.returned and inspection.state == "recorded":
        return State(text=_("复核退回，待重作结论"), tone="late")
    return State(text=words(), tone=tone)


def record_href(inspection: Inspection) -> str:
    """The entity's public page."""
    entity = inspection.entity
    return reverse("records:record", args=[entity.code or f"n{entity.id}"])


def manage_href(inspection: Inspection) -> str:
    """The office's page."""
    return reverse("inspections:manage", args=[inspection.entity_id, inspection.id])


def deadline(day: date | None, now: datetime, unit: str = "FIXED", *, provisional: bool = False) -> Deadline | None:
    """A day with what is left."""
    if day is None:
        return None
    return Deadline(due=day, left=left_until(day, unit, now), unit=unit, provisional=provisional)


def duty_deadline(duty: Duty, now: datetime) -> Deadline:
    """A duty's clock."""
    return Deadline(
        due=duty.due_on, left=left_until(duty.due_on, duty.unit, now), unit=duty.unit, provisional=duty.provisional
    )


def duty_ground(duty: Duty) -> Ground:
    """Why a duty is due when it is."""
    citation = Citation.parse(duty.citation)
    note = _("法规没有规定期限，由检查机关自定。") if duty.rule == "office.inspection-term" else ""
    return Ground(
        instrument=said(citation.words),
        dates=[(_("起算"), china_date(duty.arose_at)), (_("届满"), duty.due_on)],
        confidence=citation.confidence.value,
        note=note,
    )


def facts(inspection: Inspection, people: Sequence[Assignment]) -> list[Fact]:
    """The inspection's own facts, for the office."""
    rows = [
        Fact(label=_("检查编号"), value=inspection.number),
        Fact(label=_("来源"), value=f"{ORIGINS[inspection.origin]()} · {inspection.title}"),
        Fact(label=_("检查机关"), value=inspection.authority),
        Fact(label=_("方式"), value=METHODS[inspection.method]()),
        Fact(
            label=_("检查人员"),
            value=[f"{one.name}（{one.code}）" + (_("，主检") if one.lead else "") for one in people],
        ),
        Fact(label=_("登记的住所"), value=inspection.entity.address),
    ]
    if inspection.visit_on:
        rows.append(Fact(label=_("计划检查日"), value=plain_day(inspection.visit_on)))
    if inspection.noticed_at:
        rows.append(Fact(label=_("已通知企业"), value=moment_words(inspection.noticed_at)))
    if inspection.closed_reason:
        rows.append(Fact(label=_("结束原因"), value=closed_words(inspection.closed_reason)))
    if inspection.ended_on:
        rows.append(Fact(label=_("检查结束日"), value=plain_day(inspection.ended_on)))
    return rows


@dataclass(frozen=True)
class ShownRecord:
    """One record with everything the office reads of it; persons masked."""

    record: VisitRecord
    state: State
    facts: list[Fact]
    answers: Table
    files: Sequence[Attachment]
    persons: Sequence[tuple[str, ShownFact]]


def shown_records(
    records: Sequence[VisitRecord],
    answers: Mapping[UUID, Sequence[RecordAnswer]],
    files: Mapping[str, Sequence[Attachment]],
    persons: Mapping[str, Sequence[ShownFact]],
) -> list[ShownRecord]:
    """The records of a visit, newest first."""
    return [
        ShownRecord(
            record=one,
            state=State(text=RECORD_STATES[one.state][0](), tone=RECORD_STATES[one.state][1]),
            facts=_record_facts(one),
            answers=_answers(answers.get(one.id, ())),
            files=files.get(str(one.id), ()),
            persons=[(PERSONS.get(fact.field, str)(), fact) for fact in persons.get(str(one.id), ())],
        )
        for one in records
    ]


def _record_facts(one: VisitRecord) -> list[Fact]:
    outcome = OUTCOMES[one.outcome]()
    kinds = "、".join(said(Obstruction(kind).words) for kind in one.obstructions)
    rows = [
        Fact(
            label=_("检查时间"),
            value=moment_words(one.visited_at),
            note=_("收到于%(at)s") % {"at": moment_words(one.received_at)},
        ),
        Fact(label=_("情况"), value=f"{outcome}：{kinds}" if kinds else outcome),
        Fact(label=_("在场检查人员"), value="、".join(one.present)),
        Fact(label=_("出示执法证件"), value=_("已出示") if one.certificates_shown else _("未出示")),
        Fact(label=_("签字"), value=_signed(one)),
        Fact(label=_("提交人"), value=one.sent_by),
    ]
    if one.words:
        rows.insert(2, Fact(label=_("记录"), value=one.words))
    return rows


def _signed(one: VisitRecord) -> str:
    if one.signing == Signing.REFUSED:
        return _("未签字盖章，原因：%(why)s") % {"why": one.refusal_reason}
    post = f"（{one.signer_post}）" if one.signer_post else ""
    return SIGNINGS[one.signing]() + post


def _answers(rows: Sequence[RecordAnswer]) -> Table:
    by_code = {one.code: one for one in QUESTIONS}
    return Table(
        caption=_("逐项检查"),
        columns=[
            Column(key="question", label=_("事项"), primary=True),
            Column(key="answer", label=_("结果")),
            Column(key="note", label=_("说明")),
        ],
        rows=[
            {
                "question": said(by_code[row.question].words),
                "answer": ANSWER_WORDS[row.answer](),
                "note": row.note,
            }
            for row in rows
            if row.question in by_code
        ],
    )


def material_words(items: Sequence[str]) -> str:
    """What is asked for."""
    return "、".join(said(MATERIAL[one]) for one in items if one in MATERIAL)


def letter_rows(letters: Sequence[Letter]) -> list[dict[str, Any]]:
    """Letters with what the post said of them."""
    return [
        {
            "letter": one,
            "state": State(text=_("等待签收结果"), tone="open")
            if one.signed is None
            else State(text=_("有人签收") if one.signed else _("无人签收"), tone="plain" if one.signed else "late"),
        }
        for one in letters
    ]


def proof_words(proof: PremisesProof) -> str:
    """A proof about the premises in the article's words."""
    return said(PremisesKind(proof.proof).words)


def reach_ground(reach: Reached) -> list[Ground]:
    """Why a firm counts as unreachable, or not yet."""
    return [Ground(instrument=said(one.words), confidence=one.confidence.value) for one in reach.citations]


@dataclass(frozen=True)
class ShownFinding:
    """A finding with what the law makes of it, and what has been done."""

    finding: Finding
    title: str
    words: str
    follows: list[tuple[str, str, Ground, bool]]
    done: list[str]
    acts: list[tuple[str, str, str]]
    clock: Deadline | None
    order: Order | None


def shown_findings(inspection: Inspection, findings: Sequence[Finding], now: datetime) -> list[ShownFinding]:
    """The findings with their consequences by the law of today."""
    on, kind = china_date(now), Kind(inspection.entity.category)
    ids = [one.order_id for one in findings if one.order_id]
    known = {order.id: order for order in Order.objects.filter(entity_id=inspection.entity_id, id__in=ids)}
    return [
        _finding(
            inspection,
            one,
            known.get(one.order_id) if one.order_id else None,
            consequences(kind, FindingKind(one.kind), on),
            now,
        )
        for one in findings
    ]


def _finding(
    inspection: Inspection, one: Finding, order: Order | None, follows: Sequence[Consequence], now: datetime
) -> ShownFinding:
    title = said(FindingKind(one.kind).words)
    if one.period:
        title += f"（{one.period}）"
    if one.obstruction:
        title += f"：{said(Obstruction(one.obstruction).words)}"
    published = inspection.state == "published"
    return ShownFinding(
        finding=one,
        title=title,
        words=one.words,
        follows=[
            (
                said(each.act.words),
                said(each.words),
                Ground(instrument=said(each.citation.words), confidence=each.citation.confidence.value),
                each.binding,
            )
            for each in follows
        ],
        done=_done(one, order),
        acts=_acts(one, follows) if published else [],
        clock=deadline(order.due_on, now, "CD") if order and order.due_on and order.state == "running" else None,
        order=order,
    )


def _done(one: Finding, order: Order | None) -> list[str]:
    done = []
    if order is not None:
        done.append(_("已责令限期公示：%(number)s") % {"number": order.number})
    if order is not None and order.met_on:
        done.append(_("已按责令公示，%(at)s") % {"at": plain_day(order.met_on)})
    if one.listing_id:
        done.append(_("已列入经营异常名录"))
    if one.fine:
        decided = _("已移交立案") if one.fine == "case" else _("决定不予立案")
        done.append(f"{decided}（{one.fine_by}）：{one.fine_reason}")
    return done


def _acts(one: Finding, follows: Sequence[Consequence]) -> list[tuple[str, str, str]]:
    """What can be done now: act, words of the button, variant."""
    may = {each.act for each in follows}
    acts: list[tuple[str, str, str]] = []
    if Act.ORDER in may and not one.order_id:
        acts.append(("order", _("责令限期公示"), "primary"))
    if Act.LIST in may and not one.listing_id:
        acts.append(("list", _("列入经营异常名录"), "danger"))
    if Act.FINE in may and not one.fine:
        acts += [("case", _("移交立案"), "secondary"), ("no-case", _("不予立案"), "quiet")]
    return acts


def result_words(result: Result) -> str:
    """A result in the words of its own list."""
    in_list = result_list_of(result.list_id)
    return "、".join(said(entry.words) for code in result.codes if (entry := in_list.find(code)))


def proof_of(result: Result, proof: ProofState, version: int = 1) -> Proof:
    """The mark of the entry of one of a result's versions in the log."""
    file = (
        reverse("inspections:proof-file", args=[result.id])
        if version == 1
        else reverse("inspections:version-proof", args=[result.id, version])
    )
    return Proof(
        state=proof.state.value,
        href=file if proof.index is not None else "",
        index=proof.index,
        size=proof.size,
        cosigned=proof.cosigned,
        witnesses=proof.witnesses,
    )

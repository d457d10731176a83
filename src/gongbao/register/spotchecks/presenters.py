"""What the pages of draws show."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.clock import china_date
from gongbao.foundation.draws.models import Draw, Drawn, DrawnState, Mode, Paper, Plan, PlanState
from gongbao.foundation.draws.replaying import manifest_of
from gongbao.foundation.draws.selectors import DrawnParty
from gongbao.foundation.duties.models import Duty
from gongbao.foundation.ledger.selectors import ProofState
from gongbao.foundation.shapes import Column, Fact, Ground, Moment, Proof, Stat, State, Step, Table
from gongbao.foundation.wording import is_english, moment_words
from gongbao.kernel.draw.entropy import round_time
from gongbao.kernel.draw.manifest import EXCLUSIONS, REASONS, Manifest
from gongbao.kernel.statutes import Citation, Kind, spot_check_rules

MODES: dict[str, Callable[[], str]] = {
    Mode.UNDIRECTED: lambda: _("不定向抽查"),
    Mode.DIRECTED: lambda: _("定向抽查"),
}
PLANS: dict[str, tuple[Callable[[], str], str]] = {
    PlanState.DRAFT: (lambda: _("待批准"), "open"),
    PlanState.APPROVED: (lambda: _("已批准，待入账"), "soon"),
    PlanState.COMMITTED: (lambda: _("已入账"), "done"),
    PlanState.WITHDRAWN: (lambda: _("已撤回"), "plain"),
}
SORTS: dict[str, Callable[[], str]] = {
    "result": lambda: _("摇号，结果封存入账"),
    "replace": lambda: _("由下一顺位递补"),
    "recuse": lambda: _("更换检查人员"),
    "supplement": lambda: _("增抽"),
    "reveal": lambda: _("揭示密钥和结果"),
    "breach": lambda: _("逾期未揭示"),
}


def said(pair: tuple[str, str]) -> str:
    """One of two wordings, in the reader's language."""
    return pair[is_english()]


def category_words(code: str) -> str:
    """A kind of entity in words."""
    return said(Kind(code).words)


def reason_words(sort: str, code: str) -> str:
    """A reason of the closed list in words."""
    pair = REASONS.get(sort, {}).get(code)
    return said(pair) if pair else code


def state_of(draw: Draw | None, now: datetime) -> State:
    """How far a committed draw has come."""
    if draw is None:
        return State(text=_("未入账"), tone="plain")
    if draw.breached_at is not None or (draw.revealed_at is None and now > draw.plan.reveal_by):
        revealed = draw.revealed_at is not None
        return State(text=_("逾期后揭示") if revealed else _("逾期未揭示"), tone="late")
    if draw.revealed_at is not None:
        return State(text=_("已揭示，可以重算"), tone="done")
    if draw.drawn_at is not None:
        return State(text=_("已摇号，检查后揭示"), tone="open")
    return State(text=_("等待公共随机数"), tone="soon")


def plan_state(plan: Plan, now: datetime) -> State:
    """How far a plan has come."""
    draw = getattr(plan, "draw", None)
    if plan.state == PlanState.COMMITTED and draw is not None:
        return state_of(draw, now)
    words, tone = PLANS[plan.state]
    return State(text=words(), tone=tone)


def steps(draw: Draw, now: datetime) -> list[Step]:
    """The five steps of a draw, for everybody to see where it stands."""
    late = draw.revealed_at is None and now > draw.plan.reveal_by
    return [
        Step(title=_("方案批准"), state="done", note=draw.plan.approved_by),
        Step(title=_("方案入账"), state="done", note=moment_words(draw.committed_at)),
        Step(
            title=_("公共随机数"),
            state="done" if draw.drawn_at else "current",
            note=entropy_words(manifest_of(draw)),
        ),
        Step(
            title=_("摇号"),
            state="done" if draw.drawn_at else "todo",
            note=moment_words(draw.drawn_at) if draw.drawn_at else _("公共随机数产生以后"),
        ),
        Step(
            title=_("揭示"),
            state="done" if draw.revealed_at else "wrong" if late else "current" if draw.drawn_at else "todo",
            note=moment_words(draw.revealed_at or draw.plan.reveal_by),
        ),
    ]


def entropy_words(manifest: Manifest) -> str:
    """The public sources in a phrase."""
    words = []
    if manifest.beacon is not None:
        at = moment_words(datetime.fromtimestamp(round_time(manifest.beacon), UTC))
        words.append(_("drand 第 %(round)s 轮（%(at)s）") % {"round": manifest.beacon, "at": at})
    words += [_("%(name)s 第 %(issue)s 期") % {"name": name, "issue": issue} for name, issue in manifest.lotteries]
    if manifest.void:
        words.append(void_words())
    return "；".join(words)


def void_words() -> str:
    """The rule for a lottery issue that is never drawn."""
    return _("某期作废的，用同一彩票的下一期")


def voids_of(draw: Draw) -> list[str]:
    """The issues that were void, what took their place, and where that is announced."""
    return [
        _("%(name)s 第 %(issue)s 期作废，按方案改用第 %(next)s 期。公告：%(words)s")
        % {"name": name, "issue": issue, "next": later, "words": words}
        for name, issue, later, words in draw.voids
    ]


def facts_of(draw: Draw, manifest: Manifest) -> list[Fact]:
    """What was fixed before the draw."""
    floor = _("%(n)s 户，占辖区 %(area)s 户的 %(share)s") % {
        "n": manifest.quota,
        "area": manifest.area,
        "share": f"{manifest.quota / manifest.area:.1%}" if manifest.area else "—",
    }
    return [
        Fact(label=_("抽查部门"), value=list(manifest.authorities)),
        Fact(label=_("方式"), value=MODES[manifest.mode](), note=draw.plan.purpose),
        Fact(label=_("范围"), value=manifest.scope, note=_("登记数据取自 %(day)s") % {"day": manifest.snapshot}),
        Fact(label=_("名单"), value=_("%(n)s 户") % {"n": draw.members}, note=excluded_words(manifest.excluded)),
        Fact(label=_("抽取"), value=floor),
        Fact(label=_("公共随机数"), value=entropy_words(manifest)),
        Fact(label=_("批准人"), value=manifest.approved_by),
        Fact(label=_("最迟揭示"), value=draw.plan.reveal_by, kind="moment"),
        Fact(
            label=_("检查人员"),
            value=_("每户 %(each)s 人，每人最多 %(cap)s 户") % {"each": manifest.each, "cap": manifest.cap},
        ),
    ]


def fixed_of(draw: Draw, manifest: Manifest) -> list[tuple[str, str]]:
    """The committed values, for whoever compares them."""
    return [
        (_("方案的散列"), bytes(draw.digest).hex()),
        (_("名单的根"), manifest.pool_root.hex()),
        (_("密钥的散列"), manifest.secret_commitment.hex()),
        (_("检查人员名录的根"), manifest.inspectors_root.hex()),
        (_("应当回避名单的根"), manifest.conflicts_root.hex()),
    ]


def excluded_words(excluded: Mapping[str, int]) -> str:
    """Who was left out, and how many for each reason."""
    words = [f"{said(EXCLUSIONS.get(reason, (reason, reason)))} {count}" for reason, count in sorted(excluded.items())]
    return _("不在名单内：%(words)s") % {"words": "、".join(words)} if words else ""


def law_of(draw: Draw) -> list[Ground]:
    """Why so many, when, and by how many inspectors: the law of the day of commitment."""
    law = spot_check_rules(china_date(draw.committed_at))
    return [
        _ground(law.least_citation, said(law.words)),
        _ground(law.yearly_citation, _("年报公示结束后每年一次不定向抽查")),
        _ground(law.inspectors_citation, _("实地核查不少于两名检查人员")),
    ]


def _ground(citation: Citation, words: str) -> Ground:
    return Ground(instrument=said(citation.words), words=words, confidence=citation.confidence.value)


def strata_table(manifest: Manifest, drawn: Mapping[str, tuple[int, int]] | None = None) -> Table:
    """The strata with their sizes and quotas, and after the reveal how many were drawn and replaced."""
    columns = [
        Column(key="definition", label=_("分层"), primary=True),
        Column(key="code", label=_("代码")),
        Column(key="size", label=_("户数"), kind="number"),
        Column(key="quota", label=_("抽取"), kind="number"),
        Column(key="share", label=_("比例"), kind="share"),
    ]
    if drawn is not None:
        columns.append(Column(key="replaced", label=_("被替换"), kind="number"))
    rows = [
        {
            "definition": one.definition,
            "code": one.code,
            "size": one.size,
            "quota": one.quota,
            "share": (one.quota, one.size),
            "replaced": (drawn or {}).get(one.code, (0, 0))[1],
        }
        for one in manifest.strata[:500]
    ]
    return Table(caption=_("分层和抽取数"), columns=columns, rows=rows)


def drawn_table(
    rows: Sequence[Drawn], names: Mapping[int, str], people: Mapping[str, str] | None, inside: str
) -> Table:
    """Who was drawn. Inspectors only where they may be shown; `inside` is the office's page, with links to change."""
    columns = [
        Column(key="name", label=_("主体"), primary=True),
        Column(key="code", label=_("统一社会信用代码"), kind="code"),
        Column(key="stratum", label=_("分层")),
        Column(key="rank", label=_("顺位"), kind="number"),
        Column(key="state", label=_("状态"), kind="state"),
    ]
    if people is not None:
        columns.append(Column(key="people", label=_("检查人员")))
    found = [
        {
            "name": names.get(row.party_id, row.identifier),
            "href": f"{inside}{row.party_id}/" if inside else f"/e/{row.identifier}/",
            "code": row.identifier,
            "stratum": row.stratum,
            "rank": row.rank,
            "state": drawn_state(row),
            "people": "、".join((people or {}).get(code, code) for code in row.inspectors),
        }
        for row in rows
    ]
    return Table(caption=_("抽中名单"), columns=columns, rows=found)


def drawn_state(row: Drawn) -> State:
    """Drawn, or replaced and why."""
    if row.state == DrawnState.DRAWN:
        return State(text=_("抽中"), tone="done")
    return State(text=_("已替换：%(reason)s") % {"reason": reason_words("replace", row.reason)}, tone="plain")


def proof_of(draw: Draw, version: int, proof: ProofState) -> Proof:
    """The mark of a paper's entry in the log."""
    href = reverse("spotchecks:proof", args=[draw.pk, version]) if proof.index is not None else ""
    return Proof(
        state=proof.state.value,
        href=href,
        index=proof.index,
        size=proof.size,
        cosigned=proof.cosigned,
        witnesses=proof.witnesses,
    )


def history(draw: Draw, papers: Sequence[Paper], proofs: Sequence[ProofState], inside: bool) -> list[Moment]:
    """What happened, each with its proof. Before the reveal the public does not see who was replaced."""
    moments = [
        Moment(
            at=draw.committed_at,
            title=_("方案入账"),
            words=_("名单、分层、抽取数、公共随机数的来源和密钥的散列从此不能改变。"),
            proof=proof_of(draw, 1, proofs[0]),
        )
    ]
    for paper, proof in zip(papers, proofs[1:], strict=True):
        shown = inside or draw.revealed_at is not None
        words = ""
        if paper.sort in REASONS and shown:
            words = _("%(who)s：%(reason)s。%(came)s 递补。") % {
                "who": paper.what if paper.sort == "recuse" and inside else paper.subject,
                "reason": reason_words(paper.sort, paper.reason),
                "came": paper.came if paper.sort != "recuse" or inside else _("下一顺位"),
            }
        moments.append(
            Moment(
                at=paper.written_at,
                title=SORTS[paper.sort](),
                words=words,
                tone="late" if paper.sort == "breach" else "plain",
                proof=proof_of(draw, paper.version, proof),
            )
        )
    return moments


def draws_table(draws: Sequence[Draw], now: datetime) -> Table:
    """Draws, newest first."""
    columns = [
        Column(key="title", label=_("抽查"), primary=True),
        Column(key="number", label=_("编号")),
        Column(key="mode", label=_("方式")),
        Column(key="share", label=_("抽取"), kind="share"),
        Column(key="state", label=_("状态"), kind="state"),
        Column(key="at", label=_("入账"), kind="date"),
    ]
    rows = [
        {
            "title": draw.plan.title,
            "href": reverse("spotchecks:draw", args=[draw.pk]),
            "number": draw.plan.number,
            "mode": MODES[draw.plan.mode](),
            "share": (draw.quota, draw.members),
            "state": state_of(draw, now),
            "at": china_date(draw.committed_at),
        }
        for draw in draws
    ]
    return Table(caption=_("抽查"), columns=columns, rows=rows)


def plans_table(plans: Sequence[Plan], now: datetime) -> Table:
    """An office's plans."""
    columns = [
        Column(key="title", label=_("抽查"), primary=True),
        Column(key="number", label=_("编号")),
        Column(key="mode", label=_("方式")),
        Column(key="state", label=_("状态"), kind="state"),
        Column(key="by", label=_("拟定人")),
        Column(key="until", label=_("揭示期限"), kind="date"),
    ]
    rows = [
        {
            "title": plan.title,
            "href": reverse("spotchecks:plan", args=[plan.id]),
            "number": plan.number,
            "mode": MODES[plan.mode](),
            "state": plan_state(plan, now),
            "by": plan.planned_by,
            "until": china_date(plan.reveal_by),
        }
        for plan in plans
    ]
    return Table(caption=_("抽查方案"), columns=columns, rows=rows)


def tiles(draw: Draw, counts: Mapping[str, tuple[int, int]]) -> list[Stat]:
    """The result in a few numbers."""
    drawn, replaced = (sum(pair[at] for pair in counts.values()) for at in (0, 1))
    return [
        Stat(label=_("名单"), value=draw.members, unit=_("户")),
        Stat(label=_("抽中待查"), value=drawn, unit=_("户")),
        Stat(label=_("被替换"), value=replaced, unit=_("户")),
    ]


def place_facts(place: Mapping[str, Any]) -> list[Fact]:
    """A firm's answer to "was I in the pool"."""
    if "excluded" in place:
        reason = said(EXCLUSIONS.get(place["excluded"], (place["excluded"],) * 2))
        return [Fact(label=_("名单"), value=_("不在名单内：%(reason)s") % {"reason": reason})]
    found = [
        Fact(label=_("名单"), value=_("在名单内，第 %(n)s 页叶") % {"n": place["position"] + 1}),
        Fact(label=_("分层"), value=place["stratum"]),
    ]
    if "rank" in place:
        found += [
            Fact(
                label=_("顺位"),
                value=_("%(rank)s / %(of)s（抽取 %(quota)s）") % place,
                note=_("抽中") if place["drawn"] else _("没有抽中"),
            ),
            Fact(label=_("签号"), value=place["ticket"], kind="code"),
        ]
    return found


GROUNDS: dict[str, Callable[[], str]] = {
    "declared": lambda: _("本人申报的利害关系"),
    "employer": lambda: _("原任职单位"),
    "kinship": lambda: _("近亲属任职或持股"),
    "other": lambda: _("其他应当回避的情形"),
}


def ground_words(code: str) -> str:
    """Why an inspector may not visit."""
    return GROUNDS[code]()


def party_state(one: DrawnParty) -> State:
    """Drawn, or replaced and why."""
    if one.status == DrawnState.DRAWN:
        return State(text=_("抽中"), tone="done")
    return State(text=_("已替换：%(reason)s") % {"reason": reason_words("replace", one.reason)}, tone="plain")


def duty_words() -> str:
    """What the office owes after a commitment."""
    return _("揭示抽查结果")


def duty_href(duty: Duty) -> str:
    """Where it is done."""
    return reverse("spotchecks:plan", args=[duty.subject_id])

"""A plan: written down, changed, approved by another, or withdrawn. Nothing of it changes once it is committed."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from gongbao.foundation.draws import names, refusals
from gongbao.foundation.draws.models import Mode, Plan, PlanState, QuotaBy, Share
from gongbao.foundation.draws.rules import Wish
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal, Refusals
from gongbao.kernel.draw.entropy import NEXT_ISSUE, VOID_RULES, Lottery, lottery_line, round_time
from gongbao.kernel.draw.faults import DrawFault
from gongbao.kernel.draw.published import MARGIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a plan says, as its author writes it. Lists are tuples of text; `shares` are rates of their own."""

    region: str
    year: int
    title: str
    mode: str
    authorities: tuple[str, ...]
    categories: tuple[str, ...]
    quota_by: str
    cap: int
    commit_by: datetime
    reveal_by: datetime
    organisation_id: int | None = None
    purpose: str = ""
    areas: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    rate: Decimal | None = None
    count: int | None = None
    qualification: str = ""
    each: int = 2
    beacon: int | None = None
    lotteries: tuple[str, ...] = ()
    void: str = ""
    shares: tuple[Wish, ...] = ()

    def columns(self) -> dict[str, object]:
        """The plan's columns; a list is kept as lines."""
        found = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in {"shares", "void"}}
        if self.void:  # part of the column the seal covers
            found["lotteries"] = tuple(f"{line}:{self.void}" for line in self.lotteries)
        return {name: "\n".join(value) if isinstance(value, tuple) else value for name, value in found.items()}


@transaction.atomic
def plan_draw(*, draft: Draft, by: Actor, now: datetime) -> Plan:
    """Write a plan down under the next number of its place and year."""
    check(draft)
    held = Plan.objects.select_for_update().filter(region=draft.region, year=draft.year)
    last = max(held.values_list("serial", flat=True), default=0)
    plan = Plan(serial=last + 1, planned_by=by.label[:80], planned_by_id=by.id, planned_at=now, **draft.columns())
    plan.save(force_insert=True)
    _share(plan, draft.shares)
    record_event(name=names.PLANNED, by=by, now=now, subject=(names.SUBJECT, plan.id), detail={"number": plan.number})
    return plan


@transaction.atomic
def change_plan(*, plan_id: UUID, draft: Draft, by: Actor, now: datetime) -> Plan:
    """Write it anew while it is not committed. An approval given before falls away."""
    plan = locked(plan_id, PlanState.DRAFT, PlanState.APPROVED)
    if (draft.region, draft.year) != (plan.region, plan.year):
        raise refusals.needed("year", "方案的辖区和年度不能改。", "A plan's area and year stay as they are.")
    check(draft)
    for name, value in draft.columns().items():
        setattr(plan, name, value)
    plan.planned_by, plan.planned_by_id, plan.planned_at = by.label[:80], by.id, now
    plan.state, plan.approved_by, plan.approved_by_id, plan.approved_at = PlanState.DRAFT, "", "", None
    plan.save()
    plan.shares.all().delete()
    _share(plan, draft.shares)
    record_event(name=names.PLANNED, by=by, now=now, subject=(names.SUBJECT, plan.id), detail={"number": plan.number})
    return plan


@transaction.atomic
def approve_plan(*, plan_id: UUID, by: Actor, now: datetime) -> Plan:
    """A named signer, not the author, approves the plan as it stands."""
    plan = locked(plan_id, PlanState.DRAFT)
    if by.id == plan.planned_by_id:
        raise refusals.own_plan()
    plan.state, plan.approved_by, plan.approved_by_id, plan.approved_at = (
        PlanState.APPROVED,
        by.label[:80],
        by.id,
        now,
    )
    plan.save(update_fields=["state", "approved_by", "approved_by_id", "approved_at"])
    record_event(name=names.APPROVED, by=by, now=now, subject=(names.SUBJECT, plan.id), detail={"number": plan.number})
    return plan


@transaction.atomic
def withdraw_plan(*, plan_id: UUID, by: Actor, now: datetime) -> Plan:
    """A plan that was not committed is given up; its number stays, so that no gap is left unexplained."""
    plan = locked(plan_id, PlanState.DRAFT, PlanState.APPROVED)
    plan.state = PlanState.WITHDRAWN
    plan.save(update_fields=["state"])
    record_event(name=names.WITHDRAWN, by=by, now=now, subject=(names.SUBJECT, plan.id), detail={"number": plan.number})
    return plan


def locked(plan_id: UUID, *states: str) -> Plan:
    """The plan, locked, in one of the states. Refusal when it is further, Plan.DoesNotExist when there is none."""
    plan = Plan.objects.select_for_update().get(id=plan_id)
    if plan.state in states:
        return plan
    if plan.state == PlanState.COMMITTED:
        raise refusals.committed_already()
    if plan.state == PlanState.WITHDRAWN:
        raise refusals.not_in_state("这份方案已撤回。", "This plan was withdrawn.")
    if plan.state == PlanState.DRAFT:
        raise refusals.not_in_state("方案还没有批准。", "The plan is not approved yet.")
    raise refusals.not_in_state("方案已经批准。", "The plan is approved already.")


def latest_commitment(beacon: int | None, commit_by: datetime) -> datetime:
    """Until when a plan may be committed: its own limit, and the margin before the beacon's round."""
    if beacon is None:
        return commit_by
    return min(commit_by, datetime.fromtimestamp(round_time(beacon), UTC) - timedelta(seconds=MARGIN))


def named_lottery(line: str) -> tuple[str, str]:
    """Name and issue of `双色球:2026051`, also where a rule follows. Refusal for what names no issue."""
    name, _, issue = line.strip().replace("：", ":").removesuffix(f":{NEXT_ISSUE}").partition(":")
    try:
        lottery_line(Lottery(name.strip(), issue.strip(), (1,)))
    except DrawFault as fault:
        raise refusals.needed(
            "lotteries",
            f"“{line}”不是一期彩票：请写成 名称:期号，如 双色球:2026051。",
            f"“{line}” names no lottery issue: write name:issue, e.g. 双色球:2026051.",
        ) from fault
    return name.strip(), issue.strip()


def void_rule(lotteries: str) -> str:
    """What a plan's column says of void issues: the next issue, or "" where nothing may take their place."""
    return NEXT_ISSUE if any(line.endswith(f":{NEXT_ISSUE}") for line in lotteries.splitlines()) else ""


def check(draft: Draft) -> None:
    """Everything a plan must say before anybody may approve it. Raises Refusals, each with its field."""
    wrong: list[Refusal] = [*_scope(draft), *_numbers(draft), *_entropy(draft)]
    if wrong:
        raise Refusals(wrong)


def _scope(draft: Draft) -> list[Refusal]:
    need = refusals.needed
    wrong = []
    if not draft.title.strip():
        wrong.append(need("title", "请写明抽查的名称。", "Say what the draw is called."))
    if draft.mode not in Mode.values:
        wrong.append(need("mode", "请选择不定向或定向。", "Choose undirected or directed."))
    if draft.mode == Mode.DIRECTED and not draft.purpose.strip():
        wrong.append(need("purpose", "定向抽查须写明为什么抽这些。", "A directed draw says why these."))
    if not draft.authorities:
        wrong.append(need("authorities", "请写明抽查的部门。", "Name the authority."))
    if not draft.categories:
        wrong.append(need("categories", "请至少选择一类主体。", "Choose at least one kind of entity."))
    narrowed = draft.industries or draft.sizes or draft.areas or draft.risks
    if draft.mode == Mode.UNDIRECTED and (narrowed or set(draft.dimensions) - {"area", "risk"}):
        wrong.append(
            need(
                "mode",
                "不定向抽查面向辖区全部主体，不设行业、规模等条件；要设条件请选定向。",
                "An undirected draw is from all of the area, without conditions; choose directed to set some.",
            )
        )
    return wrong


def _numbers(draft: Draft) -> list[Refusal]:
    need = refusals.needed
    wrong = []
    by_rate = draft.quota_by == QuotaBy.RATE
    if by_rate and not (draft.rate is not None and draft.count is None and 0 < draft.rate <= 100):
        wrong.append(need("rate", "比例应大于 0，不超过 100。", "The rate is above 0 and at most 100."))
    if not by_rate and not (draft.count is not None and draft.rate is None and draft.count > 0):
        wrong.append(need("count", "请填抽取的户数。", "Say how many are to be drawn."))
    if draft.each < 2:
        wrong.append(need("each", "每次检查至少两名检查人员。", "Each visit is made by at least two inspectors."))
    if not 1 <= draft.cap <= 10_000:
        wrong.append(need("cap", "请填每人最多检查的户数。", "Say how many visits one inspector makes at most."))
    return wrong


def _entropy(draft: Draft) -> list[Refusal]:
    need = refusals.needed
    wrong = []
    if draft.reveal_by <= draft.commit_by:
        wrong.append(need("reveal_by", "揭示期限须晚于入账期限。", "The reveal is due after the commitment."))
    if draft.beacon is None and not draft.lotteries:
        wrong.append(
            need(
                "beacon_at",
                "请指定公共随机数：drand 的一轮，或一期以上彩票。",
                "Name the public entropy: a drand round, or a lottery issue or more.",
            )
        )
    if draft.beacon is not None and draft.beacon < 1:
        wrong.append(need("beacon_at", "drand 的轮次从 1 开始。", "Rounds of drand begin at 1."))
    elif draft.beacon is not None:
        at = datetime.fromtimestamp(round_time(draft.beacon), UTC)
        if at >= draft.reveal_by or at - timedelta(seconds=MARGIN) < draft.commit_by:
            wrong.append(
                need(
                    "beacon_at",
                    "这一轮的时间须在入账期限 10 分钟以后、揭示期限以前。",
                    "That round must come at least 10 minutes after the commitment is due, and before the reveal is.",
                )
            )
    if draft.void not in VOID_RULES or (draft.void and not draft.lotteries):
        wrong.append(need("void", "写明彩票以后才能写作废的处理。", "A rule for void issues needs a lottery named."))
    for line in draft.lotteries:
        try:
            named_lottery(line)
        except Refusal as refusal:
            wrong.append(refusal)
    return wrong


def _share(plan: Plan, wishes: Sequence[Wish]) -> None:
    Share.objects.bulk_create(
        [Share(plan=plan, authority=w.authority, key=w.key, rate=w.rate, count=w.count) for w in wishes]
    )

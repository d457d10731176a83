"""Whom to call and whom next: a policy is replaced by another, so that every alarm keeps the one it began with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gongbao.briefing.dutydesk import refusals
from gongbao.briefing.dutydesk.models import Policy, PolicyStep, Role, Trigger, Whose
from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.notices.models import ChannelKind

PUT = declare("alarm.policy", "制定催应办法", "alarm policy set")
MOST_STEPS = 10
LONGEST = 24 * 3600


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """Whom to call, so many seconds after the step before (the first: after the event)."""

    role: str
    after_seconds: int
    require_all: bool = False
    whose: str = Whose.DESK
    kinds: tuple[str, ...] = ()


STARTING: tuple[tuple[str, str, int, tuple[PlannedStep, ...]], ...] = (
    (
        Trigger.LODGED,
        "收到首报",
        0,
        (
            PlannedStep(Role.OFFICER, 0),
            PlannedStep(Role.SUBSTITUTE, 180),
            PlannedStep(Role.LEADER, 180),
        ),
    ),
    (
        Trigger.CLOCK,
        "时限用去四分之三",
        75,
        (PlannedStep(Role.OFFICER, 0, whose=Whose.UNIT), PlannedStep(Role.OFFICER, 120)),
    ),
    (Trigger.CLOCK, "时限已到", 100, (PlannedStep(Role.OFFICER, 0), PlannedStep(Role.LEADER, 300))),
)


@transaction.atomic
def start_policies(*, desk: Unit, by: Actor, now: datetime) -> int:
    """The policies a desk begins with, if it has none: a starting point the county changes."""
    if Policy.objects.filter(desk=desk).exists():
        return 0
    for trigger, name, percent, steps in STARTING:
        put_policy(
            desk=desk, trigger=trigger, name=name, percent=percent, gravest_from=None, steps=steps, by=by, now=now
        )
    return len(STARTING)


@transaction.atomic
def put_policy(
    *,
    desk: Unit,
    trigger: str,
    name: str,
    percent: int,
    gravest_from: int | None,
    steps: Sequence[PlannedStep],
    by: Actor,
    now: datetime,
) -> Policy:
    """A policy in place of the one for the same trigger, share and grade. Alarms already raised keep theirs."""
    if not steps:
        raise refusals.steps_needed()
    right = (
        trigger in Trigger.values
        and name.strip()
        and percent in ({0} if trigger == Trigger.LODGED else {50, 75, 90, 100})
        and gravest_from in {None, 1, 2, 3, 4}
        and len(steps) <= MOST_STEPS
        and all(_right(step) for step in steps)
    )
    if not right:
        raise refusals.policy_wrong()
    Policy.objects.filter(desk=desk, trigger=trigger, percent=percent, gravest_from=gravest_from, until=None).update(
        until=now
    )
    made = Policy(
        desk=desk,
        trigger=trigger,
        name=name.strip()[:60],
        percent=percent,
        gravest_from=gravest_from,
        since=now,
        made_by=by.label[:80],
    )
    made.save(force_insert=True)
    for number, step in enumerate(steps, 1):
        PolicyStep(
            policy=made,
            number=number,
            role=step.role,
            whose=step.whose,
            after_seconds=step.after_seconds,
            require_all=step.require_all,
            kinds=list(step.kinds),
        ).save(force_insert=True)
    record_event(name=PUT, by=by, now=now, subject=("policy", made.pk), detail={"trigger": trigger})
    return made


def _right(step: PlannedStep) -> bool:
    return (
        step.role in Role.values
        and step.whose in Whose.values
        and 0 <= step.after_seconds <= LONGEST
        and set(step.kinds) <= set(ChannelKind.values)
    )

"""A manuscript of follow-ups: what was instructed and what came of it, ready for the bulletin (督办)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from gongbao.briefing.desk.actions import write_manuscript
from gongbao.briefing.desk.models import Manuscript
from gongbao.briefing.instructions.models import Instruction, InstructionState, StepKind
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal

WORDS = {
    InstructionState.GIVEN: "待交办",
    InstructionState.OPEN: "正在办理",
    InstructionState.ANSWERED: "已反馈",
    InstructionState.CLOSED: "已办结",
}


@transaction.atomic
def write_follow_up(*, desk: Unit, chosen: Sequence[Instruction], editor: User, by: Actor, now: datetime) -> Manuscript:
    """Draft it from the chosen instructions, one paragraph each, for an editor to word."""
    if not chosen:
        raise Refusal("follow-up.none", "请选择要写入的批示。", "Choose the instructions.")
    day = china_date(now)
    title = f"批示办理情况({day.month}月{day.day}日)"
    body = "\n".join(_paragraph(number, one) for number, one in enumerate(chosen, 1))
    return write_manuscript(desk=desk, title=title, body=body, editor=editor, by=by, now=now)


def _paragraph(number: int, one: Instruction) -> str:
    given = china_date(one.given_at)
    head = f"{number}.《{one.about}》。{given.month}月{given.day}日批示：{one.words}"
    owner = f"承办单位：{one.owner.short},{WORDS[InstructionState(one.state)]}" if one.owner else "待交办"
    last = one.steps.filter(kind__in=[StepKind.FINAL, StepKind.INTERIM]).order_by("-at", "-id").first()
    return f"{head}。{owner}。{last.words if last else '尚未反馈。'}"

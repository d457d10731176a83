"""What a unit still owes on instructions: shown when an officer hands the work over."""

from django.urls import reverse

from gongbao.briefing.instructions.models import InstructionState
from gongbao.briefing.instructions.selectors import of_units
from gongbao.briefing.units.models import Unit
from gongbao.briefing.units.open_work import Work
from gongbao.foundation.accounts.models import User

MOST = 50


def of_unit(unit: Unit, user: User) -> list[Work]:
    """Instructions the unit must answer or helps with, the nearest time first."""
    rows = of_units([unit.pk]).exclude(state=InstructionState.CLOSED)[:MOST]
    return [
        Work(
            f"批示：{one.about}",
            f"{one.due_on.month}月{one.due_on.day}日前反馈" if one.due_on else "待反馈",
            reverse("instructions:instruction", args=[one.pk]),
        )
        for one in rows
    ]

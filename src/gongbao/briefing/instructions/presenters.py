"""What the pages of instructions show."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongbao.briefing.instructions.models import Instruction, InstructionState, Step, StepKind
from gongbao.foundation.clock import china_date
from gongbao.foundation.shapes import Column, Deadline, Moment, State, Table
from gongbao.foundation.wording import day_words, moment_words, span_words

STATES: dict[str, tuple[str | Promise, str]] = {
    InstructionState.GIVEN: (gettext_lazy("待交办"), "soon"),
    InstructionState.OPEN: (gettext_lazy("办理中"), "open"),
    InstructionState.ANSWERED: (gettext_lazy("已反馈"), "provisional"),
    InstructionState.CLOSED: (gettext_lazy("已办结"), "done"),
}
BOXES: dict[str, str | Promise] = {
    "open": gettext_lazy("未办结"),
    "given": gettext_lazy("待交办"),
    "doing": gettext_lazy("办理中"),
    "answered": gettext_lazy("已反馈"),
    "closed": gettext_lazy("已办结"),
}
STEPS: dict[str, str | Promise] = {
    StepKind.ASSIGNED: gettext_lazy("交办"),
    StepKind.INTERIM: gettext_lazy("阶段反馈"),
    StepKind.FINAL: gettext_lazy("办结反馈"),
    StepKind.ASK_MORE: gettext_lazy("要求补充反馈"),
    StepKind.EXTENSION_ASKED: gettext_lazy("申请延期"),
    StepKind.EXTENSION_GRANTED: gettext_lazy("同意延期"),
    StepKind.EXTENSION_REFUSED: gettext_lazy("不同意延期"),
    StepKind.REMINDED: gettext_lazy("催办"),
    StepKind.CLOSED: gettext_lazy("办结"),
}
_TONES: dict[str, str] = {
    StepKind.FINAL: "done",
    StepKind.CLOSED: "done",
    StepKind.REMINDED: "soon",
    StepKind.ASK_MORE: "soon",
}


def state_of(one: Instruction, now: datetime) -> State:
    today = china_date(now)
    if one.state == InstructionState.OPEN and one.due_at is not None and one.due_at <= now and one.due_on == today:
        return State(
            text=_("已过 %(span)s") % {"span": span_words(int((now - one.due_at).total_seconds() // 60))}, tone="late"
        )
    if one.state == InstructionState.OPEN and one.due_on and one.due_on < today:
        return State(text=_("逾期 %(n)s 天") % {"n": (today - one.due_on).days}, tone="late")
    return _stage(one)


def _stage(one: Instruction) -> State:
    words, tone = STATES[one.state]
    return State(text=str(words), tone=tone)


def deadline(one: Instruction, today: date) -> Deadline | None:
    """The day and the calendar days left; nothing once it is answered."""
    if one.due_on is None:
        return None
    left = (one.due_on - today).days if one.state == InstructionState.OPEN else None
    return Deadline(due=one.due_on, left=left, unit="CD")


def _answers(one: Instruction) -> list[Step]:
    """What was reported on it, the newest first. KeyError for one that `selectors.with_answers` did not read."""
    found: list[Step] = vars(one)["answers"]
    return found


def row(one: Instruction, now: datetime) -> dict[str, Any]:
    today = china_date(now)
    last = next(iter(_answers(one)), None)
    return {
        "words": one.words if len(one.words) <= 60 else f"{one.words[:60]}…",
        "href": reverse("instructions:instruction", args=[one.pk]),
        "about": one.about,
        "leader": str(one.leader),
        "owner": one.owner.short if one.owner else "",
        "due": deadline(one, today),
        # How many days late it is stands beside its day.
        "state": _stage(one) if one.due_on and one.due_on < today else state_of(one, now),
        "age": _("%(n)s 天") % {"n": (china_date(one.closed_at or now) - china_date(one.given_at)).days},
        "last": (last.words[:60] if last else ""),
    }


def board(rows: Sequence[Instruction], now: datetime, empty: str) -> Table:
    return Table(
        caption=_("批示"),
        columns=[
            Column(key="words", label=_("批示内容"), primary=True),
            Column(key="about", label=_("关于")),
            Column(key="leader", label=_("批示人")),
            Column(key="owner", label=_("承办")),
            Column(key="state", label=_("状态"), kind="state"),
            Column(key="due", label=_("期限"), kind="deadline"),
            Column(key="age", label=_("已过")),
            Column(key="last", label=_("最近反馈")),
        ],
        rows=[row(one, now) for one in rows],
        empty=empty,
    )


def moments(steps: Sequence[Step]) -> list[Moment]:
    """The steps, newest first."""
    return [
        Moment(
            at=step.at,
            title=str(STEPS[step.kind]),
            words="。".join(
                part
                for part in (step.words, _("期限：%(day)s") % {"day": day_words(step.due_on)} if step.due_on else "")
                if part
            ),
            by=step.by,
            tone=_TONES.get(step.kind, "plain"),
        )
        for step in reversed(steps)
    ]


def beside(one: Instruction, now: datetime) -> dict[str, Any]:
    """How it looks beside the item it is about."""
    return {
        "href": reverse("instructions:instruction", args=[one.pk]),
        "words": one.words,
        "leader": str(one.leader),
        "at": one.given_at,
        "hour": moment_words(one.due_at) if one.due_at and one.state == InstructionState.OPEN else "",
        "state": state_of(one, now),
        "owner": one.owner.short if one.owner else "",
        "deadline": deadline(one, china_date(now)),
        "answers": _answers(one),
    }

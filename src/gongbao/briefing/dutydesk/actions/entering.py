"""Alarms in the incident's log: whom a step called and who answered is part of what happened that night."""

from collections.abc import Sequence
from datetime import datetime

from gongbao.briefing.dutydesk.models import Alarm, Firing, Role
from gongbao.briefing.incidents.actions.noting import log
from gongbao.briefing.incidents.models import LogKind
from gongbao.foundation.accounts.models import User
from gongbao.foundation.events.actor import Actor

_ROLES = {
    Role.OFFICER: ("值班员", "the officer on duty"),
    Role.SUBSTITUTE: ("备班", "the substitute"),
    Role.LEADER: ("带班领导", "the leader on duty"),
}


def enter_call(alarm: Alarm, firing: Firing, people: Sequence[User], *, by: Actor, now: datetime) -> None:
    """A step fired: whom it called, or that nobody sits there."""
    role_zh, role_en = _ROLES[Role(firing.role)]
    names = "、".join(str(user) for user in people)
    zh = f"第{firing.number}步呼叫{role_zh}：{names}" if names else f"第{firing.number}步呼叫{role_zh}：没有人值班"
    en = f"Step {firing.number} calls {role_en}: {', '.join(map(str, people)) or 'nobody is on duty'}"
    _enter(alarm, zh, en, by=by, now=now)


def enter_answer(alarm: Alarm, who: User, noted_by: str, *, by: Actor, now: datetime) -> None:
    """Somebody answered, or another wrote down that they did."""
    zh = f"{who}已应答" + (f"（{noted_by}代记）" if noted_by else "")
    en = f"{who} answered" + (f" (written down by {noted_by})" if noted_by else "")
    _enter(alarm, zh, en, by=by, now=now)


def _enter(alarm: Alarm, zh: str, en: str, *, by: Actor, now: datetime) -> None:
    about_zh, about_en = (
        ("首报", "the first report") if alarm.clock_id is None else ("时限将到", "a clock that runs out")
    )
    words = f"{alarm.unit.short}{about_zh}提醒，{zh}", f"Alarm of {alarm.unit.short}, {about_en}: {en}"
    log(alarm.incident, LogKind.ALARM, *words, by=by, now=now)

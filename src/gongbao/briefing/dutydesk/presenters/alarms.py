"""Alarms and policies in words."""

from typing import Any

from django.utils.translation import gettext as _

from gongbao.briefing.dutydesk.models import Alarm, Call, Policy, PolicyStep
from gongbao.briefing.dutydesk.names import GRADES, ROLES, TRIGGERS, WHOSE
from gongbao.foundation.notices.presenters import KINDS
from gongbao.foundation.shapes import Moment
from gongbao.foundation.wording import clock_words


def drill_mark(*, drill: bool) -> str:
    return _("【演练】") if drill else ""


def waiting_row(call: Call) -> dict[str, Any]:
    """A call that waits for this person's answer."""
    alarm = call.firing.alarm
    return {
        "alarm": alarm.pk,
        "title": f"{drill_mark(drill=alarm.drill)}{alarm.incident.title}",
        "unit": alarm.unit.short,
        "at": call.firing.at,
        "grade": GRADES[alarm.incident.grade],
        "drill": alarm.drill,
    }


def moments(alarm: Alarm) -> list[Moment]:
    """What an alarm did, in order: each step with whom it called, each answer."""
    found: list[tuple[Any, Moment]] = []
    for firing in alarm.firings.all():
        calls = list(firing.calls.all())
        called = "、".join(str(call.user) for call in calls if not call.volunteer)
        title = _("第 %(n)s 步：呼叫%(role)s") % {"n": firing.number, "role": ROLES[firing.role]}
        rule = _("每个人都要应答") if firing.require_all else _("一人应答即可")
        words = f"{clock_words(firing.at)} {called}（{rule}）" if called else _("没有人值班，转下一步")
        found.append((firing.at, Moment(at=firing.at, title=title, words=words, tone="plain" if called else "late")))
        found += [(call.answered_at, _answer(call)) for call in calls if call.answered_at is not None]
    return [moment for _at, moment in sorted(found, key=lambda pair: pair[0])]


def _answer(call: Call) -> Moment:
    at: Any = call.answered_at
    words = _("未被呼叫，主动应答") if call.volunteer else ""
    by = _("%(who)s 代记") % {"who": call.answered_by} if call.answered_by else ""
    title = _("%(who)s 应答") % {"who": call.user}
    return Moment(at=at, title=title, words=f"{clock_words(at)} {words}", by=by, tone="done")


def policy_row(policy: Policy) -> dict[str, Any]:
    """A policy with its steps in sentences."""
    limit = _("时限用去 %(n)s%%") % {"n": policy.percent} if policy.percent else ""
    grade = _("%(grade)s以上") % {"grade": GRADES[policy.gravest_from]} if policy.gravest_from else _("不分等级")
    return {
        "name": policy.name,
        "when": " · ".join(str(part) for part in (TRIGGERS[policy.trigger], limit, grade) if part),
        "steps": [_step(step) for step in policy.steps.all()],
    }


def _step(step: PolicyStep) -> str:
    who = _("%(seconds)s 秒后，呼叫%(whose)s的%(role)s") % {
        "seconds": step.after_seconds,
        "whose": WHOSE[step.whose],
        "role": ROLES[step.role],
    }
    need = _("每个人都要应答") if step.require_all else _("一人应答即可")
    via = "、".join(str(KINDS[kind]) for kind in step.kinds) or _("全部渠道")
    return f"{who}；{need}；{via}"

"""The words of the duty desk's codes."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongbao.briefing.dutydesk.models import Direction, Role, Trigger, Whose

ROLES: dict[str, str | Promise] = {
    Role.OFFICER: _("值班员"),
    Role.LEADER: _("带班领导"),
    Role.SUBSTITUTE: _("备班"),
}
TRIGGERS: dict[str, str | Promise] = {Trigger.LODGED: _("收到首报"), Trigger.CLOCK: _("时限将到")}
WHOSE: dict[str, str | Promise] = {Whose.DESK: _("信息科"), Whose.UNIT: _("报送单位")}
DIRECTIONS: dict[str, str | Promise] = {Direction.UP: _("报上级"), Direction.ACROSS: _("通报同级")}
GRADES: dict[int | None, str | Promise] = {
    1: _("特别重大"),
    2: _("重大"),
    3: _("较大"),
    4: _("一般"),
    None: _("未定级"),
}
FORMS: dict[str, str | Promise] = {
    "phone": _("电话报告"),
    "written": _("书面报告"),
    "any": _("报告"),
    "follow-up": _("续报"),
    "answer": _("待应答"),
}
TYPES: dict[str, str | Promise] = {
    "Alert": _("通报"),
    "Update": _("续报"),
    "Cancel": _("撤回"),
    "Ack": _("回执"),
    "Error": _("拒收"),
}

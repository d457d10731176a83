"""What somebody may do: a closed set. Which roles hold which is data (`Role`)."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """One kind of act. Names read `what.act`."""

    ENTITY_IMPORT = "entity.import"
    ENTITY_EDIT = "entity.edit"
    FILING_SUBMIT = "filing.submit"
    FILING_ENTER_PAPER = "filing.enter-paper"
    FILING_AGENT_BATCH = "filing.agent-batch"
    SEASON_MANAGE = "season.manage"
    SEASON_SIGN = "season.sign"
    LISTING_DECIDE = "listing.decide"
    SERIOUS_CONSENT = "serious.consent"
    ORDER_ISSUE = "order.issue"
    FACT_SUBMIT = "fact.submit"
    DRAW_PLAN = "draw.plan"
    DRAW_APPROVE = "draw.approve"
    SCREEN_USE = "screen.use"
    LISTS_SUBSCRIBE = "lists.subscribe"
    CONSULT_USE = "consult.use"
    CONSULT_SUPERVISE = "consult.supervise"
    INSPECTION_VISIT = "inspection.visit"
    INSPECTION_MANAGE = "inspection.manage"
    COMPLAINT_HANDLE = "complaint.handle"
    DUTY_SEE_OFFICE = "duty.see-office"
    PEOPLE_MANAGE = "people.manage"
    PERSONAL_READ = "personal.read"
    LEDGER_OPERATE = "ledger.operate"
    CODES_MANAGE = "codes.manage"
    AUDIT_READ = "audit.read"
    ITEM_WRITE = "item.write"
    DESK_WORK = "desk.work"
    DESK_SIGN = "desk.sign"
    UNITS_MANAGE = "units.manage"
    BULLETIN_READ = "bulletin.read"
    INSTRUCT = "instruct.give"
    BRIEFING_SUPERVISE = "briefing.supervise"
    DUTY_WATCH = "watch.keep"
    DUTY_ROSTER = "watch.roster"
    CHANNELS_MANAGE = "channels.manage"
    INFORMANT_READ = "informant.read"


WORDS: dict[Permission, Promise] = {
    Permission.ENTITY_IMPORT: _("导入登记数据"),
    Permission.ENTITY_EDIT: _("修改登记事项"),
    Permission.FILING_SUBMIT: _("提交年报、公示即时信息"),
    Permission.FILING_ENTER_PAPER: _("录入纸质年报"),
    Permission.FILING_AGENT_BATCH: _("批量代报"),
    Permission.SEASON_MANAGE: _("管理年报季"),
    Permission.SEASON_SIGN: _("签批年报季的决定"),
    Permission.LISTING_DECIDE: _("办理列入和移出"),
    Permission.SERIOUS_CONSENT: _("同意下级列入严重违法失信名单"),
    Permission.ORDER_ISSUE: _("责令限期公示"),
    Permission.FACT_SUBMIT: _("报送本机关的公示信息"),
    Permission.DRAW_PLAN: _("拟定抽查方案、摇号、揭示"),
    Permission.DRAW_APPROVE: _("批准抽查方案"),
    Permission.SCREEN_USE: _("核验名单"),
    Permission.LISTS_SUBSCRIBE: _("订阅名录"),
    Permission.CONSULT_USE: _("按用途查询名录"),
    Permission.CONSULT_SUPERVISE: _("监督部门查询"),
    Permission.INSPECTION_VISIT: _("到现场检查"),
    Permission.INSPECTION_MANAGE: _("管理、复核检查"),
    Permission.COMPLAINT_HANDLE: _("办理举报"),
    Permission.DUTY_SEE_OFFICE: _("查看本局待办"),
    Permission.PEOPLE_MANAGE: _("管理人员和机构"),
    Permission.PERSONAL_READ: _("查看个人信息原文"),
    Permission.LEDGER_OPERATE: _("维护账本"),
    Permission.CODES_MANAGE: _("维护代码表"),
    Permission.AUDIT_READ: _("查看操作留痕"),
    Permission.ITEM_WRITE: _("写信息、报送信息"),
    Permission.DESK_WORK: _("核实、编辑、采用信息"),
    Permission.DESK_SIGN: _("签发刊物"),
    Permission.UNITS_MANAGE: _("管理报送单位"),
    Permission.BULLETIN_READ: _("阅读内部刊物"),
    Permission.INSTRUCT: _("批示"),
    Permission.BRIEFING_SUPERVISE: _("监督信息报送"),
    Permission.DUTY_WATCH: _("值班、看值班墙、应答"),
    Permission.DUTY_ROSTER: _("排班"),
    Permission.CHANNELS_MANAGE: _("管理对外渠道"),
    Permission.INFORMANT_READ: _("查看报告人身份"),
}

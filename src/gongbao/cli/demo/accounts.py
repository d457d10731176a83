"""Who one can be in the demonstration. The password is public on purpose: this county does not exist."""

from dataclasses import dataclass

PASSWORD = "qinglan-demo-2026"  # noqa: S105 (the demonstration's, printed at every start)


@dataclass(frozen=True, slots=True)
class Account:
    """A demonstration account: who it is and what to try first."""

    username: str
    display_name: str
    role: str
    try_zh: str
    try_en: str


ACCOUNTS = [
    Account(
        "clerk",
        "丁某某(联络员)",
        "clerk",
        "看“我的义务”，填一份年报，看公众将看到什么",
        "open My duties, file a report",
    ),
    Account(
        "latefirm",
        "戊某某(联络员)",
        "clerk",
        "上年漏报：看列入事由，补报并申请移出",
        "missed a year: file late, apply for removal",
    ),
    Account(
        "returned",
        "己某某(联络员)",
        "clerk",
        "漏报过 2024 年度，已补报、申请、移出：看列入到移出的每一步",
        "missed 2024, filed late, was removed: see every step",
    ),
    Account(
        "seriousfirm",
        "壬某某(联络员)",
        "clerk",
        "在严重违法失信名单上：看事由、措施、哪天起可申请提前移出",
        "on the serious list: why, the measures, from when to apply",
    ),
    Account("agent", "青岚县百汇代理记账", "agent", "为多家企业批量申报", "file for many firms from a spreadsheet"),
    Account(
        "regulator", "甲某某(监管股)", "regulator", "看年报季进度、应催名单、待办", "the season board and the work list"
    ),
    Account(
        "inspector",
        "壬某某(检查人员)",
        "inspector",
        "用手机看今日检查，断网也能填记录",
        "today's visits on a phone, also without a network",
    ),
    Account("signer", "乙某某(签批人)", "signer", "签批一批列入决定", "look at a batch of decisions and sign"),
    Account(
        "superior",
        "癸某某(青云市局)",
        "superior",
        "县局报来的严重违法失信案件：同意或者不同意",
        "a serious case laid before you: consent or not",
    ),
    Account(
        "registrar",
        "丙某某(登记窗口)",
        "registrar",
        "导入登记数据，改登记事项，核对某人能否任职",
        "import and edit registrations; may this person hold a post",
    ),
    Account(
        "banker",
        "壬某某(农商银行)",
        "screener",
        "核验一份客户名单，取回执；关注几家企业",
        "screen a list of customers, take the receipt; watch firms",
    ),
    Account(
        "association",
        "子某某(茶业协会)",
        "subscriber",
        "下载名录文件，登记订阅，看发送记录，确认一份更正",
        "take the lists as files, follow them, see what was sent, acknowledge a correction",
    ),
    Account(
        "court",
        "申某某(县法院)",
        "consulter",
        "为一个案号查询名录、跟踪企业",
        "consult the lists for a case, follow a firm",
    ),
    Account("admin", "庚某某(管理员)", "county-admin", "人员、邀请码、权限", "people, invitations, permissions"),
    Account(
        "department",
        "卯某某(应急管理局)",
        "fact-officer",
        "报送本部门的许可、处罚，看逐行结果",
        "hand in the department's licences and penalties, row by row",
    ),
    Account("auditor", "辛某某(监督)", "auditor", "看操作留痕", "read the audit trail"),
]

#: Who one can be in the reporting line.
REPORTING = [
    Account(
        "officer",
        "石某某(石门镇信息员)",
        "info-officer",
        "报一条，看每一条在谁手里、等了多久",
        "report something; see in whose hand each item is, and how long",
    ),
    Account(
        "editor",
        "编某某(信息科编辑)",
        "editor",
        "认领、核对、综合、退回、采用，全用键盘",
        "claim, check, join, return, adopt, all by keyboard",
    ),
    Account("chief", "科某某(信息科负责人)", "desk-chief", "签发刊物，管理报送单位", "sign the bulletin, manage units"),
    Account(
        "transport",
        "交某某(交通运输局信息员)",
        "info-officer",
        "看批示、反馈办理情况",
        "see an instruction and answer it",
    ),
    Account(
        "supervisor",
        "督某某(督查室)",
        "briefing-supervisor",
        "看越级报送、压下的信息、报送网络",
        "see by-passes, what is held, and the line",
    ),
    Account(
        "leader", "某县领导", "leader", "在平板上读刊物、作批示", "read the bulletin on a tablet, give instructions"
    ),
]

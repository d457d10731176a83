"""Why something about an incident cannot be done, in words that help."""

from gongbao.foundation.events.refusals import Refusal


def changed_meanwhile() -> Refusal:
    return Refusal(
        "incident.changed-meanwhile",
        "这起事件刚被别人改过。您填的还在本页，请先看对方改了什么，再决定。",
        "Somebody has just changed this incident. What you typed is still on this page: look at their change first.",
        status=409,
    )


def no_desk() -> Refusal:
    return Refusal(
        "incident.no-desk",
        "您的单位还没有对应的值班信息科。请先打电话报告，再请管理员设置报送关系。",
        "Your unit has no desk to report to. Report by telephone, then ask the administrator to set it.",
    )


def needed(field: str, zh: str, en: str) -> Refusal:
    return Refusal(f"incident.{field.replace('_', '-')}-needed", f"请写明{zh}。", f"Say {en}.", field=field)


def in_the_future(field: str) -> Refusal:
    return Refusal(
        "incident.in-the-future",
        "这个时间还没有到。请核对日期和钟点（24小时制）。",
        "This time has not come yet. Check the day and the hour (24-hour clock).",
        field=field,
    )


def learned_before_it_happened() -> Refusal:
    return Refusal(
        "incident.learned-before",
        "得知时间早于事发时间。请核对两个时间。",
        "It was learned of before it happened. Check the two times.",
        field="learned_at",
    )


def next_has_passed() -> Refusal:
    return Refusal(
        "incident.next-passed",
        "下次报告时间要晚于现在。",
        "The next report must come later than now.",
        field="next_at",
    )


def first_already() -> Refusal:
    return Refusal(
        "incident.first-already",
        "贵单位已经报过首报。请用续报，只写新情况。",
        "Your unit has lodged its first report. Use a follow-up and tell only what is new.",
        field="kind",
    )


def first_needed() -> Refusal:
    return Refusal(
        "incident.first-needed", "请先报首报。", "Lodge the first report before following it up.", field="kind"
    )


def is_joined(number: str) -> Refusal:
    return Refusal(
        "incident.is-joined",
        f"这起事件已归并到 {number}，请在那里办理；如归并有误，先拆开。",
        f"This incident is joined to {number}: work there, or part them first.",
        status=409,
    )


def nobody_above() -> Refusal:
    return Refusal(
        "incident.nobody-above",
        "本系统里没有更上一级的信息科。请写明报给了谁。",
        "There is no desk above here: say to whom it was reported.",
        field="to_words",
    )


def reason_needed(field: str = "reason") -> Refusal:
    return Refusal(
        "incident.reason-needed", "请写明理由，理由会留在记录里。", "Say why: the reason is kept.", field=field
    )


def unknown_hazard() -> Refusal:
    return Refusal("incident.unknown-hazard", "请从列表中选事件类别。", "Choose the kind of incident.", field="hazard")


def not_now() -> Refusal:
    return Refusal(
        "incident.not-now",
        "这一步现在不能做：状态已经变了。请刷新后再看。",
        "This cannot be done now: it has moved on. Load the page again.",
        status=409,
    )


def too_many_tips() -> Refusal:
    return Refusal(
        "tip.too-many",
        "从这里报告得太频繁，请稍后再试。情况紧急请拨打 110、119 或 120。",
        "Too many reports from here: try again later. In an emergency call 110, 119 or 120.",
        status=429,
    )

"""Why something about signals cannot be done, in words that help."""

from gongbao.foundation.events.refusals import Refusal


def needed(field: str, zh: str, en: str) -> Refusal:
    return Refusal(f"signals.{field.replace('_', '-')}-needed", f"请写明{zh}。", f"Say {en}.", field=field)


def changed_meanwhile() -> Refusal:
    return Refusal(
        "signals.changed-meanwhile",
        "这条线索刚被别人处理过，请刷新后再看。",
        "Somebody has just dealt with this signal. Load the page again.",
        status=409,
    )


def not_now() -> Refusal:
    return Refusal(
        "signals.not-now",
        "这次核实已经答复或撤回，不能再改。",
        "This question has been answered or withdrawn.",
        status=409,
    )


def no_unit() -> Refusal:
    return Refusal("signals.unit", "请选择由哪个单位核实。", "Choose the unit to ask.", field="unit")


def asked_already() -> Refusal:
    return Refusal(
        "signals.asked-already", "已经请这个单位核实，正在等答复。", "This unit has been asked already.", field="unit"
    )


def no_incident() -> Refusal:
    return Refusal(
        "signals.incident",
        "请选择是哪一起事件。没有的话，请选“现在报告”。",
        "Choose the incident. If there is none, choose “reported now”.",
        field="incident",
    )


def bad_address() -> Refusal:
    return Refusal(
        "signals.url",
        "网址要以 http:// 或 https:// 开头，指向公开的网站，不能带账号。",
        "An address begins with http:// or https://, lies on a public site and carries no account.",
        field="url",
    )


def taken_name() -> Refusal:
    return Refusal(
        "signals.name-taken", "已经有这个名称或网址的来源。", "There is a source of this name or address.", field="name"
    )


def unreadable(zh: str, en: str) -> Refusal:
    return Refusal("signals.file", zh, en, field="file")


def bad_minutes() -> Refusal:
    return Refusal(
        "signals.minutes",
        "时限请填 5 到 10080 分钟（7 天）。",
        "A limit is 5 to 10,080 minutes (7 days).",
        field="minutes",
    )

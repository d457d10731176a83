"""What consulting refuses, in words that say what to do."""

from gongbao.foundation.events.refusals import Refusal


def no_purpose() -> Refusal:
    return Refusal(
        "consult.purpose",
        "请选择查询用途：每次查询都要写明用途。",
        "Choose what you consult for: every request names its purpose.",
        field="purpose",
    )


def no_reference() -> Refusal:
    return Refusal(
        "consult.reference",
        "请填写案号或文件编号（至多 120 字）。",
        "Give the number of the case or file (at most 120 characters).",
        field="reference",
    )


def no_such_firm() -> Refusal:
    return Refusal(
        "consult.no-firm",
        "登记库中没有这个代码的主体，请核对。",
        "No entity has this code; check it.",
        field="code",
    )


def bad_end(most: int) -> Refusal:
    return Refusal(
        "consult.until",
        f"请填写截止日期：今天以后，至多 {most} 天。",
        f"Give the last day: after today, at most {most} days ahead.",
        field="until",
    )


def followed_already() -> Refusal:
    return Refusal(
        "consult.followed",
        "同一案件已在跟踪这一主体。",
        "This firm is followed for this file already.",
        status=409,
    )


def too_many(most: int) -> Refusal:
    return Refusal(
        "consult.too-many",
        f"一个机构最多同时跟踪 {most:,} 家，请先停止不再需要的。",
        f"An organisation follows at most {most:,} firms at a time. Stop some first.",
    )


def none_such() -> Refusal:
    return Refusal("consult.none", "没有这次查询。", "There is no such consultation.", status=404)


def not_done() -> Refusal:
    return Refusal("consult.not-done", "还没有查完，请稍后再取。", "Not finished yet: try again.", status=409)


def bad_word(field: str) -> Refusal:
    return Refusal(
        "consult.purpose-words",
        "请填写中文名、英文名、依据；代号用小写英文字母、数字和短横线。",
        "Give both names and the basis; the code is of small letters, digits and hyphens.",
        field=field,
    )


def known_code() -> Refusal:
    return Refusal("consult.purpose-known", "这个代号已经有了。", "This code is taken.", field="code", status=409)

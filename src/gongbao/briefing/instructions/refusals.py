"""Why an instruction cannot go on, in words that help."""

from gongbao.foundation.events.refusals import Refusal


def words_needed() -> Refusal:
    return Refusal("instruction.words", "请写内容。", "Write the words.", field="words")


def owner_needed() -> Refusal:
    return Refusal("instruction.owner", "请选择承办单位。", "Choose who must act.", field="owner")


def due_needed() -> Refusal:
    return Refusal("instruction.due", "请选一个今天或以后的期限。", "Choose a day from today on.", field="due_on")


def hour_needed() -> Refusal:
    return Refusal(
        "instruction.hour", "请写办到几点，要晚于现在。", "Say by when; a time still to come.", field="due_at"
    )


def not_now() -> Refusal:
    return Refusal(
        "instruction.not-now",
        "这条批示的办理情况已经变了，请刷新。",
        "It has moved on; load the page again.",
        status=409,
    )


def which_needed() -> Refusal:
    return Refusal("instruction.which", "请选择批在哪一篇、谁批的。", "Say on what, and by whom.", field="entry")

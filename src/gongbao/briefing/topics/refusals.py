"""Why a list of points or a commission cannot go on, in words that help."""

from gongbao.foundation.events.refusals import Refusal


def title_needed() -> Refusal:
    return Refusal("topics.title", "请写标题。", "Write a title.", field="title")


def words_needed() -> Refusal:
    return Refusal("topics.words", "请写内容。", "Write the words.", field="words")


def why_needed() -> Refusal:
    return Refusal("topics.why", "请写明原因，单位会看到。", "Say why: the units will read it.", field="why")


def period_wrong() -> Refusal:
    return Refusal(
        "topics.period",
        "起止日期要齐，止日不早于起日。",
        "Give both days, the end not before the start.",
        field="until_on",
    )


def nobody_asked() -> Refusal:
    return Refusal(
        "topics.nobody",
        "请选择请谁报：全部单位、某一类，或几个单位。",
        "Choose whom it asks: every unit, a band, or some units.",
        field="units",
    )


def no_points() -> Refusal:
    return Refusal("topics.no-points", "还没有要点，不能发布。", "There are no points yet to publish.")


def not_now() -> Refusal:
    return Refusal("topics.not-now", "情况已经变了，请刷新再看。", "It has moved on; load the page again.", status=409)


def due_needed() -> Refusal:
    return Refusal("topics.due", "请选一个以后的时间。", "Choose a time that is still to come.", field="due_at")


def contact_needed() -> Refusal:
    return Refusal(
        "topics.contact", "请写联系人和电话，单位有问题好找。", "Say whom to ask, with a telephone.", field="contact"
    )


def type_needed() -> Refusal:
    return Refusal("topics.type", "请选择体裁。", "Choose the kind of item.", field="type")


def rule_needed() -> Refusal:
    return Refusal("topics.rule", "请选择提醒办法。", "Choose when to remind.", field="rule")


def reason_needed() -> Refusal:
    return Refusal("topics.reason", "请从清单里选一个理由。", "Choose a reason from the list.", field="reason")


def nothing_to_accept() -> Refusal:
    return Refusal(
        "topics.nothing-to-accept",
        "这个单位还没有为这次约稿报来信息。",
        "This unit has lodged nothing for the commission yet.",
        status=409,
    )


def hours_wrong() -> Refusal:
    return Refusal(
        "topics.hours",
        "提前几小时，请写成“48, 24, 2”；逾期后要写每几小时一次、最多几次。",
        "Hours before read like “48, 24, 2”; once late, say how often and how many times at most.",
        field="before",
    )

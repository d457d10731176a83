"""What instant information refuses, in words that say what to do."""

from collections.abc import Sequence
from datetime import date

from gongbao.foundation.events.refusals import Refusal
from gongbao.kernel.statutes.vocabulary import Sentence


def only_enterprises() -> Refusal:
    return Refusal(
        "instant.only-enterprises",
        "即时信息由企业公示；个体工商户和农民专业合作社没有这项义务。",
        "Instant information is published by enterprises; individual businesses and cooperatives do not owe it.",
        field="kind",
    )


def no_such_kind() -> Refusal:
    return Refusal(
        "instant.no-kind", "没有这一类信息，请重新选择。", "There is no such kind of information.", field="kind"
    )


def already_ended() -> Refusal:
    return Refusal("instant.ended", "这条信息已不再公示。", "This is no longer published.", status=409)


def nothing_changed() -> Refusal:
    return Refusal("instant.unchanged", "内容没有变化。", "Nothing differs from what is published.")


def reason_needed() -> Refusal:
    return Refusal(
        "instant.reason", "请写明理由，理由会一并公示。", "Give the reason; it is published.", field="reason"
    )


def not_yours() -> Refusal:
    return Refusal(
        "instant.not-yours",
        "只有公示这条信息的机关可以改动它。",
        "Only the office that published it can change it.",
        status=403,
    )


def not_a_penalty() -> Refusal:
    return Refusal(
        "instant.not-a-penalty",
        "提前停止公示只适用于市场监督管理部门的行政处罚信息。",
        "Early stop applies to penalties of the market authority.",
    )


def not_early(missing: Sequence[Sentence]) -> Refusal:
    return Refusal(
        "instant.not-early",
        "还不能提前停止公示：" + "".join(one.zh for one in missing),
        "Not yet: " + " ".join(one.en for one in missing),
    )


def what_needed() -> Refusal:
    return Refusal("order.what", "请写明应当公示什么信息。", "Say what is to be published.", field="what")


def personal(said: Sentence, field: str) -> Refusal:
    return Refusal("instant.personal", said.zh, said.en, field=field)


def order_over(state: str) -> Refusal:
    return Refusal(
        "order.state",
        "责令决定现在的状态不允许这样做，请刷新页面。",
        f"The order stands at “{state}”, which doesn't allow this: reload the page.",
        status=409,
    )


def already_ordered(number: str) -> Refusal:
    return Refusal("order.already", f"已就此事责令公示：{number}。", f"This was ordered already: {number}.", status=409)


def served_when(issued: date, today: date) -> Refusal:
    return Refusal(
        "order.served-on",
        f"送达日期应在{issued}和{today}之间。",
        f"The day of service lies between {issued} and {today}.",
        field="served_on",
    )


def served_how() -> Refusal:
    return Refusal("order.served-how", "请选择送达方式。", "Say how it was served.", field="served_how")


def not_expired(due: date | None) -> Refusal:
    return Refusal(
        "order.running",
        f"责令期限到{due}届满，届满前不能列入。" if due else "责令决定尚未送达，期限还没有起算。",
        f"The order runs until {due}; before that nobody can be listed for it."
        if due
        else "The order hasn't been served, so its time hasn't begun.",
        status=409,
    )


def not_an_office() -> Refusal:
    return Refusal(
        "facts.not-an-office",
        "只有市场监督管理部门和其他政府部门可以报送这类信息。",
        "Only the market authority and other departments of government can hand in such facts.",
        status=403,
    )


def too_many(most: int) -> Refusal:
    return Refusal(
        "facts.too-many", f"一次最多{most}条，请分批报送。", f"At most {most} at a time; hand them in in parts."
    )


def no_fact() -> Refusal:
    return Refusal("query.no-fact", "请选择对哪一条信息有疑问。", "Choose the information you doubt.", field="fact")


def firms_own() -> Refusal:
    return Refusal(
        "query.firms-own",
        "这一条由企业自行公示：认为虚假的，请举报。",
        "The firm itself published this: if you think it false, report it.",
        field="fact",
    )


def statement_needed() -> Refusal:
    return Refusal("query.statement", "请写明哪里有疑问、为什么。", "Say what you doubt and why.", field="statement")


def evidence_needed() -> Refusal:
    return Refusal(
        "query.evidence", "要求更正的，请附上证据。", "To ask for a correction, add evidence.", field="evidence"
    )


def already_answered() -> Refusal:
    return Refusal("query.answered", "已经答复。", "This has been answered.", status=409)


def answer_needed() -> Refusal:
    return Refusal("query.answer", "请写明答复。", "Write the answer.", field="answer")


def correct_first() -> Refusal:
    return Refusal(
        "query.correct-first", "请先更正这条信息，再答复。", "Correct the information first, then answer.", status=409
    )


def end_first() -> Refusal:
    return Refusal("query.end-first", "请先停止公示这条信息，再答复。", "End its publication first.", status=409)


def duplicate() -> Refusal:
    return Refusal(
        "instant.duplicate", "同样的信息已经公示。", "The very same information is published already.", status=409
    )


def no_file() -> Refusal:
    return Refusal("facts.no-file", "请选择一个文件。", "Choose a file.", field="file")

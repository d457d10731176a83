"""Why an assessment cannot go on, in words that help."""

from gongbao.foundation.events.refusals import Refusal


def no_rules() -> Refusal:
    return Refusal(
        "assessment.no-rules",
        "这个月还没有批准的计分办法。请先制定，由另一人批准。",
        "No scoring rules are approved for this month. Make them, and have a second person approve.",
    )


def frozen() -> Refusal:
    return Refusal("assessment.frozen", "这个月的分数已定，不能再改。", "This month is fixed.", status=409)


def month_to_come() -> Refusal:
    return Refusal("assessment.month-to-come", "这个月还没有到。", "This month is still to come.", field="month")


def second_person() -> Refusal:
    return Refusal(
        "assessment.second-person", "须由另一个人批准，不能自己批自己。", "A second person must approve.", status=403
    )


def words_needed() -> Refusal:
    return Refusal("assessment.words", "请写明理由。", "Say why.", field="words")


def open_appeals(count: int) -> Refusal:
    return Refusal(
        "assessment.appeals-open",
        f"还有 {count} 条意见没有答复，答复后才能定分。",
        f"{count} comments wait for an answer; the month is fixed when all are answered.",
        status=409,
    )


def not_yet() -> Refusal:
    return Refusal(
        "assessment.time-to-comment",
        "先征求意见，到期后才能定分。",
        "Units comment first; the month is fixed when that time is over.",
        status=409,
    )


def points_wrong() -> Refusal:
    return Refusal(
        "assessment.points", "请填分数，正数加分，负数扣分。", "Give points, negative to take.", field="points"
    )

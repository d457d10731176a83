"""What complaints refuse, in words that say what to do."""

from gongbao.foundation.events.refusals import Refusal


def say_more(least: int) -> Refusal:
    return Refusal(
        "complaint-say-more",
        f"请写明哪里不实、您怎样知道的，至少{least}个字。",
        f"Say what is untrue and how you know, in at least {least} characters.",
        field="words",
    )


def choose_what() -> Refusal:
    return Refusal(
        "complaint-about-what", "请选择您认为不实的内容。", "Choose what you think is untrue.", field="about"
    )


def choose_kind() -> Refusal:
    return Refusal("complaint-kind", "请选择这一项。", "Choose one of these.", field="kind")


def too_many_files(most: int) -> Refusal:
    return Refusal(
        "complaint-files",
        f"最多上传{most}个文件，请选最重要的。",
        f"At most {most} files: choose the most important.",
        field="files",
    )


def too_many() -> Refusal:
    return Refusal(
        "complaint-pace",
        "您在短时间内提交得太多。请一小时后再试，或者把几件事写在一份里。",
        "You have sent too many in a short time. Try again in an hour, or write several matters in one.",
        status=429,
    )


def no_receipt() -> Refusal:
    return Refusal(
        "complaint-no-receipt",
        "没有这个回执码。请照回执核对，字母大小写、横线都不影响。",
        "There is no such receipt code. Compare with your receipt; case and hyphens do not matter.",
        field="code",
    )


def not_now() -> Refusal:
    return Refusal(
        "complaint-not-now",
        "这件举报已经答复，请刷新页面。",
        "This complaint has been answered; reload.",
        status=409,
    )


def answer_needed() -> Refusal:
    return Refusal(
        "complaint-answer-needed",
        "请写明核实情况，书面告知举报人。",
        "Say what the verification found; the complainant is told in writing.",
        field="answer",
    )


def purpose_needed() -> Refusal:
    return Refusal(
        "complaint-purpose-needed",
        "请写明查看举报人信息的目的，会记录在案。",
        "Say why you open the complainant's details; it is written down.",
        field="purpose",
    )


def follow_up_needed() -> Refusal:
    return Refusal(
        "complaint-follow-up-needed",
        "查实的举报，请先立项检查，或者写明为什么不需要检查。",
        "A confirmed complaint leads to a check; open one first, or say on file why none is needed.",
        field="notes",
    )


def reveals() -> Refusal:
    return Refusal(
        "complaint-reveals",
        "立项理由里出现了举报人的信息，请删去：检查人员会看到理由。",
        "The reason names the complainant. Take it out: inspectors read the reason.",
        field="reason",
    )

"""Why an issue cannot go on, in words that help."""

from gongbao.foundation.events.refusals import Refusal


def signed_already() -> Refusal:
    return Refusal(
        "issue.signed", "这一期已经签发，不能再改。", "This issue is signed: it does not change any more.", status=409
    )


def empty() -> Refusal:
    return Refusal("issue.empty", "这一期还没有稿件。", "There is nothing in this issue yet.")


def proofs_missing(have: int) -> Refusal:
    return Refusal(
        "issue.proofs",
        f"要两个人各校对一遍才能签发，对现在这一稿已有 {have} 人。改过内容要重新校对。",
        f"Two people must each proofread it before it is signed; {have} did so for the present wording. After a "
        "change it is read again.",
    )


def stopped(title: str, what: str) -> Refusal:
    return Refusal(
        "issue.stopped",
        f"《{title}》里有不能刊发的内容：{what}。请回到稿件改好。",
        f"“{title}” holds what may not be printed: {what}. Mend the manuscript.",
    )


def no_readers() -> Refusal:
    return Refusal(
        "issue.no-readers", "这份刊物还没有发送对象。请先设置。", "This periodical has no readers yet: name them first."
    )


def why_needed() -> Refusal:
    return Refusal("issue.why", "请写明收回的理由。", "Say why it is recalled.", field="why")

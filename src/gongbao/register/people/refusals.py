"""What is refused about persons, in words that say what to do."""

from gongbao.foundation.events.refusals import Refusal
from gongbao.kernel.statutes import PersonBar
from gongbao.register.people.models import Bar


def not_a_number() -> Refusal:
    return Refusal(
        "person-number",
        "身份证件号码不对：居民身份证为 18 位，请逐位核对；其他证件请填写证件上的号码。",
        "The identity number is wrong: a resident card has 18 characters; copy other documents as they are.",
        field="id_number",
    )


def name_needed() -> Refusal:
    return Refusal("person-name", "请填写姓名。", "Give the name.", field="name")


def purpose_needed() -> Refusal:
    return Refusal(
        "person-purpose",
        "请写明核对的用途，例如受理编号（至少四个字）。",
        "State what the check is for, e.g. the number of the application (four characters at least).",
        field="purpose",
    )


def no_such_person() -> Refusal:
    return Refusal("person-unknown", "没有找到这个人员，请刷新页面。", "No such person: reload the page.", status=404)


def reason_needed() -> Refusal:
    return Refusal("person-reason", "请写明依据和核对情况。", "State the ground and what was checked.", field="reason")


def barred(words_zh: str, words_en: str) -> Refusal:
    return Refusal("person-barred", words_zh, words_en, field="id_number", status=409)


def barred_words(bar: Bar, law: PersonBar) -> tuple[str, str]:
    """Why an appointment is refused, in both languages: because of which enterprise, until when, by which article."""
    zh, en = law.ground.words
    refused = f"Refused: {bar.entity.name}: {en}; the person {law.ground.effect.en} until {bar.until}"
    return (
        (
            f"该人员在任职限制期内，不予登记：{bar.entity.name}，{zh}；{law.ground.effect.zh}，限制至{bar.until}"
            f"（{law.citation.zh}）。"
        ),
        f"{refused} ({law.citation.en}).",
    )


def check_document() -> Refusal:
    return Refusal(
        "person-possible",
        "有同名人员受任职限制。请核对身份证件，确认不是同一人后写明核对情况再登记。",
        "Somebody of this name is barred. Check the identity document; if it is somebody else, say how you know.",
        field="override",
        status=409,
    )


def same_person() -> Refusal:
    return Refusal(
        "person-same",
        "身份证件号码一致，是同一人，不能记为“不是我”。",
        "The identity numbers agree: it is the same person, and “not me” cannot be recorded.",
        status=409,
    )


def already_severed() -> Refusal:
    return Refusal("person-severed", "这份声明已经记录过。", "This statement is on record already.", status=409)


def no_bar() -> Refusal:
    return Refusal("bar-unknown", "没有这一条限制，或者已经解除。", "No such bar, or it is lifted.", status=404)

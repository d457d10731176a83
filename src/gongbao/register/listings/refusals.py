"""What the listings refuse, in words that say what to do."""

from datetime import date

from gongbao.foundation.events.refusals import Refusal
from gongbao.kernel.statutes import Kind, Sentence


def no_such_ground(kind: Kind, on: date) -> Refusal:
    zh, en = kind.words
    return Refusal(
        "listing-no-such-ground",
        f"{on}施行的规定中，没有对{zh}适用的这一列入事由。",
        f"The rules in force on {on} know no such ground for this kind of entity ({en}).",
        field="ground",
    )


def law_says_no(reason: Sentence) -> Refusal:
    return Refusal("listing-not-due", reason.zh, reason.en, field="period")


def already_listed() -> Refusal:
    return Refusal(
        "listing-already",
        "该主体已因同一事由被列入，尚未移出。",
        "The entity is already listed on this ground.",
        status=409,
    )


def no_office() -> Refusal:
    return Refusal(
        "listing-no-office",
        "无法确定该主体的登记机关：请先补全其所在区划。",
        "The deciding authority cannot be told: complete the entity's division code first.",
        field="entity",
    )


def not_yet(step: Sentence) -> Refusal:
    """The kernel's own next step."""
    return Refusal("removal-not-yet", step.zh, step.en)


def already_removed() -> Refusal:
    return Refusal("listing-removed", "该记录已经移出。", "This entry has been removed already.", status=409)


def already_asked() -> Refusal:
    return Refusal(
        "application-waiting",
        "已有一份申请正在办理，请等待机关答复。",
        "An application is already waiting for the office's answer.",
        status=409,
    )


def already_answered() -> Refusal:
    return Refusal("application-answered", "该申请已经答复。", "This application has been answered.", status=409)


def no_office_for(place: str) -> Refusal:
    return Refusal(
        "listing-no-office",
        f"区划 {place or '(空)'} 没有登记机关，无法作出决定。请先增加机关：gongbao authority add --region 区划代码。",
        f"No office answers for the place {place or '(none)'}. Add one: gongbao authority add --region CODE.",
        status=409,
    )


def reason_needed() -> Refusal:
    return Refusal(
        "reason-needed",
        "请写明理由，理由将书面告知申请人。",
        "Give the reasons; the applicant is told them.",
        field="reason",
    )


def statement_needed() -> Refusal:
    return Refusal("statement-needed", "请写明情况。", "Say what the matter is.", field="statement")

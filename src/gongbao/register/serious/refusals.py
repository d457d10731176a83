"""What the serious list refuses, in words that say what to do."""

from datetime import date

from gongbao.foundation.events.refusals import Refusal
from gongbao.kernel.statutes import Sentence


def law_says(step: Sentence, *, code: str = "serious-law", field: str | None = None) -> Refusal:
    """The kernel's own sentence."""
    return Refusal(code, step.zh, step.en, field=field)


def missing(field: str, zh: str, en: str) -> Refusal:
    """Something was not filled in."""
    return Refusal(f"serious-{field.replace('_', '-')}-needed", zh, en, field=field)


def open_already() -> Refusal:
    return Refusal(
        "serious-already",
        "该主体因这份处罚决定和这一事由的案件正在办理或者仍在名单上。",
        "A case about this penalty and ground is open or still on the list.",
        status=409,
    )


def over_already(full_on: date) -> Refusal:
    return Refusal(
        "serious-over",
        f"该列入已于 {full_on} 期满，不再公示，不必录入。",
        f"Its term ended on {full_on}: it is no longer published and need not be entered.",
        field="listed_on",
    )


def own_consent() -> Refusal:
    return Refusal(
        "serious-own-consent",
        "同意应由上一级市场监督管理部门的人员作出，不能由本级经办人作出。",
        "The consent is given by the level above, not by the office that decides.",
        status=403,
    )


def no_office() -> Refusal:
    return Refusal(
        "serious-no-office",
        "无法确定作出决定的机关：请先补全机关所在区划。",
        "The deciding office cannot be told: complete its division code first.",
    )


def already_asked() -> Refusal:
    return Refusal(
        "application-waiting",
        "已有一份申请正在办理，请等待机关答复。",
        "An application is already waiting for the office's answer.",
        status=409,
    )


def decided_elsewhere(authority: str) -> Refusal:
    return Refusal(
        "serious-decided-elsewhere",
        f"列入决定由{authority}作出，请向该机关提出；它的决定推送到这里后停止公示。",
        f"{authority} decided the listing: ask that office. Once it pushes its decision, the publication here ends.",
        status=409,
    )

"""Why something about a review cannot be done, in words that help."""

from gongbao.foundation.events.refusals import Refusal


def changed_meanwhile() -> Refusal:
    return Refusal(
        "review.changed-meanwhile",
        "这份复盘刚被别人改过。您填的还在本页，请先看最新一版，再决定。",
        "Somebody has just changed this review. What you typed is still here: read the newest version first.",
        status=409,
    )


def is_closed() -> Refusal:
    return Refusal(
        "review.closed",
        "这份复盘已结。要改先保存新的一版结论，已结的一版会保留。",
        "This review is closed. Save a new version of the findings first; the closed one is kept.",
        status=409,
    )


def needed(field: str, zh: str, en: str) -> Refusal:
    return Refusal(f"review.{field.replace('_', '-')}-needed", f"请写明{zh}。", f"Say {en}.", field=field)


def due_has_passed() -> Refusal:
    return Refusal(
        "review.due-passed",
        "完成日期不能早于今天。请改一个日期。",
        "The day it is due must not lie before today. Give another day.",
        field="due_on",
    )


def other_unit() -> Refusal:
    return Refusal(
        "review.other-unit",
        "请从列表中选一个向本科报送的单位。",
        "Choose one of the units that report to this desk.",
        field="unit",
    )


def not_open() -> Refusal:
    return Refusal(
        "review.measure-not-open",
        "这条措施已经办结或撤回。请刷新后再看。",
        "This measure is done or withdrawn already. Load the page again.",
        status=409,
    )

"""The steps of an inspection's page: each with who may take it and the action behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.refusals import Refusal
from gongbao.register.inspections import actions, refusals, selectors
from gongbao.register.inspections.models import Inspection
from gongbao.register.inspections.views import reading


@dataclass(frozen=True, slots=True)
class Step:
    """One act of the page: INSPECTION_VISIT means the assigned inspectors, and the office."""

    permission: Permission
    do: Callable[[Any, Inspection], str]


def _about(request: Any, found: Inspection) -> dict[str, Any]:
    return {
        "entity_id": found.entity_id,
        "inspection_id": found.id,
        "by": gate.actor_of(request),
        "now": request.now,
    }


def _of(request: Any, found: Inspection, name: str) -> dict[str, Any]:
    """The same for an act on one part, whose id the form sends as `name`."""
    try:
        part = UUID(reading.text(request, name, 40))
    except ValueError as error:
        raise refusals.wrong_value(name) from error
    return {"entity_id": found.entity_id, name: part, "by": gate.actor_of(request), "now": request.now}


def _notice(request: Any, found: Inspection) -> str:
    actions.send_notice(visit_on=reading.day(request, "visit_on"), **_about(request, found))
    return _("检查通知已送达企业的收件箱。")


def _ask(request: Any, found: Inspection) -> str:
    days = reading.number(request, "days") or None
    request_ = actions.request_evidence(
        items=reading.texts(request, "items"),
        words=reading.text(request, "words"),
        days=days,
        **_about(request, found),
    )
    return _("已要求企业在 %(day)s 前提供材料。") % {"day": request_.due_on.isoformat()}


def _engage(request: Any, found: Inspection) -> str:
    actions.engage(
        trade=reading.text(request, "trade", 10),
        name=reading.text(request, "name", 200),
        scope=reading.text(request, "scope"),
        due_on=reading.day(request, "due_on"),
        **_about(request, found),
    )
    return _("已登记聘请的专业机构。")


def _report(request: Any, found: Inspection) -> str:
    actions.file_engagement_report(
        summary=reading.text(request, "summary"),
        files=reading.files(request, "files", 5),
        **_of(request, found, "engagement_id"),
    )
    return _("专业机构的报告已收存。")


def _letter(request: Any, found: Inspection) -> str:
    actions.post_letter(
        mail_number=reading.text(request, "mail_number", 40),
        posted_on=reading.day(request, "posted_on") or china_date(request.now),
        **_about(request, found),
    )
    return _("已登记专用信函。")


def _letter_answer(request: Any, found: Inspection) -> str:
    actions.answer_letter(signed=request.POST.get("signed") == "yes", **_of(request, found, "letter_id"))
    return _("已登记签收情况。")


def _premises(request: Any, found: Inspection) -> str:
    actions.prove_premises(
        proof=reading.text(request, "proof", 20),
        visited_on=reading.day(request, "visited_on") or china_date(request.now),
        words=reading.text(request, "words"),
        files=reading.files(request, "files", 10),
        **_about(request, found),
    )
    return _("已登记核查证明。")


def _settle(request: Any, found: Inspection) -> str:
    part = _of(request, found, "record_id")
    actions.settle_conflict(inspection_id=found.id, **part)
    return _("已确认以这份记录为准，另一份留档。")


def _stated(request: Any) -> list[actions.Found]:
    """The findings of the form; rows without a kind are empty ones."""
    kinds = reading.texts(request, "kind", 8)
    several = zip(
        kinds,
        request.POST.getlist("fact"),
        request.POST.getlist("period"),
        request.POST.getlist("obstruction"),
        strict=False,
    )
    return [
        actions.Found(
            kind=kind,
            words=fact.strip()[: reading.LONGEST],
            period=int(period) if period.isascii() and period.isdigit() and len(period) == 4 else 0,
            obstruction=obstruction,
        )
        for kind, fact, period, obstruction in several
        if kind
    ]


def _conclude(request: Any, found: Inspection) -> str:
    actions.conclude(
        found=_stated(request),
        codes=reading.texts(request, "codes", 10),
        words=reading.text(request, "words"),
        **_about(request, found),
    )
    return _("检查已结束，等待其他人员复核。结果须在 20 个工作日内公示。")


def _return(request: Any, found: Inspection) -> str:
    actions.give_back(words=reading.text(request, "words"), **_about(request, found))
    return _("已退回检查人员。")


def _publish(request: Any, found: Inspection) -> str:
    result = actions.publish_result(**_about(request, found))
    return _("结果已公示并入账：%(number)s") % {"number": result.number}


def _correct(request: Any, found: Inspection) -> str:
    try:
        withdraws = [UUID(one) for one in reading.texts(request, "withdraws", 50)]
    except ValueError as error:
        raise refusals.wrong_value("withdraws") from error
    actions.propose_correction(
        codes=reading.texts(request, "codes", 10),
        withdraws=withdraws,
        found=_stated(request),
        reason=reading.text(request, "reason", 1_000),
        **_about(request, found),
    )
    return _("更正已提出，等待其他人员复核。复核同意以后才会公示。")


def _correction(request: Any, found: Inspection) -> dict[str, Any]:
    """The act on the correction the form names; Refusal for one of another inspection."""
    part = _of(request, found, "correction_id")
    if part["correction_id"] not in {one.id for one in selectors.corrections_of(found)}:
        raise refusals.wrong_value("correction_id")
    return part


def _publish_correction(request: Any, found: Inspection) -> str:
    correction = actions.publish_correction(**_correction(request, found))
    return _("更正已公示并入账，为第 %(n)s 版。") % {"n": correction.version}


def _decline_correction(request: Any, found: Inspection) -> str:
    actions.decline_correction(words=reading.text(request, "words", 1_000), **_correction(request, found))
    return _("已决定不予更正，结果不变。")


def _exchange(request: Any, found: Inspection) -> str:
    actions.exchange_from_directory(
        out=reading.text(request, "out", 40),
        into=reading.text(request, "into", 40),
        reason=reading.text(request, "reason", 200),
        **_about(request, found),
    )
    return _("已更换检查人员。")


def _order(request: Any, found: Inspection) -> str:
    order = actions.order_to_publish(words=reading.text(request, "words"), **_of(request, found, "finding_id"))
    return _("已责令限期公示：%(number)s。送达后十日内应当公示，请登记送达。") % {"number": order.number}


def _list(request: Any, found: Inspection) -> str:
    if not policies.may(request.user, Permission.LISTING_DECIDE, region=found.region):
        raise Refusal("listing-not-yours", "列入须由有权办理列入的人员决定。", "Listing is for who may decide it.")
    actions.list_for_finding(**_of(request, found, "finding_id"))
    return _("已作出列入决定，并通知该主体。")


def _case(request: Any, found: Inspection) -> str:
    return _fine(request, found, case=True)


def _no_case(request: Any, found: Inspection) -> str:
    return _fine(request, found, case=False)


def _fine(request: Any, found: Inspection, *, case: bool) -> str:
    actions.decide_fine(case=case, reason=reading.text(request, "words"), **_of(request, found, "finding_id"))
    return _("已记录是否立案的决定。")


_VISIT, _MANAGE = Permission.INSPECTION_VISIT, Permission.INSPECTION_MANAGE
ACTS: dict[str, Step] = {
    "notice": Step(_VISIT, _notice),
    "ask": Step(_VISIT, _ask),
    "engage": Step(_MANAGE, _engage),
    "report": Step(_VISIT, _report),
    "letter": Step(_VISIT, _letter),
    "letter-answer": Step(_VISIT, _letter_answer),
    "premises": Step(_VISIT, _premises),
    "settle": Step(_VISIT, _settle),
    "conclude": Step(_VISIT, _conclude),
    "return": Step(_MANAGE, _return),
    "publish": Step(_MANAGE, _publish),
    "correct": Step(_MANAGE, _correct),
    "publish-correction": Step(_MANAGE, _publish_correction),
    "decline-correction": Step(_MANAGE, _decline_correction),
    "exchange": Step(_MANAGE, _exchange),
    "order": Step(_MANAGE, _order),
    "list": Step(_MANAGE, _list),
    "case": Step(_MANAGE, _case),
    "no-case": Step(_MANAGE, _no_case),
}

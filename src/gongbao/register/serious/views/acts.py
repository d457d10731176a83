"""The steps of a case as buttons: which are open to whom, and what each does."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.policies import Visitor
from gongbao.foundation.events.refusals import Refusal
from gongbao.kernel.statutes import FACTORS, approval_needed
from gongbao.register.listings.models import Application
from gongbao.register.serious import actions, selectors
from gongbao.register.serious.actions.leaving import Verified
from gongbao.register.serious.models import Entry, State
from gongbao.register.serious.rules import below_province, same_province


class Act(NamedTuple):
    """One button: its value, words, variant; whether it takes the text field; `aside`: the rarer ones, folded."""

    act: str
    title: str
    do: Callable[[Any, Entry], str]
    variant: str = "primary"
    words: bool = False
    aside: bool = False
    day: bool = False


def reason(request: Any) -> str:
    """The text field."""
    return str(request.POST.get("reason", ""))[:4_000]


def day(request: Any, name: str) -> date | None:
    """A date field; None when empty. Refusal for anything else."""
    text = str(request.POST.get(name, "")).strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal("date", "请按年-月-日填写日期。", "Give the day as year-month-day.", field=name) from None


def common(request: Any, asked: Application) -> dict[str, Any]:
    """What every decision about an application takes."""
    return {
        "entity_id": asked.entity_id,
        "application_id": asked.id,
        "by": gate.actor_of(request),
        "now": request.now,
    }


def verified(request: Any) -> Verified:
    """What the officer found."""
    return Verified(performed_on=day(request, "performed_on"), harm_removed_on=day(request, "harm_removed_on"))


def weighed(request: Any) -> actions.Weighed:
    """The new case as typed. Refusal where a day is missing."""
    judged = {"yes": True, "no": False}.get(request.POST.get("grave", ""))
    penalty_on = day(request, "penalty_on")
    if penalty_on is None:
        raise Refusal(
            "serious-penalty-on-needed", "请填写处罚决定日期。", "Give the day of the penalty.", field="penalty_on"
        )
    factors = []
    for number, one in enumerate(FACTORS):
        text = str(request.POST.get(f"factor-{number}", "")).strip()
        if text:
            factors.append(f"{one.zh}：{text[:300]}")
    return actions.Weighed(
        ground=request.POST.get("ground", ""),
        penalty=request.POST.get("penalty", "") or "none",
        penalty_number=str(request.POST.get("penalty_number", ""))[:100],
        penalty_on=penalty_on,
        facts=str(request.POST.get("facts", ""))[:4_000],
        factors=factors,
        grave=judged,
        restriction_until=day(request, "restriction_until"),
    )


def open_acts(user: Visitor, entry: Entry, today: date) -> list[Act]:
    """The steps this officer can take now, from the table in `rules`."""
    decides = policies.may(user, Permission.LISTING_DECIDE, region=entry.region)
    found: list[Act] = []
    if entry.state == State.CONSENT and policies.may(user, Permission.SERIOUS_CONSENT, region=entry.consent_region):
        found += [
            Act("consent", _("同意列入"), _consent, words=True),
            Act("withhold", _("不同意"), _withhold, "danger", words=True),
        ]
    if entry.state == State.PUSHED and policies.may(user, Permission.LISTING_DECIDE, region=entry.entity.region):
        found.append(
            Act("publish", _("公示"), _publish) if entry.received_at else Act("receive", _("已收到推送信息"), _receive)
        )
    return [*found, *_deciders(entry, today)] if decides else found


def _deciders(entry: Entry, today: date) -> list[Act]:
    """What the deciding office can do in this state."""
    if entry.state == State.NOTIFIED:
        return [
            Act("hear", _("记录陈述、申辩、听证（或者放弃）"), _hear, "secondary", words=True),
            Act("ask-consent", _("报上一级同意"), _ask)
            if approval_needed(below_province(entry.region), today)
            else Act("decide", _("作出列入决定"), _decide, "danger"),
            Act("drop", _("不列入"), _drop, "quiet", words=True),
        ]
    if entry.state == State.CONSENTED:
        return [Act("decide", _("作出列入决定"), _decide, "danger")]
    if entry.state in {State.LISTED, State.PUSHED}:
        return [*_to_publish(entry), *_wrong(entry)]
    if entry.state == State.ENDING:
        return [Act("take-down", _("停止公示并解除管理措施"), _take_down), *_restorable(entry)]
    if entry.state == State.ENDED:
        return _restorable(entry)
    return _published(entry) if entry.state == State.PUBLISHED else []


def _to_publish(entry: Entry) -> list[Act]:
    """Publish in the province, send on outside it; what was sent on is the other office's to publish."""
    if entry.state == State.PUSHED:
        return []
    if same_province(entry.region, entry.entity.region):
        return [Act("publish", _("公示"), _publish)]
    home = selectors.home_of(entry)
    return [Act("push", _("推送至登记地"), _push)] if home and home.organisation_id else []


def _published(entry: Entry) -> list[Act]:
    more = Act("new-penalty", _("记录又受到较重行政处罚"), _new_penalty, "secondary", aside=True, day=True)
    return [*_wrong(entry), more]


def _wrong(entry: Entry) -> list[Act]:
    """The entry should not be: its penalty was annulled, or it was a mistake."""
    rarer = [Act("correct", _("列入有误，更正"), _correct, "danger", words=True, aside=True)]
    if entry.annulled_on:
        return [Act("revoke", _("撤销列入决定"), _revoke, words=True), *rarer]
    return [
        Act("annulled", _("记录处罚被撤销、确认违法或者无效"), _annulled, "secondary", words=True, aside=True),
        *rarer,
    ]


def _restorable(entry: Entry) -> list[Act]:
    if entry.ending != "early" or selectors.restored_by(entry) is not None:
        return []
    return [Act("restore", _("申请虚假：恢复列入"), _restore, "danger", words=True, aside=True)]


def _facts(request: Any, entry: Entry) -> dict[str, Any]:
    return {"entity_id": entry.entity_id, "entry_id": entry.id, "by": gate.actor_of(request), "now": request.now}


def _hear(request: Any, entry: Entry) -> str:
    actions.hear(heard=reason(request), **_facts(request, entry))
    return _("已记录。")


def _drop(request: Any, entry: Entry) -> str:
    actions.drop(reason=reason(request), **_facts(request, entry))
    return _("不列入，已告知当事人。")


def _ask(request: Any, entry: Entry) -> str:
    after = actions.ask_consent(**_facts(request, entry))
    return _("已报%(office)s。") % {"office": after.consent_from}


def _consent(request: Any, entry: Entry) -> str:
    actions.answer_consent(given=True, reason=reason(request), **_facts(request, entry))
    return _("已同意。")


def _withhold(request: Any, entry: Entry) -> str:
    actions.answer_consent(given=False, reason=reason(request), **_facts(request, entry))
    return _("已答复不同意，案件结束。")


def _decide(request: Any, entry: Entry) -> str:
    actions.decide(**_facts(request, entry))
    return _("已作出列入决定并告知当事人；请在法定期限内公示。")


def _publish(request: Any, entry: Entry) -> str:
    actions.publish_entry(**_facts(request, entry))
    return _("已公示。")


def _push(request: Any, entry: Entry) -> str:
    actions.push_entry(**_facts(request, entry))
    return _("已推送至登记地。")


def _receive(request: Any, entry: Entry) -> str:
    actions.receive_push(**_facts(request, entry))
    return _("已记录收到，10个工作日内公示。")


def _take_down(request: Any, entry: Entry) -> str:
    actions.take_down(**_facts(request, entry))
    return _("已停止公示。")


def _annulled(request: Any, entry: Entry) -> str:
    actions.note_annulled(reason=reason(request), **_facts(request, entry))
    return _("已记录，请在3个工作日内撤销列入决定。")


def _revoke(request: Any, entry: Entry) -> str:
    actions.revoke(reason=reason(request), **_facts(request, entry))
    return _("已撤销列入决定并停止公示。")


def _correct(request: Any, entry: Entry) -> str:
    actions.correct(reason=reason(request), **_facts(request, entry))
    return _("已更正，列入信息停止公示。")


def _restore(request: Any, entry: Entry) -> str:
    actions.restore(reason=reason(request), **_facts(request, entry))
    return _("已恢复列入，公示期重新计算。")


def _new_penalty(request: Any, entry: Entry) -> str:
    on = day(request, "day")
    if on is None:
        raise Refusal("serious-day-needed", "请填写处罚日期。", "Give the day of the penalty.", field="day")
    actions.note_new_penalty(on=on, **_facts(request, entry))
    return _("已记录。")

"""Words, states, cards and forms of the pages of instant information."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.duties.models import Duty
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.shapes import Change, Deadline, DutyCard, Fact, Ground, Moment, State
from gongbao.foundation.wording import is_english, left_until, plain_day
from gongbao.kernel.statutes import Citation, term_caution
from gongbao.kernel.statutes.vocabulary import Sentence
from gongbao.register.instant import publication
from gongbao.register.instant.actions import Rehearsal
from gongbao.register.instant.models import Fact as Published
from gongbao.register.instant.models import FactVersion, Order, Service
from gongbao.register.instant.rules import FIRM, OFFICE, InformationKind, firm_kinds, official_kinds

STATES: dict[str, tuple[Callable[[], str], str]] = {
    "issued": (lambda: _("待送达"), "open"),
    "running": (lambda: _("限期公示中"), "soon"),
    "met": (lambda: _("已公示"), "done"),
    "expired": (lambda: _("期满未公示"), "late"),
    "listed": (lambda: _("已列入"), "late"),
    "withdrawn": (lambda: _("已撤回"), "plain"),
}
SERVICES: dict[str, Callable[[], str]] = {
    Service.DIRECT: lambda: _("直接送达"),
    Service.LEFT: lambda: _("留置送达"),
    Service.MAIL: lambda: _("邮寄送达"),
    Service.ELECTRONIC: lambda: _("电子送达"),
    Service.ANNOUNCEMENT: lambda: _("公告送达"),
}
RESULTS: dict[str, tuple[Callable[[], str], str]] = {
    "published": (lambda: _("已公示"), "done"),
    "corrected": (lambda: _("已更正"), "done"),
    "unchanged": (lambda: _("没有变化"), "plain"),
    "withheld": (lambda: _("不予公示"), "soon"),
    "to-push": (lambda: _("登记地在外省，转推送"), "open"),
    "rejected": (lambda: _("未接收"), "late"),
}
OUTCOMES: dict[str, Callable[[], str]] = {
    "right": lambda: _("信息无误"),
    "corrected": lambda: _("已更正"),
    "ended": lambda: _("已停止公示"),
}
QUERY_KINDS: dict[str, Callable[[], str]] = {
    "query": lambda: _("查询：我对这条信息有疑问"),
    "correction": lambda: _("要求更正：我有证据证明它有误"),
}
ENDS: dict[str, Callable[[], str]] = {
    "term": lambda: _("公示期届满"),
    "early": lambda: _("提前停止公示"),
    "annulled": lambda: _("原决定被撤销、变更"),
}


def said(sentence: Sentence) -> str:
    """A sentence in the reader's language."""
    return sentence.en if is_english() else sentence.zh


def kind_of(origin: str, kind: str) -> InformationKind:
    """The kind of a published fact."""
    return (firm_kinds() if origin == FIRM else official_kinds())[kind]


def _firm_page(duty: Duty) -> str:
    return reverse("instant:firm", args=[duty.party_id])


def _order_page(duty: Duty) -> str:
    return reverse("instant:order", args=[duty.about_entity or 0, duty.subject_id])


def _query_page(duty: Duty) -> str:
    return reverse("instant:query", args=[duty.about_entity or 0, duty.subject_id])


DUTIES: tuple[tuple[str, Callable[[], str], Callable[[Duty], str]], ...] = (
    ("instant-information", lambda: _("公示即时信息"), _firm_page),
    ("publish-ordered", lambda: _("按责令公示信息"), _firm_page),
    ("list-ordered-information", lambda: _("责令期满未公示：决定列入"), _order_page),
    ("answer-query", lambda: _("答复对公示信息的疑问"), _query_page),
)


def left(due: date | None, unit: str, now: datetime) -> Deadline | None:
    """A last day with what is left."""
    return Deadline(due=due, left=left_until(due, unit, now), unit=unit) if due else None


def cited(*citations: Citation | None) -> list[Ground]:
    """Articles as the quiet 为什么."""
    return [Ground(instrument=said(one.words), confidence=one.confidence.value) for one in citations if one]


def order_state(order: Order) -> State:
    words, tone = STATES[order.state]
    return State(text=words(), tone=tone)


def order_cards(orders: Sequence[Order], now: datetime) -> list[DutyCard]:
    """A firm's orders to meet."""
    return [
        DutyCard(
            title=_("责令公示：%(what)s") % {"what": said(firm_kinds()[one.kind].title)},
            party=one.number,
            words=one.what,
            deadline=left(one.due_on, "CD", now),
            href=reverse("instant:publish", args=[one.entity_id, one.kind]),
            button=_("去公示"),
            state=order_state(one),
        )
        for one in orders
    ]


def owed_cards(owed: Sequence[tuple[Duty, Published]], now: datetime) -> list[DutyCard]:
    """What an office published already and the firm still owes: one click from done."""
    cards = []
    for duty, fact in owed:
        told = official_kinds()[fact.kind].tells_firm
        href = reverse("instant:publish", args=[fact.entity_id, told]) + f"?from={fact.id}"
        cards.append(
            DutyCard(
                title=said(firm_kinds()[told].title),
                party=_("%(office)s 已公示，内容已替您带出") % {"office": fact.publisher},
                deadline=Deadline(
                    due=duty.due_on,
                    left=left_until(duty.due_on, duty.unit, now),
                    unit=duty.unit,
                    provisional=duty.provisional,
                ),
                href=href,
                button=_("核对并公示"),
                ground=cited(Citation.parse(duty.citation))[0],
            )
        )
    return cards


def prefilled(fact: Published, values: Mapping[str, Any]) -> dict[str, Any]:
    """An office's fact as the answers of the firm's own form."""
    told = firm_kinds()[official_kinds()[fact.kind].tells_firm]
    given = {one.id: values[one.id] for one in told.fields if one.id in values}
    if told.field("office"):
        given["office"] = fact.publisher
    if told.field("day"):
        given["day"] = fact.arose_on.isoformat()
    return {"arose_on": fact.arose_on.isoformat(), **given}


def fields_of(kind: InformationKind, raw: Mapping[str, Any], problems: Mapping[str, Sentence]) -> list[dict[str, Any]]:
    """The form of one kind as the page's fields."""
    shown = []
    for one in kind.fields:
        value = raw.get(one.id, "")
        choices = [("", _("请选择")), *((code, said(words)) for code, words in one.choices)]
        shown.append(
            {
                "name": one.id,
                "label": said(one.label),
                "type": _input(one.type, one.longest),
                "choices": choices if one.type == "choice" else (),
                "value": "、".join(_type_words(value)) if isinstance(value, list) else value,
                "required": one.required,
                "help": said(one.help),
                "errors": said(problems[one.id]) if one.id in problems else "",
                "width": "short" if one.type in {"date", "money", "percent"} else "",
            }
        )
    return shown


def _type_words(codes: Sequence[Any]) -> list[str]:
    kind = official_kinds()["penalty"].field("types")
    if kind is None:
        return [str(code) for code in codes]
    words = publication.said_values(official_kinds()["penalty"], {"types": list(codes)})
    return [words[0]["en" if is_english() else "zh"]]


def _input(type_: str, longest: int) -> str:
    if type_ == "choice":
        return "select"
    if type_ == "date":
        return "date"
    if type_ in {"money", "percent"}:
        return "decimal"
    return "textarea" if longest > 200 else "text"


def preview(rehearsal: Rehearsal, publisher: str, today: date) -> dict[str, Any]:
    """公众将看到: the entry as the public will read it, the clock and the marks."""
    judged = rehearsal.judged
    notes = []
    if rehearsal.due_on:
        words = _("最迟 %(day)s 公示") % {"day": plain_day(rehearsal.due_on)}
        notes.append(words)
    says = publication.said_values(rehearsal.kind, judged.values)
    return {
        "title": said(rehearsal.kind.title),
        "facts": [
            Fact(
                label=said(rehearsal.kind.title),
                value=publication.lines(says),
                publisher=publisher,
                day=today,
                note="；".join(notes),
            )
        ],
        "late": rehearsal.late,
        "due": rehearsal.due_on,
        "grounds": cited(*rehearsal.basis),
        "sanction": said(rehearsal.sanction.words) if rehearsal.sanction and rehearsal.late else "",
    }


def fact_state(fact: Published) -> State:
    if fact.ended_on:
        return State(text=ENDS[fact.end_reason](), tone="plain")
    if fact.due_on is None:  # no text sets a time for other departments (R 7)
        return State(text=_("已公示"), tone="done")
    return State(text=_("逾期公示"), tone="late") if fact.late else State(text=_("按期公示"), tone="done")


def fact_facts(fact: Published) -> list[Fact]:
    """What is known of a fact besides what it says."""
    rows = [
        Fact(label=_("由谁公示、负责"), value=fact.publisher),
        Fact(label=_("形成日期"), value=plain_day(fact.arose_on)),
        Fact(label=_("公示日期"), value=plain_day(fact.published_on)),
    ]
    if fact.due_on:
        rows.append(Fact(label=_("应公示至迟"), value=plain_day(fact.due_on)))
    if fact.shown_until:
        rows.append(Fact(label=_("公示至"), value=plain_day(fact.shown_until), note=term_note(fact)))
    if fact.source_id:
        rows.append(Fact(label=_("来源编号"), value=fact.source_id))
    if fact.ended_on:
        rows.append(
            Fact(label=_("停止公示"), value=plain_day(fact.ended_on), note=fact.end_words or ENDS[fact.end_reason]())
        )
    return rows


def term_note(fact: Published) -> str:
    """What is not certain about a penalty's last day (X25), as the page says it."""
    if fact.origin != OFFICE or fact.kind != "penalty":
        return ""
    caution = term_caution(fact.published_on)
    return said(caution) if caution else ""


def version_moments(fact: Published, versions: Sequence[FactVersion]) -> list[Moment]:
    """Every version, newest first."""
    kind = kind_of(fact.origin, fact.kind)
    return [
        Moment(
            at=one.at,
            title=_("公示") if one.number == 1 else _("更正：%(reason)s") % {"reason": one.reason},
            words="；".join(publication.lines(publication.said_values(kind, one.values))),
        )
        for one in reversed(versions)
    ]


def changes(kind: InformationKind, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Before and after, the fields that differ."""
    old = {one["field"]: one for one in publication.said_values(kind, before)}
    new = {one["field"]: one for one in publication.said_values(kind, after)}
    word = "en" if is_english() else "zh"
    return [
        Change(label=said(one.label), before=old.get(one.id, {}).get(word, ""), after=new.get(one.id, {}).get(word, ""))
        for one in kind.fields
        if old.get(one.id) != new.get(one.id)
    ]


def order_facts(order: Order) -> list[Fact]:
    """What an order says and how it was served."""
    rows = [
        Fact(label=_("文号"), value=order.number, publisher=order.authority, day=order.issued_on),
        Fact(label=_("应公示"), value=[said(firm_kinds()[order.kind].title), order.what]),
    ]
    if order.served_on:
        how = SERVICES[order.served_how]()
        rows.append(Fact(label=_("送达"), value=f"{plain_day(order.served_on)} {how}", note=order.served_note))
    if order.due_on:
        rows.append(Fact(label=_("限期"), value=plain_day(order.due_on)))
    if order.met_on:
        rows.append(Fact(label=_("已公示"), value=plain_day(order.met_on), note=order.met_words))
    if order.withdrawn_on:
        rows.append(Fact(label=_("撤回"), value=plain_day(order.withdrawn_on), note=order.withdrawn_words))
    return rows


def as_sentence(refusal: Refusal) -> Sentence:
    """A refusal's words in both languages."""
    return Sentence(refusal.zh, refusal.en)

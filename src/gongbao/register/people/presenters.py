"""What the pages about persons show. Identity numbers never get here."""

from collections.abc import Callable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.shapes import Column, Fact, Ground, State, Table
from gongbao.foundation.wording import is_english, plain_day
from gongbao.kernel.statutes import Appointment, BarGround, Citation, Sentence, Strength, bar_for
from gongbao.register.people.models import Bar, Severance
from gongbao.register.people.selectors import Checked, Hit, Linked, law_of

TONES = {
    Strength.SAME: "late",
    Strength.POSSIBLE: "soon",
    Strength.SEVERED: "done",
    Strength.DIFFERENT: "done",
}
ANSWERS = {Appointment.CLEAR: "done", Appointment.POSSIBLE: "soon", Appointment.BARRED: "late"}
POSTS: dict[str, Callable[[], str]] = {
    "legal-representative": lambda: _("法定代表人"),
    "person-in-charge": lambda: _("负责人"),
}


def said(sentence: Sentence) -> str:
    """A kernel's sentence in the reader's language."""
    return sentence.en if is_english() else sentence.zh


def post_words(post: str) -> str:
    """A post in words."""
    words = POSTS.get(post)
    return words() if words else post


def posts() -> list[tuple[str, str]]:
    """The posts the law's bars are about."""
    return [(code, words()) for code, words in POSTS.items()]


def answer_state(checked: Checked) -> State:
    """The answer as a mark."""
    return State(text=said(checked.answer.words), tone=ANSWERS[checked.answer])


def hit_state(hit: Hit) -> State:
    """How sure it is that a bar is about this person."""
    return State(text=said(hit.link.strength.words), tone=TONES[hit.link.strength])


def hit_rows(checked: Checked) -> Table:
    """What was found: whom, since when, until when, how sure and why."""
    return Table(
        caption=_("查到的任职限制"),
        columns=[
            Column(key="firm", label=_("因哪个企业"), primary=True),
            Column(key="ground", label=_("事由")),
            Column(key="since", label=_("自"), kind="date"),
            Column(key="until", label=_("至（不含）"), kind="date"),
            Column(key="link", label=_("是否同一人"), kind="state"),
            Column(key="why", label=_("理由")),
            Column(key="effect", label=_("限制什么")),
        ],
        rows=[
            {
                "firm": hit.bar.entity.name,
                "href": reverse("people:bar", args=[hit.bar.entity_id, hit.bar.id]),
                "ground": said(hit.law.ground.words),
                "since": hit.bar.since,
                "until": hit.bar.until,
                "link": hit_state(hit),
                "why": said(hit.link.ground),
                "effect": said(hit.law.ground.effect) + ("" if hit.applies else _("（不涉及本次办理的事项）")),
            }
            for hit in checked.hits
        ],
        empty=_("没有查到。"),
    )


def bar_rows(bars: Sequence[Bar]) -> Table:
    """Bars in force."""
    return Table(
        caption=_("任职限制"),
        columns=[
            Column(key="name", label=_("姓名"), primary=True),
            Column(key="post", label=_("原任职务")),
            Column(key="firm", label=_("企业")),
            Column(key="ground", label=_("事由")),
            Column(key="since", label=_("自"), kind="date"),
            Column(key="until", label=_("至（不含）"), kind="date"),
        ],
        rows=[
            {
                "name": one.name,
                "href": reverse("people:bar", args=[one.entity_id, one.id]),
                "post": post_words(one.post),
                "firm": one.entity.name,
                "ground": said(BarGround(one.ground).words),
                "since": one.since,
                "until": one.until,
            }
            for one in bars
        ],
        empty=_("没有任职限制。"),
    )


def bar_facts(one: Bar, identified: bool) -> list[Fact]:
    """One bar, fact by fact."""
    rows = [
        Fact(label=_("姓名"), value=one.name),
        Fact(label=_("原任职务"), value=f"{one.entity.name} · {post_words(one.post)}"),
        Fact(label=_("事由"), value=said(BarGround(one.ground).words)),
        Fact(label=_("限制什么"), value=said(BarGround(one.ground).effect)),
        Fact(label=_("自"), value=plain_day(one.since)),
        Fact(label=_("至（不含）"), value=plain_day(one.until)),
        Fact(label=_("身份证件"), value=_("已核对") if identified else _("未核对：同名者只能作为“可能”提示")),
        Fact(label=_("记录"), value=f"{plain_day(one.recorded_at)} · {one.recorded_by}"),
    ]
    if one.reason:
        rows.append(Fact(label=_("依据"), value=one.reason))
    if one.lifted_at:
        rows.append(Fact(label=_("解除"), value=f"{plain_day(one.lifted_at)} · {one.lifted_by} · {one.lifted_reason}"))
    return rows


def why_bar(one: Bar) -> Ground:
    """The article behind a bar, and what is not certain about its clock."""
    citation = Citation.parse(one.citation)
    cautions = bar_for(BarGround(one.ground), one.since).cautions
    return Ground(
        instrument=said(citation.words),
        words=said(law_of(one).ground.effect),
        dates=[(_("起算"), one.since), (_("届满"), one.until)],
        confidence=citation.confidence.value,
        note=" ".join(said(caution) for caution in cautions),
    )


def link_rows(links: Sequence[Linked]) -> Table:
    """Posts elsewhere that may be this person's."""
    return Table(
        caption=_("其他企业的任职"),
        columns=[
            Column(key="firm", label=_("企业"), primary=True),
            Column(key="post", label=_("职务")),
            Column(key="link", label=_("是否同一人"), kind="state"),
            Column(key="why", label=_("理由")),
        ],
        rows=[
            {
                "firm": one.person.entity.name,
                "post": post_words(one.person.post),
                "link": State(text=said(one.link.strength.words), tone=TONES[one.link.strength]),
                "why": said(one.link.ground),
            }
            for one in links
        ],
        empty=_("没有查到同名或者同一证件号码的其他任职。"),
    )


def statement_rows(rows: Sequence[Severance], names: dict[int, str]) -> Table:
    """Statements on record: number, about whose person, which document was seen, by whom and when."""
    return Table(
        caption=_("“不是我”的声明"),
        columns=[
            Column(key="number", label=_("编号"), primary=True),
            Column(key="firm", label=_("对方所在企业")),
            Column(key="document", label=_("核对的证件")),
            Column(key="by", label=_("核实人")),
            Column(key="at", label=_("核实时间"), kind="moment"),
        ],
        rows=[
            {
                "number": one.number,
                "firm": names.get(one.other_entity, ""),
                "document": one.document,
                "by": one.verified_by,
                "at": one.verified_at,
            }
            for one in rows
        ],
        empty=_("还没有声明。"),
    )


def hit_out(hit: Hit) -> dict[str, Any]:
    """A hit for programs: no name, no number, only what answers the question."""
    return {
        "enterprise": hit.bar.entity.name,
        "code": hit.bar.entity.code or None,
        "ground": hit.bar.ground,
        "ground_words": hit.law.ground.words._asdict(),
        "effect": hit.law.ground.effect._asdict(),
        "article": hit.law.citation.token,
        "since": hit.bar.since,
        "until": hit.bar.until,
        "strength": hit.link.strength.value,
        "because": hit.link.ground._asdict(),
        "applies": hit.applies,
    }

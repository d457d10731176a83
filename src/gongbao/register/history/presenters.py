"""What the pages of a record's history say, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from gongbao.foundation.clock import china_date
from gongbao.foundation.shapes import Change, Column, Link, Moment, Proof, State, Table
from gongbao.foundation.wording import moment_words, plain_day
from gongbao.register.history.rules import (
    Assertion,
    Difference,
    Seen,
    Standing,
    Step,
    differences,
    follow,
    on_day,
    standing,
)
from gongbao.register.history.selectors import Through
from gongbao.register.records.presenters import proof_of, reason_words
from gongbao.register.records.sections import Told
from gongbao.register.records.selectors import Published


def said(told: Told | None) -> str:
    """A fact's words with the day it holds from; — for none; what the law has withdrawn only says so."""
    if told is None:
        return ""
    if told.passing and not told.words:
        return _("已依法停止公示")
    if told.since and not told.passing:
        return _("%(words)s（自%(day)s起）") % {"words": told.words, "day": plain_day(told.since)}
    return told.words


def answer_words(found: Assertion | None) -> str:
    """What the register says of a fact, also where it can't say anything."""
    words = {
        Standing.UNKNOWN: _("本系统没有这一天的资料"),
        Standing.ERASED: _("已依法删除"),
        Standing.ABSENT: _("没有这一项"),
        Standing.WITHDRAWN: _("已依法停止公示"),
    }
    known = standing(found)
    return words.get(known) or (found.told.words if found and found.told else "")


def basis_words(found: Assertion | None) -> str:
    """Since when, by whose word: stated in the register, or only known since it was published."""
    known = standing(found)
    if found is None or known in {Standing.UNKNOWN, Standing.ERASED}:
        return ""
    if known is Standing.STATED and found.told and found.told.since:
        return _("自%(day)s起（登记所载）") % {"day": plain_day(found.told.since)}
    return _("自%(day)s起为本系统所知；实际起始日未记载") % {"day": plain_day(found.at)}


def changes(found: Sequence[Difference]) -> list[Change]:
    """Before and after, side by side."""
    return [Change(label=one.label, before=said(one.before), after=said(one.after)) for one in found]


def crumbs(code: str, name: str, last: str) -> list[Link]:
    """From the first page by the firm's to this one."""
    return [
        Link(text=_("首页"), href="/"),
        Link(text=name, href=reverse("records:record", args=[code])),
        Link(text=last, current=True),
    ]


@dataclass(frozen=True, kw_only=True)
class StepView:
    """One version on the history page."""

    number: int
    title: str
    when: str
    href: str
    proof_href: str
    diff_href: str
    changes: list[Change]
    note: str


def step_views(code: str, found: Sequence[Step]) -> list[StepView]:
    """Every version with what it changed, newest first."""
    return [_step(code, one) for one in reversed(found)]


def _step(code: str, one: Step) -> StepView:
    number = one.seen.version
    if one.seen.facts is None:
        note = _("这一版的内容已依法删除，只留下它的承诺值。")
    elif one.blind:
        note = _("前一版已依法删除，无法比较。")
    elif one.previous is None:
        note = _("第一次公示。")
    else:
        note = "" if one.changes else _("内容没有变化。")
    return StepView(
        number=number,
        title=_("第 %(number)d 版：%(why)s") % {"number": number, "why": reason_words(one.seen.reason)},
        when=moment_words(one.seen.at),
        href=reverse("records:version", args=[code, number]),
        proof_href=reverse("records:proof", args=[code, number]),
        diff_href=diff_href(code, one.previous, number) if one.previous and not one.blind else "",
        changes=changes(one.changes),
        note=note,
    )


def diff_href(code: str, first: int, second: int) -> str:
    """The page that sets two versions side by side."""
    return f"{reverse('history:difference', args=[code])}?{urlencode({'from': first, 'to': second})}"


@dataclass(frozen=True, kw_only=True)
class FactView:
    """One fact as of one version: what was said, since when, and what became of it."""

    key: str
    label: str
    words: str
    basis: str
    version: int
    when: str
    reason: str
    href: str
    changed: str
    now_words: str
    fact_href: str
    proof: Proof


def fact_view(code: str, key: str, published: Published, line: Sequence[Assertion]) -> FactView | None:
    """The fact `key` as that version said it, and what became of it; None: never heard of."""
    upto = [one for one in line if one.version <= published.version]
    if not upto:
        return None
    here, later = upto[-1], [one for one in line if one.version > published.version]
    changed = ""
    if later:
        changed = _("%(when)s 起有了变化（%(why)s）。") % {
            "when": moment_words(later[0].at),
            "why": reason_words(later[0].reason),
        }
    return FactView(
        key=key,
        label=label_of(line),
        words=answer_words(here),
        basis=basis_words(here),
        version=published.version,
        when=moment_words(published.published_at),
        reason=reason_words(published.reason),
        href=reverse("history:moment", args=[code, published.version, key]),
        changed=changed,
        now_words=answer_words(line[-1]),
        fact_href=reverse("history:fact", args=[code, key]),
        proof=proof_of(code, published),
    )


def label_of(line: Sequence[Assertion]) -> str:
    """What the fact is called."""
    return next((one.told.label for one in reversed(line) if one.told), "")


def fact_moments(code: str, key: str, line: Sequence[Assertion]) -> list[Moment]:
    """Everything ever said of one fact, newest first."""
    return [
        Moment(
            at=one.at,
            title=answer_words(one),
            words="；".join(filter(None, [reason_words(one.reason), basis_words(one)])),
            href=reverse("history:moment", args=[code, one.version, key]),
            tone="done" if one is line[-1] else "plain",
        )
        for one in reversed(line)
    ]


@dataclass(frozen=True, kw_only=True)
class DayView:
    """A day as known at an instant: every fact, and what has been learnt about that day since."""

    table: Table
    learnt: list[Change]
    unknown: bool
    summary: str


def answers(found: Through, day: date, known: datetime) -> dict[str, tuple[list[Assertion], Assertion | None]]:
    """Every fact's line, and what it answers for the day; facts nobody had heard of by then are left out."""
    return {
        key: (line, on_day(line, day, known)) for key, line in follow(found.versions).items() if line[0].at <= known
    }


def day_view(code: str, found: Through, day: date, known: datetime, now: datetime) -> DayView:
    """What was true on `day` by what was known at `known`, beside what is known of it now."""
    then = answers(found, day, known)
    today = answers(found, day, now)
    rows = [_row(code, key, line, said_) for key, (line, said_) in then.items() if _worth_a_row(said_)]
    learnt = [
        Change(label=label_of(line), before=answer_words(then.get(key, ([], None))[1]), after=answer_words(said_))
        for key, (line, said_) in today.items()
        if _told(said_) != _told(then.get(key, ([], None))[1])
    ]
    columns = [
        Column(key="label", label=_("事项"), primary=True),
        Column(key="words", label=_("内容")),
        Column(key="basis", label=_("从何时起")),
        Column(key="learnt", label=_("本系统何时得知")),
    ]
    words = {"day": plain_day(day), "known": moment_words(known)}
    return DayView(
        table=Table(caption=_("%(day)s的情况") % words, columns=columns, rows=rows),
        learnt=learnt,
        unknown=not rows,
        summary=_("%(day)s的情况，以 %(known)s 为止本系统公示过的内容为准。") % words,
    )


def _worth_a_row(found: Assertion | None) -> bool:
    return standing(found) not in {Standing.UNKNOWN, Standing.ABSENT}


def _told(found: Assertion | None) -> tuple[Any, ...]:
    return (standing(found), found.told if found else None)


def _row(code: str, key: str, line: Sequence[Assertion], found: Assertion | None) -> dict[str, Any]:
    row = {"label": label_of(line), "words": answer_words(found), "basis": basis_words(found), "learnt": "", "href": ""}
    if found is not None:
        row["learnt"] = _("%(when)s，第 %(number)d 版") % {"when": moment_words(found.at), "number": found.version}
        row["href"] = reverse("history:moment", args=[code, found.version, key])
    return row


def version_choices(versions: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The versions to choose from for a comparison."""
    words = _("第 %(number)d 版，%(day)s，%(why)s")
    return [
        (
            str(row["version"]),
            words
            % {
                "number": row["version"],
                "day": plain_day(china_date(row["published_at"])),
                "why": reason_words(str(row["reason"])),
            },
        )
        for row in versions
    ]


def between(first: Seen, second: Seen) -> list[Change]:
    """What differs between two versions that both still have their content."""
    return changes(differences(first.facts or {}, second.facts or {}))


def state_of(published: Published) -> State:
    """Whether a version stands now."""
    if published.superseded_at is None:
        return State(text=_("现行"), tone="done")
    return State(text=_("过去的版本"), tone="soon")

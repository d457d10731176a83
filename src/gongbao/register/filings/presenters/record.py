"""The annual reports as a reader of the public record sees them, from the record's own JSON."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from gongbao.foundation.shapes import Change, Moment, State
from gongbao.foundation.wording import moment_words, plain_day
from gongbao.kernel.statutes.vocabulary import Sentence
from gongbao.register.filings.presenters.report import changes_of_body, channel_words, view_parts
from gongbao.register.filings.presenters.section import said
from gongbao.register.filings.rules import said_item
from gongbao.register.records.sections import SectionView, Told


def instant(text: str) -> datetime:
    """An instant as records write it."""
    return datetime.fromisoformat(text)


def annual_reports(value: Sequence[Mapping[str, Any]] | None) -> SectionView:
    """The latest year's content, and every year with its page. Addresses are relative to the record's page."""
    reports = list(value or [])
    latest = reports[0] if reports else None
    parts = view_parts(latest["sections"]) if latest else []
    return SectionView(
        anchor="reports",
        title=_("年度报告"),
        order=20,
        sentence=_sentence(latest) if latest else "",
        states=[State(text=_("%(year)d 年度") % {"year": latest["year"]}), *marks(latest)] if latest else [],
        facts=[fact for part in parts for fact in part.facts],
        tables=[table for part in parts for table in part.tables],
        moments=[_moment(one) for one in reports],
        empty=_("没有公示过年度报告。"),
        note=_("以上由经营主体自行报送并对真实性负责。") if latest else "",
    )


def _sentence(report: Mapping[str, Any]) -> str:
    words = _("%(year)d 年度报告已于 %(day)s 公示") if report["sections"] else _("%(year)d 年度报告已于 %(day)s 报送")
    return words % {"year": report["year"], "day": plain_day(instant(report["first_submitted_at"]))}


def marks(report: Mapping[str, Any]) -> list[State]:
    """Late, corrected, content withheld."""
    found = []
    if report["late"]:
        found.append(State(text=_("逾期报送"), tone="late"))
    if report["corrections"]:
        found.append(State(text=_("更正过 %(n)d 次") % {"n": len(report["corrections"])}, tone="info"))
    if report.get("content_withheld"):
        found.append(State(text=_("内容不公示"), tone="plain"))
    return found


def _moment(report: Mapping[str, Any]) -> Moment:
    return Moment(
        at=instant(report["first_submitted_at"]),
        title=_("%(year)d 年度报告") % {"year": report["year"]},
        words="，".join(mark.text for mark in marks(report)),
        href=f"reports/{report['year']}/",
        tone="late" if report["late"] else "done",
    )


def told_reports(value: Sequence[Mapping[str, Any]]) -> list[Told]:
    """Every published item of every year as one fact, and how the report stands."""
    told = []
    for report in value:
        year = report["year"]
        title = _("%(year)d 年度报告") % {"year": year}
        words = "，".join([filed_words(report), *_marks(report)])
        told.append(Told(key=f"annual_reports.{year}", label=title, words=words))
        for section in report["sections"]:
            for item in section["items"]:
                label = f"{title} · {said(Sentence(item['label'], item['label_en']))}"
                told.append(Told(key=f"annual_reports.{year}.{item['id']}", label=label, words=said(said_item(item))))
    return told


def _marks(report: Mapping[str, Any]) -> list[str]:
    return [mark.text for mark in marks(report)]


def filed_words(report: Mapping[str, Any]) -> str:
    """When and how one year's report was filed."""
    return _("%(at)s 报送（%(how)s）") % {
        "at": moment_words(instant(report["first_submitted_at"])),
        "how": channel_words(report["channel"]),
    }


def corrections(report: Mapping[str, Any]) -> list[tuple[str, str, list[Change]]]:
    """(when, why, what changed) of every correction, newest first."""
    return [
        (moment_words(instant(one["at"])), one["reason"], changes_of_body(one)) for one in report["corrections"][::-1]
    ]

"""What the public page of a record says, from the record's own bytes and nothing else."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.clock import CHINA
from gongbao.foundation.ledger import selectors as ledger
from gongbao.foundation.shapes import Fact, Link, Moment, Proof
from gongbao.foundation.wording import is_english, moment_words, money_words, number_words, plain_day
from gongbao.register.entities.models.entity import Standing
from gongbao.register.entities.presenters import STANDINGS
from gongbao.register.records import sections
from gongbao.register.records.certificates import Certificate
from gongbao.register.records.selectors import Published

REASONS = {
    "registered": lambda: _("登记"),
    "imported": lambda: _("登记数据导入"),
    "changed": lambda: _("登记事项变更"),
    "annual-report": lambda: _("年度报告公示"),
    "correction": lambda: _("年度报告更正"),
    "listed": lambda: _("列入经营异常名录"),
    "removed": lambda: _("移出经营异常名录"),
    "corrected": lambda: _("更正列入"),
    "serious-listed": lambda: _("列入严重违法失信名单"),
    "serious-ended": lambda: _("移出严重违法失信名单"),
    "serious-revoked": lambda: _("撤销列入严重违法失信名单"),
    "representative": lambda: _("法定代表人变更"),
    "inspected": lambda: _("检查结果公示"),
    "inspection-corrected": lambda: _("检查结果更正"),
    "display-ended": lambda: _("列入信息公示期届满"),
    "season-close": lambda: _("年报季截止处理"),
    "erased": lambda: _("依法删除个人信息"),
    "restored": lambda: _("恢复备份后重新公示"),
}


def reason_words(reason: str) -> str:
    """Why a version was published, in words; an unknown reason is shown as it was written."""
    words = REASONS.get(reason)
    return words() if words else reason


def end_of_day(day: date) -> datetime:
    """The last instant of a day in China: what a reader could know on that day."""
    return datetime.combine(day, time.max, CHINA)


@dataclass(frozen=True)
class RecordPage:
    """Everything the page shows."""

    code: str
    name: str
    summary: str
    sections: list[sections.SectionView]
    index: list[Link]
    version: int
    published: str
    reason: str
    superseded: bool
    proof: Proof
    history: list[Moment]
    breadcrumb: list[Link]


def record_page(*, code: str, published: Published, proof: Proof, history: list[dict[str, object]]) -> RecordPage:
    """The page of one version of a record."""
    parts = published.sections()
    views = sections.views(parts)
    name = str(parts.get("registration", {}).get("name", "") or code)
    return RecordPage(
        code=code,
        name=name,
        summary=_(";").join(view.sentence for view in views if view.sentence),
        sections=views,
        index=[Link(text=view.title, href=f"#{view.anchor}") for view in views],
        version=published.version,
        published=moment_words(published.published_at),
        reason=reason_words(published.reason),
        superseded=published.superseded_at is not None,
        proof=proof,
        history=[_moment(code, row) for row in history],
        breadcrumb=[
            Link(text=_("首页"), href="/"),
            Link(text=_("查企业"), href="/search/"),
            Link(text=name, current=True),
        ],
    )


def _moment(code: str, row: dict[str, object]) -> Moment:
    version = int(str(row["version"]))
    at = row["published_at"]
    return Moment(
        at=at,  # type: ignore[arg-type]  # the selector's values are untyped; this one is the datetime column
        title=_("第 %(number)d 版：%(why)s") % {"number": version, "why": reason_words(str(row["reason"]))},
        href=reverse("records:version", args=[code, version]),
    )


def proof_of(code: str, published: Published) -> Proof:
    """How far the proof of one version has come, as the mark beside it."""
    state = ledger.proof(published.record, published.version, published.kind)
    return Proof(
        state=state.state,
        href=reverse("records:proof", args=[code, published.version]),
        index=state.index,
        size=state.size,
        cosigned=state.cosigned,
        witnesses=state.witnesses,
    )


def proof_facts(published: Published, proof: Proof) -> list[Fact]:
    """The proof of one version, fact by fact, for those who check."""
    return [
        Fact(label=_("记录编号"), value=str(published.record)),
        Fact(label=_("版本"), value=str(published.version)),
        Fact(label=_("内容的 SHA-256"), value=published.etag, kind="code"),
        Fact(label=_("承诺值"), value=published.commitment.hex(), kind="code"),
        Fact(label=_("账页序号"), value="" if proof.index is None else str(proof.index), hidden=False),
        Fact(label=_("账本大小"), value="" if proof.size is None else str(proof.size)),
        Fact(label=_("见证"), value=f"{proof.cosigned}/{proof.witnesses}"),
    ]


def certificate(*, code: str, published: Published, proof: bytes) -> Certificate:
    """One version of a record as a certificate, from its own bytes."""
    parts = published.sections()
    name = str(parts.get("registration", {}).get("name", "") or code)
    said = _(
        "%(name)s（统一社会信用代码 %(code)s）在本系统公示的信息如下。这是第 %(number)d 版，%(at)s公示（%(why)s）。"
    ) % {
        "name": name,
        "code": code,
        "number": published.version,
        "at": moment_words(published.published_at),
        "why": reason_words(published.reason),
    }
    if published.superseded_at is not None:
        said += _("此后已有新的版本，于%(at)s公示。") % {"at": moment_words(published.superseded_at)}
    return Certificate(
        title=_("登记信息查询证明"),
        number=f"{code}-{published.version}",
        subject=name,
        statement=said,
        sections=sections.views(parts),
        address=f"{settings.PUBLIC_URL}{reverse('records:record', args=[code])}",
        name=f"{code}-{published.version}",
        proof=proof,
    )


POSTS = {
    "legal-representative": lambda: _("法定代表人"),
    "person-in-charge": lambda: _("负责人"),
    "operator": lambda: _("经营者"),
    "shareholder": lambda: _("股东"),
}
CATEGORIES = {
    "enterprise": lambda: _("企业"),
    "individual": lambda: _("个体工商户"),
    "cooperative": lambda: _("农民专业合作社"),
}


def _in_language(words: dict[str, str] | None) -> str:
    if not words:
        return ""
    return words.get("en") or words["zh"] if is_english() else words["zh"]


def _status(facts: dict[str, Any]) -> str:
    """The status in words; where the source states none or the list has no words for it, what it comes to."""
    status, standing = facts.get("status"), facts.get("standing")
    if status and status["zh"] != status["code"]:
        return _in_language(status)
    return str(STANDINGS[Standing(standing)]) if standing else ""


def registration(value: dict[str, Any] | None) -> sections.SectionView:
    """The registration facts as a reader sees them."""
    facts = value or {}
    since = facts.get("since", {})
    return sections.SectionView(
        anchor="registration",
        title=_("登记信息"),
        order=10,
        sentence=_status(facts),
        facts=[
            Fact(label=label, value=shown, note=_since_words(since.get(key)))
            for key, label, shown in _rows(facts)
            if shown
        ],
        empty=_("没有登记信息。"),
        note=_("以上由登记机关公示。"),
    )


def told_registration(value: dict[str, Any]) -> list[sections.Told]:
    """The registration facts one by one, each with the day since when it holds, where the registrar said so."""
    since = value.get("since", {})
    return [
        sections.Told(
            key=f"registration.{key}",
            label=label,
            words="\n".join(shown) if isinstance(shown, list) else str(shown),
            since=date.fromisoformat(since[key]) if key in since else None,
        )
        for key, label, shown in _rows(value)
        if shown
    ]


def _rows(facts: dict[str, Any]) -> list[tuple[str, str, Any]]:
    """(key, label, words) of every registration fact, in reading order; words empty where there is none."""
    region = facts.get("region") or {}
    former = [f"{n['name']}({n['until']})" if n["until"] else n["name"] for n in facts.get("former_names", [])]
    established = facts.get("established_on")
    return [
        ("name", _("名称"), facts.get("name")),
        ("former_names", _("曾用名"), former),
        ("code", _("统一社会信用代码"), facts.get("code")),
        ("other_codes", _("其他代码"), facts.get("other_codes")),
        ("kind", _("类型"), _in_language(facts.get("kind")) or _category(facts)),
        ("status", _("登记状态"), _status(facts)),
        ("established_on", _("成立日期"), plain_day(date.fromisoformat(established)) if established else ""),
        *((post, _post(post), names) for post, names in _by_post(facts.get("persons", [])).items()),
        ("capital", _("注册资本"), _capital(facts.get("capital"))),
        ("address", _("住所"), facts.get("address")),
        ("region", _("所在地"), region.get("name") or region.get("code")),
        ("industry", _("行业"), facts.get("industry")),
        ("scope", _("经营范围"), facts.get("scope")),
    ]


def _by_post(persons: list[dict[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for person in persons:
        found.setdefault(person["post"], []).append(person["name"])
    return found


def _since_words(day: str | None) -> str:
    return _("自%(day)s起") % {"day": plain_day(date.fromisoformat(day))} if day else ""


def _category(facts: dict[str, Any]) -> str:
    words = CATEGORIES.get(facts.get("category", ""))
    return words() if words else ""


def _post(post: str) -> str:
    words = POSTS.get(post)
    return words() if words else post


def _capital(capital: dict[str, str] | None) -> str:
    if not capital:
        return ""
    if capital["currency"] == "CNY":
        wan, yuan = money_words(Decimal(capital["amount"]))
        return f"{wan}({yuan})"
    return f"{number_words(Decimal(capital['amount']))} {_('万')} {capital['currency']}"

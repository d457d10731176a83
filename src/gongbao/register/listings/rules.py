"""What a decision of the authority says: its published text, the same bytes whether written one by one or by the lakh.

Content of a listing and of a removal decision: A25 5 and 10 (A14 5 and 10): name, code, day, ground, authority; the
number and the remedies follow the offices' own forms.
"""

from dataclasses import dataclass, replace
from datetime import date

from gongbao.kernel.statutes import (
    DEFAULT_LAW,
    Ground,
    Kind,
    LateListing,
    LawSettings,
    NoLawInForce,
    Sentence,
    rule,
    rule_id,
)
from gongbao.kernel.tlog.canonical import canonical_json

FORMAT = "gongbao/decision/v1"
LIST = "list"
WORDS = {
    "list": ("异列", "列入决定", "Decision to list"),
    "remove": ("异移", "移出决定", "Decision to remove"),
    "refuse": ("异拒", "不予移出决定", "Refusal to remove"),
    "accept-objection": ("异受", "受理异议通知", "Objection accepted"),
    "refuse-objection": ("异不受", "不予受理异议通知", "Objection not accepted"),
    "uphold": ("异维", "维持列入决定", "Entry upheld"),
    "correct": ("异更", "更正决定", "Correction"),
    "serious-list": ("严列", "列入严重违法失信名单决定", "Decision to enter in the serious list"),
    "serious-remove": ("严移", "移出严重违法失信名单决定", "Removal from the serious list"),
    "serious-refuse": ("严拒", "不予提前移出决定", "Refusal of early removal"),
    "serious-reject": ("严不受", "不予受理提前移出申请通知", "Application not accepted"),
    "serious-revoke": ("严撤", "撤销列入决定", "Revocation of the listing"),
    "serious-restore": ("严复", "撤销移出、恢复列入决定", "Removal revoked, listing restored"),
    "serious-answer": ("严答", "对疑问的答复", "Answer to a query"),
    "serious-correct": ("严更", "更正决定", "Correction"),
    "order-publish": ("即责", "责令限期公示决定", "Order to publish"),
}
# The parts of a document that differ from entity to entity, in the order of their keys in canonical JSON.
VARIABLE = ("authority", "code", "decision", "name", "number")
_MARKS = {part: chr(0xE000 + place) for place, part in enumerate(VARIABLE)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A decision's public text. `citations` are tokens such as A25:4(1)[C]; `code` is empty where there is none."""

    kind: str
    decided_on: date
    register: str
    ground: str
    ground_words: Sentence
    measure: Sentence
    citations: tuple[str, ...]
    reasons: tuple[Sentence, ...]
    remedies: Sentence
    period: int = 0
    shown_until: date | None = None
    authority: str = ""
    code: str = ""
    decision: str = ""
    name: str = ""
    number: str = ""

    @property
    def reason(self) -> Sentence:
        """All reasons as one text."""
        return Sentence("".join(said.zh for said in self.reasons), " ".join(said.en for said in self.reasons))

    def body(self) -> bytes:
        """The document's canonical JSON, the bytes that are committed to and shown."""
        return canonical_json(
            {
                "authority": self.authority,
                "citations": list(self.citations),
                "code": self.code or None,
                "decided_on": self.decided_on.isoformat(),
                "decision": self.decision,
                "format": FORMAT,
                "ground": {"code": self.ground, **_both(self.ground_words)},
                "kind": self.kind,
                "list": self.register,
                "measure": _both(self.measure),
                "name": self.name,
                "number": self.number,
                "period": self.period or None,
                "reasons": [_both(said) for said in self.reasons],
                "remedies": _both(self.remedies),
                "shown_until": self.shown_until.isoformat() if self.shown_until else None,
            }
        )

    def pieces(self) -> tuple[str, ...]:
        """The document's bytes without its variable parts: six texts, between which those five go as JSON strings."""
        marked = replace(
            self,
            authority=_MARKS["authority"],
            code=_MARKS["code"],
            decision=_MARKS["decision"],
            name=_MARKS["name"],
            number=_MARKS["number"],
        )
        text = marked.body().decode()
        pieces = []
        for part in VARIABLE:
            before, text = text.split(f'"{_MARKS[part]}"')
            pieces.append(before)
        return (*pieces, text)


def _both(said: Sentence) -> dict[str, str]:
    return {"zh": said.zh, "en": said.en}


def remedies(kind: Kind, published_on: date, law: LawSettings = DEFAULT_LAW) -> Sentence:
    """What whoever is listed on that day can do against it: objection, reconsideration, litigation."""
    try:
        objection = rule(rule_id(kind, "objection"), published_on, law)
    except NoLawInForce:
        return Sentence(
            "不服本决定的，可依法申请行政复议或者提起行政诉讼。",
            "Against this decision administrative reconsideration or litigation is open under the law.",
        )
    last = objection.due(published_on).date
    return Sentence(
        f"对列入有异议的，可在{last}前书面提出并附证明材料（{objection.citation.zh}）；"
        "不服本决定的，也可在60日内申请行政复议，或者在6个月内提起行政诉讼。",
        f"An objection may be made in writing, with proof, by {last} ({objection.citation.en}); administrative "
        "reconsideration may be applied for within 60 days, or an action brought within six months.",
    )


def late_document(kind: Kind, year: int, decided: LateListing, on: date, law: LawSettings = DEFAULT_LAW) -> Document:
    """The text of the kernel's decision to list for a missing report, still without its variable parts."""
    if decided.ground is None or decided.measure is None:
        raise ValueError("only a decision to list has a document")
    return Document(
        kind=LIST,
        decided_on=on,
        register="abnormal",
        ground=Ground.LATE_REPORT.value,
        ground_words=decided.ground.words,
        measure=decided.measure.words,
        citations=tuple(citation.token for citation in decided.citations),
        reasons=(*decided.reasons, therefore(decided.measure.words)),
        remedies=remedies(kind, on, law),
        period=year,
        shown_until=decided.display.last if decided.display else None,
    )


def therefore(measure: Sentence) -> Sentence:
    """The operative sentence of a decision to list."""
    return Sentence(f"现决定将其{measure.zh}。", f"It is hereby {measure.en}.")


def listing_link(entity_id: int, listing_id: object) -> str:
    """The page on which a firm sees its entry and the way out."""
    return f"/my/listings/{entity_id}/{listing_id}/"


def number_stem(authority_short: str, kind: str, year: int) -> str:
    """The part of a document number before its serial, e.g. 青岚市监异列〔2026〕."""
    return f"{authority_short}市监{WORDS[kind][0]}〔{year}〕"


def short_name(division: str) -> str:
    """A division's name without its rank: 青岚县 → 青岚; two characters stay as they are."""
    for rank in ("自治县", "林区", "特区", "县", "市", "区", "旗"):
        if division.endswith(rank) and len(division) - len(rank) >= 2:
            return division[: -len(rank)]
    return division

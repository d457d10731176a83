"""An inspection's steps, what is asked, and the published text of its result."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gongbao.kernel.statutes import Kind, Sentence
from gongbao.kernel.statutes.citations import Citation, cite, derived
from gongbao.kernel.statutes.inspection import Obstruction, ResultList, obstruction_article
from gongbao.kernel.statutes.instruments import InstrumentId, in_force
from gongbao.kernel.tlog.canonical import canonical_json

FORMAT = "gongbao/inspection-result/v1"
TERM_RULE = "office.inspection-term"
TERM_DAYS = 60
CORRECTION_DAYS = 5

#: From a state by an act to a state; what is not in it is refused. `who`: inspector, office, reviewer or draw.
WORKFLOW: tuple[tuple[str, str, str, str], ...] = (
    ("open", "record", "recorded", "inspector"),
    ("recorded", "record", "recorded", "inspector"),
    ("open", "conclude", "concluded", "inspector"),
    ("recorded", "conclude", "concluded", "inspector"),
    ("concluded", "return", "recorded", "reviewer"),
    ("concluded", "publish", "published", "reviewer"),
    ("open", "end", "ended", "draw"),
    ("recorded", "end", "ended", "draw"),
)
_NEXT = {(before, act): after for before, act, after, _who in WORKFLOW}


def next_state(state: str, act: str) -> str | None:
    """Where an act leads from a state; None where it is not allowed."""
    return _NEXT.get((state, act))


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to check; `kinds` whom it concerns."""

    code: str
    words: Sentence
    ask: Sentence
    kinds: tuple[Kind, ...] = (Kind.ENTERPRISE, Kind.INDIVIDUAL, Kind.COOPERATIVE)


_FIRMS = (Kind.ENTERPRISE, Kind.COOPERATIVE)
QUESTIONS: tuple[Question, ...] = (
    Question(
        "address",
        Sentence("登记的住所与实际一致", "The registered address is the real one"),
        Sentence("看门牌、招牌、租赁合同", "Look at the number, the sign, the lease"),
    ),
    Question(
        "contact",
        Sentence("公示的联系方式能联系上", "The published contact details work"),
        Sentence("当场拨打公示的电话", "Call the published number on the spot"),
    ),
    Question(
        "report",
        Sentence("年度报告与账册相符", "The annual report agrees with the books"),
        Sentence("核对资产、收入、人数、社保", "Compare assets, revenue, staff, social insurance"),
    ),
    Question(
        "capital",
        Sentence("出资信息按时公示且属实", "Contributions are published in time and true"),
        Sentence("看股东名册、验资或者转账凭证", "See the register of members and payment vouchers"),
        (Kind.ENTERPRISE,),
    ),
    Question(
        "licences",
        Sentence("许可证件有效并已公示", "Licences are valid and published"),
        Sentence("看许可证件原件", "See the originals"),
        (Kind.ENTERPRISE,),
    ),
    Question(
        "penalties",
        Sentence("受到的行政处罚已公示", "Penalties received are published"),
        Sentence("问近两年有无处罚", "Ask about the last two years"),
        (Kind.ENTERPRISE,),
    ),
    Question(
        "shops",
        Sentence("网站、网店信息属实", "Web sites and online shops are as published"),
        Sentence("当场打开看", "Open them on the spot"),
    ),
    Question(
        "arrears",
        Sentence("大型企业逾期欠款信息属实", "A large enterprise's overdue payments are as published"),
        Sentence("看应付账款明细", "See the payables"),
        (Kind.ENTERPRISE,),
    ),
    Question(
        "members",
        Sentence("成员人数与成员名册相符", "The number of members agrees with the list"),
        Sentence("看成员名册", "See the list of members"),
        (Kind.COOPERATIVE,),
    ),
)
ANSWERS = ("yes", "no", "not-relevant", "open")

#: What the firm may be asked for (K14, K25 art. 10).
MATERIAL: dict[str, Sentence] = {
    "accounts": Sentence("会计账册、会计报表", "accounts and statements"),
    "audit-report": Sentence("审计报告", "audit report"),
    "licences": Sentence("行政许可证件", "licences"),
    "penalties": Sentence("行政处罚决定书", "penalty decisions"),
    "premises": Sentence("住所或者经营场所使用证明", "proof of the right to use the premises"),
    "arrears": Sentence("逾期未支付中小企业款项的明细（大型企业）", "overdue payments to SMEs (large enterprises)"),
    "other": Sentence("其他材料（见说明）", "other material (see the words)"),
}


def questions_for(kind: Kind, scope: Sequence[str] = ()) -> tuple[Question, ...]:
    """What is asked of an entity of this kind; an empty scope asks everything that concerns it."""
    mine = tuple(one for one in QUESTIONS if kind in one.kinds)
    return tuple(one for one in mine if one.code in scope) if scope else mine


def duty_to_cooperate(on: date) -> Citation:
    """By which article a firm must cooperate with a check and give what it is asked for (R14, R24 15)."""
    return cite(InstrumentId.R24 if in_force(InstrumentId.R24, on) else InstrumentId.R14, 15)


def basis(origin: str, on: date) -> Citation:
    """By which article the check is made: the random draw (R 14), or on suspicion or a report (K14, K25 6)."""
    if origin == "draw":
        return cite(InstrumentId.R24 if in_force(InstrumentId.R24, on) else InstrumentId.R14, 14)
    return cite(InstrumentId.K25 if in_force(InstrumentId.K25, on) else InstrumentId.K14, 6)


def term_citation(on: date) -> Citation:
    """The term for the visit is the office's own: no article sets one."""
    return derived(InstrumentId.K25 if in_force(InstrumentId.K25, on) else InstrumentId.K14, 6)


def publicly(origin: str) -> str:
    """What is told of an origin: drawn, or targeted. Whether somebody complained is nobody else's business."""
    return "draw" if origin == "draw" else "targeted"


def digest_of(values: Mapping[str, Sequence[str]], files: Sequence[str]) -> str:
    """The fingerprint of everything sent from the spot; `files` are digests. The same record sent twice is one."""
    body = {key: list(value) for key, value in sorted(values.items())} | {"files": sorted(files)}
    return hashlib.sha256(canonical_json(body)).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultText:
    """The published text of a result."""

    result: str
    number: str
    authority: str
    name: str
    code: str
    title: str
    origin: str
    method: str
    ended_on: date
    published_on: date
    codes: tuple[str, ...]
    in_list: ResultList
    obstructions: tuple[str, ...] = ()
    citation: Citation
    correction: "CorrectionText | None" = None

    def body(self) -> bytes:
        """Canonical JSON: the bytes that are committed to and shown."""
        article = obstruction_article(self.published_on)
        corrected = self.correction
        return canonical_json(
            {
                "authority": self.authority,
                "citations": [
                    self.citation.token,
                    *([article.token] if self.obstructions else []),
                    *([corrected.citation.token] if corrected else []),
                ],
                "code": self.code or None,
                "ended_on": self.ended_on.isoformat(),
                "format": FORMAT,
                "list": {"id": self.in_list.id, "confidence": self.in_list.confidence.value},
                "method": self.method,
                "name": self.name,
                "number": self.number,
                "obstructions": _obstructions(self.obstructions),
                "origin": self.origin,
                "published_on": self.published_on.isoformat(),
                "result": self.result,
                "results": _results(self.codes, self.in_list),
                "title": self.title,
                **({"correction": corrected.said(self.in_list)} if corrected else {}),
            }
        )


def _obstructions(kinds: Sequence[str]) -> list[dict[str, str]]:
    return [{"kind": kind, "en": Obstruction(kind).words.en, "zh": Obstruction(kind).words.zh} for kind in kinds]


def _results(codes: Sequence[str], in_list: ResultList) -> list[dict[str, str]]:
    return [
        {"code": entry.code, "en": entry.words.en, "zh": entry.words.zh}
        for code in codes
        if (entry := in_list.find(code)) is not None
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionText:
    """What a later version says beside the result itself: why, since when, what stood before, and which entry."""

    version: int
    corrected_on: date
    reason: str
    codes_before: tuple[str, ...]
    obstructions_before: tuple[str, ...]
    replaces: bytes
    citation: Citation

    def said(self, in_list: ResultList) -> dict[str, object]:
        """For the body; `replaces` is the commitment of the version before."""
        return {
            "before": {
                "obstructions": _obstructions(self.obstructions_before),
                "results": _results(self.codes_before, in_list),
            },
            "corrected_on": self.corrected_on.isoformat(),
            "reason": self.reason,
            "replaces": self.replaces.hex(),
            "version": self.version,
        }


def to_correct(on: date) -> Citation:
    """By which article an office corrects what it published wrongly, without delay (R14, R24 12)."""
    return cite(InstrumentId.R24 if in_force(InstrumentId.R24, on) else InstrumentId.R14, 12, 1)


def correction_citation(on: date) -> Citation:
    """The term for looking at a proposed correction is the office's own: the article says "without delay"."""
    return derived(InstrumentId.R24 if in_force(InstrumentId.R24, on) else InstrumentId.R14, 12)


def own_link(entity_id: int, inspection_id: object) -> str:
    """The page on which a firm sees what is asked of it."""
    return f"/my/inspections/{entity_id}/{inspection_id}/"


def office_link(entity_id: int, inspection_id: object) -> str:
    """The office's page of an inspection."""
    return f"/office/inspections/{entity_id}/{inspection_id}/"

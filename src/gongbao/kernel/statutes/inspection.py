"""Inspections of published information as pure decisions: the visit, the unreachable firm, findings, result codes.

Sources: K14, K25 (spot checks); A14, A25 art. 9 (letters); R14, R24 arts. 14, 15, 17, 18.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from gongbao.kernel.statutes.citations import Citation, cite, derived
from gongbao.kernel.statutes.instruments import InstrumentId, in_force, version
from gongbao.kernel.statutes.settings import DEFAULT_LAW, LawSettings
from gongbao.kernel.statutes.vocabulary import Confidence, Kind, Sentence

_I = InstrumentId
FEWEST_INSPECTORS = 2
SHORTEST_GAP, LONGEST_GAP = 15, 30


class Method(StrEnum):
    """How an inspection is done (K14, K25 art. 8)."""

    WRITTEN = "written"
    ON_SITE = "on-site"
    ONLINE = "online"


class Obstruction(StrEnum):
    """The kinds of serious non-cooperation that K25 art. 11 defines."""

    REFUSES_ENTRY = "refuses-entry"
    REFUSES_MATERIAL = "refuses-material"
    UNTRUE_MATERIAL = "untrue-material"
    OTHERWISE = "otherwise-obstructs"

    @property
    def words(self) -> Sentence:
        """The kind in the sense of the article."""
        return _OBSTRUCTIONS[self]


_OBSTRUCTIONS = {
    Obstruction.REFUSES_ENTRY: Sentence("拒绝检查人员进入被检查场所", "refuses the inspectors entry"),
    Obstruction.REFUSES_MATERIAL: Sentence("拒绝提供相关材料", "refuses to hand over material"),
    Obstruction.UNTRUE_MATERIAL: Sentence(
        "不如实提供或者不按要求提供相关材料", "hands over material that is untrue or not as required"
    ),
    Obstruction.OTHERWISE: Sentence("以其他方式阻碍检查", "obstructs the inspection otherwise"),
}


def obstruction_article(on: date, law: LawSettings = DEFAULT_LAW) -> Citation:
    """By which article serious non-cooperation is published: K25 11 defines it, K14 10 only names it."""
    return cite(_I.K25, 11) if in_force(_I.K25, on, law) else cite(_I.K14, 10)


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What makes an inspection record whole: who was there, and how it was signed or why it was not."""

    method: Method
    inspectors: int
    certificates_shown: bool
    signed: bool
    refusal_reason: str = ""
    witness: str = ""


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a record, the input it is about, and the article."""

    field: str
    words: Sentence
    citation: Citation


def check_record(facts: RecordFacts, on: date, law: LawSettings = DEFAULT_LAW) -> tuple[Flaw, ...]:
    """The record of an inspection is whole: on site at least two inspectors who showed their certificates; signed or
    sealed, or the reason noted why not (K14, K25 art. 9). A witness may be called; none is demanded.
    """
    by = cite(version(_I.K14, _I.K25, on, law), 9)
    flaws = []
    if facts.method is Method.ON_SITE and facts.inspectors < FEWEST_INSPECTORS:
        flaws.append(
            Flaw("inspectors", Sentence("现场检查须有两名以上检查人员。", "On site there must be two inspectors."), by)
        )
    if facts.method is Method.ON_SITE and not facts.certificates_shown:
        flaws.append(
            Flaw(
                "certificates",
                Sentence("检查人员须出示执法证件，并在记录中注明。", "Inspectors show their certificates; say so."),
                by,
            )
        )
    if not facts.signed and not facts.refusal_reason.strip():
        flaws.append(
            Flaw(
                "refusal_reason",
                Sentence(
                    "没有签字或者盖章的，请注明原因；可以邀请有关人员见证。",
                    "Without a signature or seal, note the reason; a witness may be called.",
                ),
                by,
            )
        )
    return tuple(flaws)


@dataclass(frozen=True, slots=True)
class Letter:
    """A special letter to the registered address. `signed` None: not known yet."""

    posted_on: date
    signed: bool | None = None


class Proof(StrEnum):
    """What else shows that a firm cannot be reached (K25 art. 14)."""

    STATEMENT = "statement"
    NO_SUCH_ADDRESS = "no-such-address"

    @property
    def words(self) -> Sentence:
        """The proof in the sense of the article."""
        return _PROOFS[self]


_PROOFS = {
    Proof.STATEMENT: Sentence(
        "现场核查，并由产权人、物业管理单位或者有关部门证明其不在该处",
        "a visit, and the owner, the property manager or an authority states that the firm is not there",
    ),
    Proof.NO_SUCH_ADDRESS: Sentence("现场核查，登记的住所不存在", "a visit shows that the address does not exist"),
}


@dataclass(frozen=True, slots=True)
class ProofFact:
    """One such proof, with the day of the visit."""

    proof: Proof
    visited_on: date


class Reach(StrEnum):
    """Whether a firm counts as unreachable."""

    PROVED = "proved"
    REACHED = "reached"
    FIRST_LETTER = "first-letter"
    WAIT = "wait"
    SECOND_LETTER = "second-letter"
    ANSWER_OUTSTANDING = "answer-outstanding"
    START_AGAIN = "start-again"


@dataclass(frozen=True, slots=True)
class Reached:
    """The answer, since when it is so, and the next step with its first and last day."""

    outcome: Reach
    step: Sentence
    citations: tuple[Citation, ...]
    verified_on: date | None = None
    earliest: date | None = None
    latest: date | None = None

    @property
    def proved(self) -> bool:
        """True if it may be listed as unreachable."""
        return self.outcome is Reach.PROVED


def decide_reach(
    kind: Kind, letters: Sequence[Letter], proofs: Sequence[ProofFact], on: date, law: LawSettings = DEFAULT_LAW
) -> Reached:
    """Is the firm unreachable at its registered address?

    Two letters at least 15 and at most 30 days apart that nobody signed for (A14, A25 art. 9), or since K25 a visit
    with one of the proofs of its art. 14. For individual businesses and cooperatives by analogy.
    """
    article = version(_I.A14, _I.A25, on, law)
    by_letter = cite(article, 9) if kind is Kind.ENTERPRISE else derived(article, 9)
    good = [one for one in proofs if one.visited_on <= on and in_force(_I.K25, one.visited_on, law)]
    if good:
        first = min(good, key=lambda one: one.visited_on)
        by_proof = cite(_I.K25, 14) if kind is Kind.ENTERPRISE else derived(_I.K25, 14)
        return Reached(Reach.PROVED, first.proof.words, (by_proof,), first.visited_on)
    sent = sorted(letters, key=lambda one: one.posted_on)
    if any(one.signed for one in sent):
        return Reached(
            Reach.REACHED, Sentence("信函已有人签收，不能认定无法联系。", "A letter was signed for."), (by_letter,)
        )
    pair = _pair(sent)
    if pair is not None:
        return _by_pair(pair, by_letter)
    return _next_letter(sent, on, by_letter)


def _pair(sent: Sequence[Letter]) -> tuple[Letter, Letter] | None:
    for place, one in enumerate(sent):
        for other in sent[place + 1 :]:
            if SHORTEST_GAP <= (other.posted_on - one.posted_on).days <= LONGEST_GAP:
                return one, other
    return None


def _by_pair(pair: tuple[Letter, Letter], by: Citation) -> Reached:
    gap = (pair[1].posted_on - pair[0].posted_on).days
    if any(one.signed is None for one in pair):
        return Reached(
            Reach.ANSWER_OUTSTANDING,
            Sentence(
                f"两封信函相隔{gap}日，符合要求；等邮政退回或者查询结果。",
                f"The two letters are {gap} days apart, as required; wait for the post's answer.",
            ),
            (by,),
        )
    return Reached(
        Reach.PROVED,
        Sentence(
            f"两次邮寄专用信函，相隔{gap}日，均无人签收（{by.zh}）。",
            f"Two special letters, posted {gap} days apart, were not signed for ({by.en}).",
        ),
        (by,),
        pair[1].posted_on,
    )


def _next_letter(sent: Sequence[Letter], on: date, by: Citation) -> Reached:
    if not sent:
        return Reached(
            Reach.FIRST_LETTER,
            Sentence("请向登记的住所邮寄第一封专用信函。", "Post the first special letter to the registered address."),
            (by,),
            earliest=on,
        )
    last = sent[-1].posted_on
    earliest, latest = last + timedelta(days=SHORTEST_GAP), last + timedelta(days=LONGEST_GAP)
    if on < earliest:
        return Reached(
            Reach.WAIT,
            Sentence(
                f"第二封信函须在{earliest}至{latest}之间寄出（相隔15日以上30日以下）。",
                f"The second letter is to be posted between {earliest} and {latest} (15 to 30 days apart).",
            ),
            (by,),
            earliest=earliest,
            latest=latest,
        )
    if on <= latest:
        return Reached(
            Reach.SECOND_LETTER,
            Sentence(f"请在{latest}前寄出第二封信函。", f"Post the second letter by {latest}."),
            (by,),
            earliest=earliest,
            latest=latest,
        )
    return Reached(
        Reach.START_AGAIN,
        Sentence(
            "距上一封信函已超过30日，请重新邮寄第一封。", "More than 30 days have passed: post a first letter again."
        ),
        (by,),
        earliest=on,
    )


@dataclass(frozen=True, slots=True)
class ResultCode:
    """One entry of a list of results. `serious` and `unreachable` say which finding stands behind it."""

    code: str
    words: Sentence
    standing: bool = False
    """A fact of registration (deregistered, revoked …), not a finding."""


@dataclass(frozen=True, slots=True)
class ResultList:
    """One version of the list of results, as far as it is known."""

    id: str
    title: Sentence
    valid_from: date
    valid_to: date | None
    confidence: Confidence
    codes: tuple[ResultCode, ...]

    def find(self, code: str) -> ResultCode | None:
        """The entry of that code."""
        return next((one for one in self.codes if one.code == code), None)


RESULT_LISTS: tuple[ResultList, ...] = (
    ResultList(
        "publicity-2014",
        Sentence("公示信息抽查结果（浙江，约2016年）", "Results of publicity checks (Zhejiang, about 2016)"),
        date(2014, 10, 1),
        date(2019, 1, 1),
        Confidence.SECONDARY,
        (
            ResultCode("1", Sentence("正常（符合信息公示相关规定）", "In order")),
            ResultCode("2", Sentence("未按规定公示即时信息", "Instant information not published as required")),
            ResultCode("3", Sentence("未按规定公示年报信息", "Annual report not published as required")),
            ResultCode("4", Sentence("通过登记的住所（经营场所）无法联系", "Unreachable at the registered address")),
            ResultCode("5", Sentence("公示信息隐瞒真实情况、弄虚作假", "Published information concealed or false")),
            ResultCode("6", Sentence("不予配合情节严重", "Serious non-cooperation")),
            ResultCode("7", Sentence("已办理营业执照注销", "Deregistered"), standing=True),
            ResultCode("8", Sentence("被吊销营业执照", "Licence revoked"), standing=True),
            ResultCode("9", Sentence("被撤销登记", "Registration annulled"), standing=True),
        ),
    ),
    ResultList(
        "double-random-2019",
        Sentence(
            "双随机抽查结果（国市监信〔2019〕38号，未经证实）", "Results of random checks (2019 No. 38, not confirmed)"
        ),
        date(2019, 1, 1),
        None,
        Confidence.UNCONFIRMED,
        (
            ResultCode("1", Sentence("未发现问题", "No problem found")),
            ResultCode("2", Sentence("未按规定公示应当公示的信息", "Information not published as required")),
            ResultCode("3", Sentence("公示信息隐瞒真实情况、弄虚作假", "Published information concealed or false")),
            ResultCode("4", Sentence("通过登记的住所（经营场所）无法联系", "Unreachable at the registered address")),
            ResultCode("5", Sentence("发现问题已责令改正", "Problems found, ordered to correct")),
            ResultCode("6", Sentence("不配合检查情节严重", "Serious non-cooperation")),
            ResultCode(
                "7",
                Sentence("未发现开展本次抽查涉及的经营活动", "The business this check is about was not found"),
                standing=True,
            ),
            ResultCode("8", Sentence("发现问题待后续处理", "Problems found, to be dealt with")),
        ),
    ),
)


def result_list(on: date) -> ResultList:
    """The list in use on a day. Raises LookupError before 2014-10-01."""
    for one in RESULT_LISTS:
        if one.valid_from <= on and (one.valid_to is None or on < one.valid_to):
            return one
    raise LookupError(f"no list of results was in use on {on}")


def result_list_of(id_: str) -> ResultList:
    """A list by its id, whatever the day. Raises LookupError."""
    for one in RESULT_LISTS:
        if one.id == id_:
            return one
    raise LookupError(id_)

"""The screener: a list prepared for being asked, by one question or by a million."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from gongbao.kernel.names import explain
from gongbao.kernel.names.compare import VERSION as NAMES_VERSION
from gongbao.kernel.names.compare import Compared, Decision, explained, judge, learned
from gongbao.kernel.names.lexicon import Lexicon, built_in
from gongbao.kernel.names.parts import Parts, read
from gongbao.kernel.names.text import NotAName
from gongbao.kernel.screening import wording
from gongbao.kernel.screening.parties import Answer, Hit, Party, Question
from gongbao.kernel.statutes.identifiers import Checked, Scheme, check_code, is_meant_as_code

if TYPE_CHECKING:
    from gongbao.kernel.screening.blocking import Block

VERSION = f"screening/2 {NAMES_VERSION}"
#: Took every name of 9 or 18 letters for a code, and said of what is no code that it is not listed.
FORMER_VERSION = f"screening/1 {NAMES_VERSION}"
MOST_HITS = 50
ORDER = {Decision.SAME: 0, Decision.RELATED: 2, Decision.POSSIBLE: 1, Decision.DIFFERENT: 3}


class Screener:
    """Parties in the order given. Preparing takes about 50 microseconds a name; asking never writes.

    `version` is the algorithm by which questions are read: an earlier one for receipts of its time.
    """

    def __init__(self, parties: Sequence[Party], lexicon: Lexicon | None = None, *, version: str = VERSION) -> None:
        from gongbao.kernel.screening import blocking  # noqa: PLC0415 (numpy is slow to load)

        self._blocking = blocking
        self.parties = parties
        self._is_code = _was_taken_for_code if version == FORMER_VERSION else is_meant_as_code
        self._says_no_code = version != FORMER_VERSION
        self.lexicon = lexicon or built_in()
        self._weights = learned()
        self._names: list[tuple[int, str, Parts]] = []
        self._codes: dict[str, list[int]] = {}
        for row, party in enumerate(parties):
            for name in (party.name, *party.former):
                self._add_name(row, name)
            for code in party.codes:
                for key in _code_keys(code):
                    self._codes.setdefault(key, []).append(row)
        read_names = [(n, parts) for n, (_, _, parts) in enumerate(self._names)]
        self._block = self._blocking.Block(self._blocking.listed_keys(read_names, self.lexicon))
        self._sounds: Block | None = None

    def _add_name(self, row: int, name: str) -> None:
        try:
            parts = read(name, self.lexicon)
        except NotAName:
            return
        self._names.append((row, name, parts))
        if parts.former:
            self._add_name(row, parts.former)

    def by_code(self, code: str) -> list[Party]:
        """The parties that have or had exactly this code; an organisation code finds the unified code it is part of."""
        rows = {row for key in _code_keys(code) for row in self._codes.get(key, ())}
        return [self.parties[row] for row in sorted(rows)]

    def answer(self, question: Question) -> Answer:
        """The answer to one question."""
        return next(iter(self.answers([question])))

    def answers(self, questions: Sequence[Question]) -> Iterator[Answer]:
        """The answers in the order of the questions. Ask some thousands at a time: keys are made for all at once."""
        asked = [_Asked(question, self.lexicon, self._is_code) for question in questions]
        named = [(n, one.parts) for n, one in enumerate(asked) if one.parts]
        pairs = self.candidates(named) if named else ()
        by_asked = {n: [row for _, row in group] for n, group in groupby(pairs, itemgetter(0))}
        for n, one in enumerate(asked):
            yield self._answer(one, by_asked.get(n, ()))

    def candidates(self, asked: Sequence[tuple[int, Parts]]) -> Iterable[tuple[int, int]]:
        """(number of the question, place of the listed name) worth comparing, sorted."""
        asked = [*asked, *self._formers(asked)]
        who, rows = self._block.join(self._blocking.asked_keys(asked, self.lexicon))
        found = zip(who.tolist(), rows.tolist(), strict=True)
        if not any(parts.latin for _, parts in asked):
            return found
        if self._sounds is None:
            self._sounds = self._blocking.Block(
                self._blocking.sounds_of_listed([(n, parts) for n, (_, _, parts) in enumerate(self._names)])
            )
        who, rows = self._sounds.join(self._blocking.sounds_of_asked(asked))
        return sorted({*found, *zip(who.tolist(), rows.tolist(), strict=True)})

    def _formers(self, asked: Sequence[tuple[int, Parts]]) -> list[tuple[int, Parts]]:
        return [(n, read(parts.former, self.lexicon)) for n, parts in asked if parts.former]

    def row_of(self, place: int) -> int:
        """The party whose name stands at a place that `candidates` named."""
        return self._names[place][0]

    def _answer(self, asked: "_Asked", candidates: Iterable[int]) -> Answer:
        if asked.problem:
            return Answer(asked.question, problem_zh=asked.problem[0], problem_en=asked.problem[1])
        best: dict[int, Hit] = {}
        for key in asked.code_keys:
            for row in self._codes.get(key, ()):
                best[row] = self._code_hit(asked, row)
        if asked.parts:
            for place in candidates:
                self._consider(asked, asked.parts, place, best)
        if not best and not asked.parts and asked.code.scheme is Scheme.UNKNOWN and self._says_no_code:
            return Answer(asked.question, problem_zh=wording.NOT_A_CODE.zh, problem_en=wording.NOT_A_CODE.en)
        hits = sorted(best.values(), key=lambda hit: (ORDER[hit.decision], -hit.chance, hit.party.id))
        if hits and hits[0].decision is Decision.SAME:  # it was found: what is merely like it is no lead any more
            hits = [hit for hit in hits if hit.decision is not Decision.POSSIBLE]
        return Answer(asked.question, tuple(hits[:MOST_HITS]))

    def _code_hit(self, asked: "_Asked", row: int) -> Hit:
        party = self.parties[row]
        zh, en = explain.codes(equal=True, one_scheme=asked.code.value in party.codes)
        same_name = not asked.parts or any(
            judge(asked.parts, parts, lexicon=self.lexicon).decision is Decision.SAME for parts in self._read_of(party)
        )
        if not same_name:
            zh, en = zh + wording.CODE_NOT_NAME.zh, f"{en} {wording.CODE_NOT_NAME.en}"
        return Hit(party, row, Decision.SAME, 9_999, "code", party.name, zh, en)

    def _read_of(self, party: Party) -> Iterator[Parts]:
        for name in (party.name, *party.former):
            try:
                yield read(name, self.lexicon)
            except NotAName:
                continue

    def _consider(self, asked: "_Asked", parts: Parts, place: int, best: dict[int, Hit]) -> None:
        """Compare with one listed name and keep what is more than different, the surer of a party's names."""
        row, name, listed = self._names[place]
        known = best.get(row)
        if known and known.by == "code":
            return
        judged = judge(parts, listed, lexicon=self.lexicon, weights=self._weights)
        if judged.decision is Decision.DIFFERENT:
            return
        chance = round(judged.probability * 10_000)
        if known and (ORDER[known.decision], -known.chance) <= (ORDER[judged.decision], -chance):
            return
        hit = self._weighed(asked, row, name, explained(judged, parts, listed))
        if hit:
            best[row] = hit

    def _weighed(self, asked: "_Asked", row: int, name: str, said: Compared) -> Hit | None:
        """The name's evidence beside that of the codes, and what an office has found out already."""
        party = self.parties[row]
        if asked.code.value and asked.code.value in party.distinct:
            return None
        decision = said.decision
        zh, en = said.zh.removesuffix(explain.DECIDES[0]), said.en.removesuffix(explain.DECIDES[1]).rstrip()
        if name != party.name:
            zh, en = zh + wording.FORMER_NAME.zh.format(name), f"{en} {wording.FORMER_NAME.en.format(name)}"
        if _contradicts(asked.code, party.codes):
            if decision is not Decision.SAME:
                return None
            decision = Decision.POSSIBLE
            zh, en = wording.NAME_NOT_CODE.zh, wording.NAME_NOT_CODE.en
        decides = wording.what_decides(said.outcomes, has_code=bool(asked.code.value))
        chance = round(said.probability * 10_000)
        return Hit(party, row, decision, chance, "name", name, zh, en, () if decision is Decision.SAME else decides)


_NO_CODE = Checked("", Scheme.UNKNOWN, ())


class _Asked:
    """A question read once."""

    __slots__ = ("code", "code_keys", "parts", "problem", "question")

    def __init__(self, question: Question, lexicon: Lexicon, is_code: Callable[[str], bool]) -> None:
        self.question = question
        self.problem: tuple[str, str] | None = None
        self.parts: Parts | None = None
        name, code = question.name.strip(), question.code.strip()
        if not code and is_code(name):
            name, code = "", name
        self.code = check_code(code) if code else _NO_CODE
        self.code_keys = _code_keys(code) if code else ()
        if name or not code:
            try:
                self.parts = read(name, lexicon)
            except NotAName as wrong:
                self.problem = (str(wrong), wording.NOT_A_NAME_EN)


def _was_taken_for_code(text: str) -> bool:
    return text.isascii() and check_code(text).scheme is not Scheme.UNKNOWN


def _code_keys(code: str) -> tuple[str, ...]:
    """A code as it is looked up: itself and, of a unified code, the organisation code inside it."""
    checked = check_code(code)
    if checked.scheme is Scheme.USCC:
        return checked.value, checked.value[8:17]
    return (checked.value,) if checked.value else ()


def _contradicts(asked: Checked, codes: Sequence[str]) -> bool:
    """Whether both have a sound code of one scheme and the codes differ."""
    if asked.scheme is Scheme.UNKNOWN or asked.findings:
        return False
    same = [one for one in map(check_code, codes) if one.scheme is asked.scheme]
    return bool(same) and all(one.value != asked.value for one in same)


def counted(answers: Iterable[Answer]) -> Mapping[str, int]:
    """How many questions came out how."""
    counts: dict[str, int] = {}
    for answer in answers:
        counts[answer.outcome] = counts.get(answer.outcome, 0) + 1
    return counts

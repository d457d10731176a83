"""One wrong, missing or extra character in one word; or words run together that stand apart in the name."""

from collections.abc import Sequence

from gongbao.register.entities.finding.asking import Asked, Word
from gongbao.register.entities.finding.candidates import Candidate, matching
from gongbao.register.entities.finding.commonness import RARE, rarest, share
from gongbao.register.entities.finding.conditions import Condition, having
from gongbao.register.entities.finding.filters import Filters
from gongbao.register.entities.finding.pinyin import sounds_alike
from gongbao.register.entities.finding.ranking import Ranked, Span, best_names, order
from gongbao.register.entities.folding import grams

KEYS = 3  # bigrams asked of the index in each case
FEW = 2 * RARE  # bigrams of which any one may lead to a name
LONGEST = 40  # characters; nobody mistypes one character of a longer text and wants the rest compared


def almost(asked: Asked, filters: Filters) -> list[Ranked]:
    """Names that match but for one character.

    Whichever character is wrong, the bigrams that do not touch it are right: for each place the index is asked for
    the least common of these. Places with the same answer share one condition, so that there are few.
    """
    words = asked.words
    if any(word.is_letters for word in words) or not 3 <= len(asked.joined) <= LONGEST:
        return []
    by_keys: dict[tuple[int, ...], list[tuple[int, int]]] = {}
    of_word = [grams(word.text) for word in words]
    for number, word in enumerate(words):
        for at in range(len(word.text)) if len(word.text) > 2 else ():
            right = [
                g
                for n, found in enumerate(of_word)
                for i, g in enumerate(found)
                if n != number or i not in {at - 1, at}
            ]
            if right:
                by_keys.setdefault(tuple(rarest(right, KEYS)), []).append((number, at))
    conditions = [_case(keys, cases, words) for keys, cases in by_keys.items()]
    found = [ranked for one in matching(conditions, filters) if (ranked := _judged(one, words))]
    return best_names(found)


def _patterns(text: str, at: int) -> tuple[str, str, str]:
    """The name's own text may have another character there, or none, or one more."""
    return f"%{text[:at]}_{text[at + 1 :]}%", f"%{text[:at]}{text[at + 1 :]}%", f"%{text[:at]}_{text[at:]}%"


def _case(keys: Sequence[int], cases: Sequence[tuple[int, int]], words: Sequence[Word]) -> Condition:
    index = having(keys)
    values = list(index.values)
    alternatives = []
    for number in sorted({number for number, _ in cases}):
        mine = [pattern for n, at in cases if n == number for pattern in _patterns(words[number].text, at)]
        others = [f"%{word.text}%" for n, word in enumerate(words) if n != number]
        alternatives.append("n.folded LIKE ANY(%s) AND n.folded LIKE ALL(%s)" if others else "n.folded LIKE ANY(%s)")
        values += [mine, others] if others else [mine]
    return Condition(f"{index.sql} AND ({' OR '.join(f'({a})' for a in alternatives)})", values, index.share)


def _judged(one: Candidate, words: Sequence[Word]) -> Ranked | None:
    spans: list[Span] = []
    worst = 0
    for word in words:
        at = one.folded.find(word.text)
        if at >= 0:
            spans.append((at, at + len(word.text)))
            continue
        found = _nearly(word.text, one.folded)
        if found is None:
            return None
        span, how = found
        spans.append(span)
        worst = max(worst, how)
    whole = len(spans) == 1 and spans[0] == (0, len(one.folded))
    return Ranked(order(one, spans, worst, whole=whole), one, tuple(sorted(spans)))


def _nearly(text: str, folded: str) -> tuple[Span, int] | None:
    """Where `text` stands in `folded` but for one character, and how bad that is: 0 sounds alike, 1 other, 2 one more
    or less.
    """
    best: tuple[Span, int] | None = None
    for at in range(len(text)):
        before, after = text[:at], text[at + 1 :]
        for gap, rest, how in ((1, after, 1), (0, after, 2), (1, text[at:], 2)):
            place = _between(before, gap, rest, folded)
            if place < 0:
                continue
            if how == 1 and sounds_alike(text[at], folded[place + at]):
                return (place, place + len(text)), 0
            if best is None or how < best[1]:
                best = (place, place + len(before) + gap + len(rest)), how
    return best


def _between(before: str, gap: int, after: str, folded: str) -> int:
    """Where `before` stands with `after` behind it after `gap` characters, or -1."""
    at = folded.find(before)
    while at >= 0:
        behind = at + len(before) + gap
        if behind + len(after) <= len(folded) and folded.startswith(after, behind):
            return at
        at = folded.find(before, at + 1)
    return -1


def apart(asked: Asked, filters: Filters) -> list[Ranked]:
    """Names with all characters in this order but others between: 青岚茶业 for 青岚蓝鹤茶业."""
    text = asked.joined
    if asked.sounds or not 3 <= len(text) <= LONGEST:
        return []
    pairs = grams(text)
    few = [pair for pair in rarest(pairs, 6) if share([pair]) <= FEW]
    cases = [having(rarest(pairs[::2], KEYS)), having(rarest(pairs[1::2], KEYS))]
    if few:
        cases.append(having(few, any_of=True))
    pattern = Condition("n.folded LIKE %s", [f"%{'%'.join(text)}%"], 1.0)
    conditions = [case.also(pattern) for case in cases]
    found = []
    for one in matching(conditions, filters):
        spans = _stretches(text, one.folded)
        ranked = order(one, spans, len(spans), whole=False)
        found.append(Ranked(ranked, one, spans))
    return best_names(found)


def _stretches(text: str, folded: str) -> tuple[Span, ...]:
    """The pieces of `folded` that make up `text`, the longest that fit at each step."""
    spans: list[Span] = []
    at = done = 0
    while done < len(text):
        size = next((n for n in range(len(text) - done, 0, -1) if folded.find(text[done : done + n], at) >= 0), 0)
        if not size:
            break
        place = folded.find(text[done : done + size], at)
        if len(text) - done - size and not _follows(text[done + size :], folded[place + size :]):
            size = 1
            place = folded.find(text[done], at)
        spans.append((place, place + size))
        at, done = place + size, done + size
    return tuple(spans)


def _follows(text: str, folded: str) -> bool:
    """Whether all characters stand in this order."""
    rest = iter(folded)
    return all(character in rest for character in text)

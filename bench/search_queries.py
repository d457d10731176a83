"""What people ask, made from names; for each question the firm that is meant, when no other name fits as well.

Whether another fits is judged here by reading all names one after the other, not by any index.
"""

import random  # noqa: TID251 (a seeded generator: the same questions in every run)
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import opencc
from pypinyin.constants import PINYIN_DICT
from rapidfuzz.distance import Levenshtein

from bench.search_names import FREQUENT
from gongbao.register.entities.finding.pinyin import readings
from gongbao.register.entities.folding import fold, initials

ENDS = ("有限责任公司", "股份有限公司", "有限公司", "专业合作社", "分公司", "公司", "商行", "厂")


class Question(NamedTuple):
    """What is asked; `meant` is the number of the name (from 1) when the question decides, else 0."""

    text: str
    meant: int


class Names:
    """All names, folded, in one text to look through."""

    def __init__(self, names: Sequence[str], seed: int = 11) -> None:
        self.names = names
        self.folded = [fold(name) for name in names]
        self.text = "\n" + "\n".join(self.folded) + "\n"
        self.chance = random.Random(seed)
        self._sounds = self._initials = ""

    @property
    def sounds(self) -> str:
        """Syllables of each name, apart by blanks, a line a name."""
        if not self._sounds:
            first: dict[str, str] = {}

            def syllable(character: str) -> str:
                found = first.get(character)
                if found is None:
                    read = readings(character) if ord(character) in PINYIN_DICT else ()
                    found = first[character] = read[0] if read else character
                return found

            self._sounds = "\n" + "\n".join(f" {' '.join(map(syllable, one))} " for one in self.folded) + "\n"
        return self._sounds

    @property
    def initials(self) -> str:
        if not self._initials:
            self._initials = "\n" + "\n".join(map(initials, self.folded)) + "\n"
        return self._initials

    def draw(self) -> tuple[int, str]:
        """A name by chance: its number and its folded form, without what nearly all names end with."""
        while True:
            number = self.chance.randrange(len(self.folded))
            text = self.folded[number]
            end = next((end for end in ENDS if text.endswith(end)), "")
            if len(head := text.removesuffix(end)) >= 6:
                return number + 1, head

    def lines_with(self, part: str) -> Iterator[str]:
        at = self.text.find(part)
        while at >= 0:
            end = self.text.find("\n", at + 1)
            yield self.text[self.text.rfind("\n", 0, at + 1) + 1 : end]
            at = self.text.find(part, end)


def exact(names: Names) -> Question:
    number, _ = names.draw()
    text = names.folded[number - 1]
    return Question(names.names[number - 1], number if names.text.count(f"\n{text}\n") == 1 else 0)


def part(names: Names) -> Question:
    number, head = names.draw()
    size = names.chance.randint(4, min(8, len(head)))
    at = names.chance.randint(0, len(head) - size)
    piece = head[at : at + size]
    return Question(piece, number if names.text.count(piece) == 1 else 0)


def prefix(names: Names) -> Question:
    number, head = names.draw()
    return Question(head, number if names.text.count(f"\n{head}") == 1 and names.text.count(head) == 1 else 0)


def _words(names: Names, number: int, words: list[str]) -> Question:
    longest = max(words, key=len)
    fitting = sum(all(word in line for word in words) for line in set(names.lines_with(longest)))
    return Question(" ".join(words), number if fitting == 1 else 0)


def any_order(names: Names) -> Question:
    number, head = names.draw()
    third = max(2, len(head) // 3)
    words = [word for word in (head[:third], head[third : 2 * third], head[2 * third :]) if len(word) > 1]
    names.chance.shuffle(words)
    return _words(names, number, words)


def gaps(names: Names) -> Question:
    """Words with characters left out between them."""
    number, head = names.draw()
    return _words(names, number, [head[:2], head[-4:-2] if len(head) > 7 else head[-3:-1], head[-2:]])


def traditional(names: Names) -> Question:
    """Traditional characters, full-width letters and brackets."""
    found = part(names)
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in _TRADITIONAL.convert(found.text))
    return Question(f"（{wide}）", found.meant)


_TRADITIONAL = opencc.OpenCC("s2t")


def pinyin(names: Names) -> Question:
    number, head = names.draw()
    size = names.chance.randint(3, 5)
    at = names.chance.randint(0, len(head) - size)
    piece = head[at : at + size]
    if any(ord(c) not in PINYIN_DICT for c in piece):
        return pinyin(names)
    syllables = [readings(c)[0] for c in piece]
    return Question("".join(syllables), number if names.sounds.count(f" {' '.join(syllables)} ") == 1 else 0)


def by_initials(names: Names) -> Question:
    number, head = names.draw()
    text = initials(head)
    if not text.isalpha():
        return by_initials(names)
    return Question(text, number if names.initials.count(text) == 1 else 0)


def _mistyped(names: Names, change: Callable[[str, int], str]) -> Question:
    number, _ = names.draw()
    text = names.folded[number - 1]
    wrong = change(text, names.chance.randrange(len(text)))
    half = len(wrong) // 2
    near = set(names.lines_with(f"\n{wrong[:half]}")) | set(names.lines_with(f"{wrong[half:]}\n"))
    fitting = [one for one in near if Levenshtein.distance(one, wrong, score_cutoff=1) <= 1]
    decides = fitting == [text] and names.text.count(f"\n{text}\n") == 1 and wrong not in names.text
    return Question(wrong, number if decides else 0)


def wrong_character(names: Names) -> Question:
    return _mistyped(names, lambda text, at: text[:at] + names.chance.choice(FREQUENT) + text[at + 1 :])


def missing_character(names: Names) -> Question:
    return _mistyped(names, lambda text, at: text[:at] + text[at + 1 :])


def core(names: Names) -> Question:
    """Two characters that many names may have: a page of good ones, quickly."""
    _, head = names.draw()
    at = names.chance.randint(0, len(head) - 2)
    return Question(head[at : at + 2], 0)


def typing(names: Names) -> Question:
    """What has been typed so far."""
    _, head = names.draw()
    return Question(head[: names.chance.randint(2, len(head))], 0)


KINDS: dict[str, Callable[[Names], Question]] = {
    "exact name": exact,
    "part of a name": part,
    "beginning": prefix,
    "words in any order": any_order,
    "words with gaps": gaps,
    "traditional, full-width": traditional,
    "pinyin": pinyin,
    "initials": by_initials,
    "one wrong character": wrong_character,
    "one missing character": missing_character,
    "two characters": core,
}

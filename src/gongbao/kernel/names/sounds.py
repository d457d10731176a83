"""How characters sound and look: whether one could have been taken for the other; names in pinyin and in English."""

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from gongbao.kernel.names.pinyin import dictionary

# Sounds that speakers of many places don't tell apart, and how input methods fold them.
_FOLDS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
_ENGLISH_FORMS = re.compile(
    r"(company|co|corporation|corp|incorporated|inc|limited|ltd|llc|plc|group|holdings?|joint|stock|the|of|and|factory|works)$"
)
_TOKENS = re.compile(r"[a-z]+|\d+")


@lru_cache(maxsize=30_000)
def readings(character: str) -> frozenset[str]:
    """The usual reading of a character, without its tone; empty for what isn't Chinese.

    Rare readings are left out: by them 安 and 广 would sound the same.
    """
    from pypinyin.contrib.tone_convert import to_normal  # noqa: PLC0415 (slow to load)

    found = dictionary().get(ord(character), "").split(",")[0]
    return frozenset({to_normal(found).replace("ü", "v")} if found else ())


@lru_cache(maxsize=30_000)
def _blurred(character: str) -> frozenset[str]:
    return frozenset(_blur(reading) for reading in readings(character))


def _blur(reading: str) -> str:
    for exact, loose in _FOLDS:
        reading = reading.replace(exact, loose)
    return ("l" + reading[1:]) if reading.startswith("n") else reading


class Likeness(NamedTuple):
    """How two characters resemble each other."""

    sound: bool
    near_sound: bool
    shape: bool


@lru_cache(maxsize=1)
def _look_alikes() -> dict[str, frozenset[str]]:
    groups = files(__package__).joinpath("words", "look-alikes.txt").read_text(encoding="utf-8").split()
    alike: dict[str, set[str]] = {}
    for group in groups:
        for character in group:
            alike.setdefault(character, set()).update(group)
    return {character: frozenset(others) for character, others in alike.items()}


@lru_cache(maxsize=100_000)
def likeness(a: str, b: str) -> Likeness:
    """Whether two characters sound the same, nearly the same, or look alike."""
    sound = not readings(a).isdisjoint(readings(b))
    near = sound or not _blurred(a).isdisjoint(_blurred(b))
    return Likeness(sound, near, b in _look_alikes().get(a, frozenset()))


@lru_cache(maxsize=200_000)
def spelled(text: str) -> tuple[str, ...]:
    """The usual pinyin of a text, a syllable a character, without tones (银行 is yin hang)."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 (slow to load)

    return tuple(lazy_pinyin(text, style=Style.NORMAL, v_to_u=False))


@lru_cache(maxsize=1)
def _translations() -> dict[str, tuple[str, ...]]:
    rows = files(__package__).joinpath("words", "english.tsv").read_text(encoding="utf-8").splitlines()
    return {word: tuple(english.split(",")) for word, english in (row.split("\t") for row in rows)}


def english(word: str) -> tuple[str, ...]:
    """What a word for a line of business is called in English names, stems of one or more words; empty if unknown."""
    return _translations().get(word, ())


def tokens(original: str) -> list[str]:
    """The words of a name in letters, without those for its legal form."""
    letters = unicodedata.normalize("NFKC", original).lower().replace("'", "")
    return [token for token in _TOKENS.findall(letters) if not _ENGLISH_FORMS.fullmatch(token)]

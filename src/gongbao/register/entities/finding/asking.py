"""What was typed, read: a code or words; which words are Chinese, which are letters that may stand for sounds."""

import re
from dataclasses import dataclass

from gongbao.kernel.statutes.identifiers import normalise_code
from gongbao.register.entities.finding.pinyin import divisions
from gongbao.register.entities.folding import fold

LONGEST = 200  # characters read of what was typed
MOST_WORDS = 12
_CODE = re.compile(r"(?=.*\d)[0-9A-Z]{6,20}", re.ASCII)
_LETTERS = re.compile(r"[a-z]+", re.ASCII)
_RUNS = re.compile(r"[a-z]+|[^a-z]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Word:
    """One word, folded. Of letters alone, it may be initials, or syllables divided in the ways of `spoken`."""

    text: str
    is_letters: bool
    spoken: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A query read. `code` is what was typed when it has the shape of a code (6 characters or more with a digit)."""

    words: tuple[Word, ...]
    code: str

    @property
    def joined(self) -> str:
        return "".join(word.text for word in self.words)

    @property
    def sounds(self) -> bool:
        """Whether some word may be meant by its sound."""
        return any(word.is_letters for word in self.words)


def _word(text: str) -> Word:
    letters = _LETTERS.fullmatch(text) is not None
    return Word(text, letters, tuple(divisions(text)) if letters and len(text) > 1 else ())


def read(query: str) -> Asked:
    """The words of a query, each once, in their order. Nothing that is a name's part is ever refused."""
    query = query[:LONGEST].encode(errors="ignore").decode()
    code = normalise_code(query).upper()
    texts = dict.fromkeys(text for text in (fold(part) for part in query.split()) if text)
    words = tuple(_word(text) for text in list(texts)[:MOST_WORDS])
    return Asked(words, code if _CODE.fullmatch(code) else "")


def parted(asked: Asked) -> Asked | None:
    """The same with words divided where letters meet other characters: 杭州lhcy. None when none does."""
    texts = [run for word in asked.words for run in _RUNS.findall(word.text)]
    return _again(texts) if len(texts) > len(asked.words) else None


def paired(asked: Asked) -> Asked | None:
    """One long word as words of two characters, in any order: 青岚茶业 for 青岚县蓝鹤茶业. None when it is not such."""
    text = asked.joined
    if len(asked.words) > 1 or asked.sounds or len(text) < 4 or len(text) % 2:
        return None
    return _again([text[at : at + 2] for at in range(0, len(text), 2)])


def _again(texts: list[str]) -> Asked:
    return Asked(tuple(_word(text) for text in dict.fromkeys(texts)), "")

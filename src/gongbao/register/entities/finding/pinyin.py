"""Names by their sound: syllables typed without tones, divided every way they can be, held against the readings."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from itertools import islice, product

from gongbao.kernel.names.pinyin import dictionary
from gongbao.register.entities.folding import characters, first_letter, initials

MOST_DIVISIONS = 6
MOST_BEGUN = 600  # characters that an unfinished syllable is narrowed to; of more, any will do
LONGEST = 6  # zhuang, chuang, shuang
_HAN = range(0x3400, 0xA000)  # the Chinese characters of the basic plane


def _toneless(reading: str) -> str:
    plain = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(c for c in plain if c.isascii())


@lru_cache(maxsize=30_000)
def readings(character: str) -> tuple[str, ...]:
    """How a character can be read, without tones, the most usual first; letters and figures are read as they are."""
    found = dictionary().get(ord(character))
    if not found:
        return (character,) if character.isascii() else ()
    return tuple(dict.fromkeys(_toneless(reading) for reading in found.split(",")))


@lru_cache(maxsize=1)
def _by_sound() -> Mapping[str, Sequence[str]]:
    """Each syllable's characters among the 6,763 of GB 2312, in its order: the usual ones first."""
    found: dict[str, list[str]] = {}
    for row in range(0xB0, 0xF8):
        for character in bytes(b for cell in range(0xA1, 0xFF) for b in (row, cell)).decode("gb2312", errors="ignore"):
            for reading in readings(character):
                found.setdefault(reading, []).append(character)
    return found


@lru_cache(maxsize=1)
def _all_by_sound() -> Mapping[str, str]:
    """The same of all characters of the basic plane: names have many that GB 2312 has not."""
    found: dict[str, list[str]] = {}
    for code in _HAN:
        for reading in readings(chr(code)):
            found.setdefault(reading, []).append(chr(code))
    return {reading: "".join(some) for reading, some in found.items()}


def spoken() -> Iterator[tuple[str, int]]:
    """Every reading by which a character is found, of the basic plane: what pairs are read by."""
    return ((reading, ord(character)) for reading, some in _found_by_sound().items() for character in some)


@lru_cache(maxsize=1)
def mark_of_readings() -> str:
    """Changes with the dictionary: pairs read by another one have to be read anew."""
    return sha256(repr(sorted(spoken())).encode()).hexdigest()


def sounds_of(gram: int) -> list[str]:
    """The ways to read a bigram of two Chinese characters, its two syllables apart by a blank."""
    return [f"{a} {b}" for a, b in product(*map(_of_han, characters(gram)))]


def _of_han(character: str) -> Sequence[str]:
    return _found_as(character) if ord(character) in _HAN else ()


@lru_cache(maxsize=30_000)
def _found_as(character: str) -> Sequence[str]:
    """The readings by which a character is found: those that begin as its initial, and the other one of a few.

    By all of them 有限公司 would also be you wen gong ci.
    """
    also = _TWO_WAYS.get(character)
    return [one for one in readings(character) if one == also or one[:1] == first_letter(character)]


@lru_cache(maxsize=1)
def _found_by_sound() -> Mapping[str, frozenset[str]]:
    """Syllable to the characters of the basic plane that are found by it."""
    found: dict[str, set[str]] = {}
    for code in _HAN:
        for reading in _found_as(chr(code)):
            found.setdefault(reading, set()).add(chr(code))
    return {reading: frozenset(some) for reading, some in found.items()}


def is_syllable(letters: str) -> bool:
    """Whether this is a whole syllable."""
    return letters in _found_by_sound()


@lru_cache(maxsize=2_000)
def pattern(syllables: tuple[str, ...]) -> str:
    """A regular expression that finds names with characters read so side by side; the last may be unfinished."""
    *whole, last = syllables
    known = _all_by_sound()
    begun = "".join(found for reading, found in known.items() if reading.startswith(last))
    return "".join(f"[{known.get(s, s)}]" for s in whole) + (f"[{begun}]" if 0 < len(begun) <= MOST_BEGUN else ".")


@lru_cache(maxsize=1)
def _syllables() -> tuple[frozenset[str], frozenset[str]]:
    """All syllables (of at least two letters, and a, e, o), and all their beginnings."""
    whole = frozenset(s for s in _by_sound() if s in {"a", "e", "o"} or (s[1:] and s not in {"hm", "ng", "hng"}))
    return whole, frozenset(s[:n] for s in whole for n in range(1, len(s) + 1))


def read_as(syllable: str, *, beginning: bool = False) -> Sequence[str]:
    """Characters read so, the usual ones first; with `beginning`, for no syllable, those whose reading begins so."""
    known = _by_sound()
    if syllable in known or not beginning:
        return known.get(syllable, [])
    return [c for reading, found in known.items() if reading.startswith(syllable) for c in found]


#: Characters that names have in two readings, with the one that the column of initials has not. Rarer ones are left
#: out: 省 is also read xian, but each initial more makes every 县 slower to find.
_TWO_WAYS = {
    "长": "zhang",
    "行": "xing",
    "重": "chong",
    "乐": "yue",
    "调": "tiao",
    "朝": "zhao",
    "会": "kuai",
    "藏": "zang",
    "曾": "zeng",
    "厦": "xia",
    "弹": "tan",
    "单": "shan",
    "查": "zha",
}
MOST_LETTERS = 4


@lru_cache(maxsize=1)
def _other_letters() -> Mapping[str, str]:
    """Syllable to the initial under which a character that is also read so stands."""
    return {reading: initials(character) for character, reading in _TWO_WAYS.items()}


@lru_cache(maxsize=2_000)
def letters_of(syllables: tuple[str, ...]) -> tuple[str, ...]:
    """The initials under which names with these syllables may stand, the plain ones first: zy, cy of zhang yu."""
    each = [s[0] + _other_letters().get(s, "") for s in syllables]
    return tuple("".join(one) for one in islice(product(*each), MOST_LETTERS))


def warm_up() -> None:
    """Build the tables of readings now."""
    mark_of_readings()
    for syllables in divisions("xian"):
        pattern(syllables)
        letters_of(syllables)


def divisions(letters: str) -> list[tuple[str, ...]]:
    """The ways to divide letters into syllables, fewest first. [] when there is none.

    `xian` is 西安 and 先. The last syllable may be unfinished when nothing else fits, as while typing; a syllable of
    one letter (a, e, o) is only believed when nothing else fits.
    """
    whole, _ = _syllables()
    found = sorted(_divided(letters, MOST_DIVISIONS * 4), key=len)
    finished = [one for one in found if one[-1] in whole] or found
    sure = [one for one in finished if min(map(len, one)) > 1] or finished
    return [one for one in sure if max(map(len, one)) > 1][:MOST_DIVISIONS]


def _divided(letters: str, most: int) -> list[tuple[str, ...]]:
    whole, beginnings = _syllables()
    dead: set[int] = set()

    def walk(at: int) -> Iterator[tuple[str, ...]]:
        if at in dead:
            return
        some = False
        for size in range(min(LONGEST, len(letters) - at), 0, -1):
            piece = letters[at : at + size]
            last = at + size == len(letters)
            if last and piece in beginnings:
                some = True
                yield (piece,)
            elif piece in whole:
                for rest in walk(at + size):
                    some = True
                    yield (piece, *rest)
        if not some:
            dead.add(at)

    found: list[tuple[str, ...]] = []
    for one in walk(0):
        found.append(one)
        if len(found) == most:
            break
    return found


def spoken_at(folded: str, read: tuple[frozenset[str], ...]) -> int:
    """Where in a folded name characters stand that are `read_by`, one after the other, or -1."""
    first, *others = read
    for at in range(len(folded) - len(others)):
        if folded[at] in first:
            for n, some in enumerate(others, at + 1):
                if folded[n] not in some:
                    break
            else:
                return at
    return -1


@lru_cache(maxsize=200)
def read_by(syllables: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    """The characters that each syllable may stand for: of the last, those whose reading begins so."""
    *whole, last = syllables
    known = _found_by_sound()
    begun: frozenset[str] = frozenset().union(*(some for reading, some in known.items() if reading.startswith(last)))
    return *(known.get(one, frozenset()) for one in whole), begun


def sounds_alike(one: str, other: str) -> bool:
    """Whether two characters share a reading: the usual wrong character."""
    return not set(readings(one)).isdisjoint(readings(other))

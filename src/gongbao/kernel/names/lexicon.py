"""The words names are made of: places, lines of business with how common each is, legal forms.

Lines of business carry their uses per 100,000 names, counted once over public registrations; a word is here only when
hundreds of firms use it, so nothing can be learned from it about any one of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

# Longest first: the first that fits is the one meant.
PLACE_SUFFIXES = (
    "特别行政区",
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "自治区",
    "自治州",
    "自治县",
    "地区",
    "林区",
    "新区",
)
SHORT_SUFFIXES = ("省", "市", "县", "区", "州", "盟", "旗", "镇", "乡")
LONGEST_WORD = 4
LONGEST_PLACE = 12


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`places`: spelling → stem, `parents`: stem → stems of the places around it, `lines`: word → uses per 100,000.

    `lengths`: the lengths of the places that begin with two characters, longest first.
    """

    places: Mapping[str, str]
    parents: Mapping[str, frozenset[str]]
    lines: Mapping[str, int]
    lengths: Mapping[str, Sequence[int]]


def _words(name: str) -> str:
    return files(__package__).joinpath("words", name).read_text(encoding="utf-8")


def stem(place: str) -> str:
    """A place without the word for its rank: 青岚县 → 青岚. Two characters always stay."""
    for suffix in PLACE_SUFFIXES + SHORT_SUFFIXES:
        if place.endswith(suffix) and len(place) - len(suffix) >= 2:
            return place[: -len(suffix)]
    return place


def former_places() -> dict[str, str]:
    """Places that were renamed, by their earlier name. An old name and a new one are one place at any date."""
    rows = (line.split("\t") for line in _words("former.tsv").splitlines())
    return {before: after for before, after, _ in rows}


@lru_cache(maxsize=1)
def built_in() -> Lexicon:
    """Provinces, their cities, the commonest lines of business."""
    return extended(())


def extended(divisions: Iterable[tuple[str, str]]) -> Lexicon:
    """The built-in words and an installation's own divisions, as (name, name of the place around it or '')."""
    places: dict[str, str] = {"中国": "中国", "中华": "中国"}
    parents: dict[str, set[str]] = {}
    renamed = former_places()
    known: list[tuple[str, str]] = []
    for line in _words("regions.txt").splitlines():
        province, *cities = line.split()
        known += [(province, ""), *((city, province) for city in cities)]
    for name, around in (*known, *divisions):
        short = stem(name)
        if len(short) < 2:
            continue
        places |= {short: short, name: short}
        if name == short:
            places |= {short + suffix: short for suffix in ("省", "市")}
        if around:
            outer = stem(around)
            parents.setdefault(short, set()).update({outer, *parents.get(outer, ())})
    for before, after in renamed.items():
        places |= {before: after, before + "市": after}
    lines = (row.split("\t") for row in _words("industry.tsv").splitlines())
    lengths: dict[str, set[int]] = {}
    for place in places:
        lengths.setdefault(place[:2], set()).add(len(place))
    return Lexicon(
        lengths={begins: sorted(found, reverse=True) for begins, found in lengths.items()},
        places=places,
        parents={place: frozenset(around) for place, around in parents.items()},
        lines={word: int(uses) for word, uses in lines},
    )

"""Which division a text speaks of: a gazetteer with short names and bynames, and context where names are shared.

A name that several divisions bear (鼓楼区; a town called 和平) is decided by, in this order: another place named in the
same text that lies above or below it; the home county; how full the name is written; how high the division stands.
Short names that are everyday words are no names at all, except the home county's own.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from .places_words import ABROAD, COMMON, LAND, NATIONS, SUFFIXES

PROVINCE, CITY, COUNTY, TOWN, VILLAGE = 1, 2, 3, 4, 5
_HIGH = {PROVINCE: 0.5, CITY: 0.45, COUNTY: 0.2}  # of places not told apart otherwise the higher is meant
# What the words around the place of an incident look like, to the next verb or mark.
_DETAIL = re.compile(
    r"^[^,。;:!?、\s()]{0,28}?(?=发生|突发|一[名辆家栋处座个所间男女幢]|起火|着火|失火|爆炸|坍塌|垮塌|因|,|。|;|:|致|造成|被|突然|的|又|再"
    r"|[两三四多数]车|相撞|追尾|侧翻|开展|组织|举行|凌晨|清晨|[上下]午|傍晚|深夜|夜间|$)"
)
_NOT_PLACE_AFTER = re.compile(
    r"^(?:《|媒体|时间|警方称|联社|驻华|大使|总统|总理|外长|国防部|外交部|新闻|日报|晚报|晨报|早报|网|电视台|电台|人(?!民|行)|籍|产|话|菜|队|商会|银行|大学|路(?!段|口)|大道|街(?!道))"
)
_AGENCY_BEFORE = re.compile(r"(?:新华社|新华网|中新网|人民网|中新社|本报|[^充停断供输用家]电|驻|据)$")


class Division(NamedTuple):
    """A row of the gazetteer: code, name, the code above ("" at the top), level 1 to 5, and other names."""

    code: str
    name: str
    parent: str
    level: int
    aliases: tuple[str, ...] = ()


class Place(NamedTuple):
    """The division meant ("" code: a place abroad, or only described), how sure (0 to 1), and the words about it."""

    code: str
    name: str
    level: int
    sure: float
    detail: str
    abroad: bool = False


class Mention(NamedTuple):
    """A name found in a text: where, which divisions bear it, whether it is the full name."""

    start: int
    end: int
    codes: tuple[str, ...]
    full: bool
    abroad: bool = False


def short(name: str, level: int) -> str:
    """A division's name without its kind: 青岚县 → 青岚, 海西蒙古族藏族自治州 → 海西; itself if too little is left."""
    for suffix in SUFFIXES[level]:
        if name.endswith(suffix):
            bare = name[: -len(suffix)]
            for nation in NATIONS:  # several peoples may stand in one name
                bare = bare.replace(nation, "") if len(bare) - len(nation) >= 2 else bare
            return bare if len(bare) >= 2 else name
    return name


@dataclass
class Gazetteer:
    """Divisions by their names. `home` is the county whose office reads: its own places win where a name is shared."""

    home: str = ""
    divisions: dict[str, Division] = field(default_factory=dict)
    _names: dict[str, list[tuple[str, bool]]] = field(default_factory=dict)
    _starts: dict[str, list[str]] = field(default_factory=dict)
    _above: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, divisions: Iterable[Division], *, home: str = "") -> "Gazetteer":
        built = cls(home=home)
        for division in divisions:
            built.divisions[division.code] = division
        for division in built.divisions.values():
            built._enter(division)
        for word in ABROAD:
            built._names.setdefault(word, []).append(("", True))
        for name in built._names:
            built._starts.setdefault(name[:2], []).append(name)
        for names in built._starts.values():
            names.sort(key=len, reverse=True)
        for code in built.divisions:
            built._above[code] = built._line(code)
        return built

    def _enter(self, division: Division) -> None:
        for name in (division.name, *division.aliases):
            if len(name) >= 2 and name not in {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}:
                self._names.setdefault(name, []).append((division.code, True))
        bare = short(division.name, division.level)
        near = self.home and (self.home in self._line(division.code) or division.code in self._line(self.home))
        # A town's short name means the town only to its own county.
        if bare != division.name and (division.level <= COUNTY or near) and (near or bare not in COMMON):
            self._names.setdefault(bare, []).append((division.code, False))

    def _line(self, code: str) -> frozenset[str]:
        found = []
        while code and code in self.divisions and code not in found:
            found.append(code)
            code = self.divisions[code].parent
        return frozenset(found)

    def names(self) -> Iterable[str]:
        """Every name that is looked for."""
        return self._names.keys()

    def above(self, code: str) -> frozenset[str]:
        """A division and all above it."""
        return self._above.get(code, frozenset())

    def related(self, one: str, other: str) -> bool:
        """Whether one of two divisions lies in the other."""
        return one in self.above(other) or other in self.above(one)

    def mentions(self, text: str) -> list[Mention]:
        """The names in a text, the longest at each place, without overlap."""
        found: list[Mention] = []
        position = 0
        starts = self._starts
        while position < len(text) - 1:
            for name in starts.get(text[position : position + 2], ()):
                if text.startswith(name, position) and not self._mistaken(text, position, name):
                    bearers = self._names[name]
                    codes = tuple(code for code, _ in bearers if code)
                    found.append(
                        Mention(position, position + len(name), codes, any(full for _, full in bearers), not codes)
                    )
                    position += len(name) - 1
                    break
            position += 1
        return found

    def _mistaken(self, text: str, position: int, name: str) -> bool:
        after = text[position + len(name) : position + len(name) + 4]
        return bool(_NOT_PLACE_AFTER.match(after)) and not name.endswith(("省", "市", "县", "区", "镇", "乡"))

    def place(self, title: str, text: str = "") -> Place | None:
        """Where the incident is. The title speaks first, the text makes it exact; None if neither names a place."""
        whole = f"{title}。{text}" if text else title
        mentions = self.mentions(whole)
        weights: dict[str, float] = {}
        bearing: dict[str, Mention] = {}
        named = [set(mention.codes) for mention in mentions]
        for number, mention in enumerate(mentions):
            if _AGENCY_BEFORE.search(whole[max(0, mention.start - 4) : mention.start]) or mention.start > 400:
                continue
            for code, weight in self._weighed(mention, number, named, len(title)):
                weights[code] = weights.get(code, 0.0) + weight
                bearing.setdefault(code, mention)
        abroad = next(
            (
                m
                for m in mentions
                if m.abroad
                and m.start <= len(title) + 60
                and not _AGENCY_BEFORE.search(whole[max(0, m.start - 4) : m.start])
            ),
            None,
        )
        if not weights:
            return self._abroad(whole, abroad) if abroad else None
        code = self._deepest(weights)
        if abroad and self.home not in self.above(code) and abroad.start < bearing[code].start:
            return self._abroad(whole, abroad)
        return self._found(whole, code, weights, mentions)

    def _abroad(self, text: str, mention: Mention) -> Place:
        word = text[mention.start : mention.end]
        return Place("", LAND.get(word, word), 0, 0.8, _detail(text, mention.end), abroad=True)

    def _weighed(self, mention: Mention, number: int, named: list[set[str]], title: int) -> Iterable[tuple[str, float]]:
        others = set().union(*(codes for n, codes in enumerate(named) if n != number)) if len(named) > 1 else set()
        lines = frozenset[str]().union(*(self._above[other] for other in others))
        early = 1.6 if mention.start < title else 1.3 if mention.start < title + 60 else 0.7
        found = []
        for code in mention.codes:
            above = self._above[code]
            if len(mention.codes) > 1 and any(other != code and other in above for other in mention.codes):
                continue  # 长沙 is the city, not the county in it that shares its short name
            level = self.divisions[code].level
            context = code in lines or not others.isdisjoint(above)  # a place above it or below it is named too
            home = bool(self.home) and self.home in above
            weight = 1.0 + 2.0 * context + 2.5 * home + 0.4 * mention.full + _HIGH.get(level, 0.0)
            if not context and not home and level >= TOWN:
                weight = 0.0 if len(mention.codes) > 1 else weight - 0.8
            found.append((code, weight * early))
        best = max((weight for _, weight in found), default=0.0)
        return [(code, weight) for code, weight in found if weight > max(0.5, best * 0.75)]

    def _deepest(self, weights: Mapping[str, float]) -> str:
        """The division whose whole line above it is best borne out; of one line, the lowest named."""

        def line(code: str) -> float:
            return sum(weights.get(above, 0.0) for above in self.above(code))

        return max(weights, key=lambda code: (round(line(code), 6), self.divisions[code].level, code))

    def _found(self, text: str, code: str, weights: Mapping[str, float], mentions: list[Mention]) -> Place:
        line = self.above(code)
        agreeing = sum(weight for other, weight in weights.items() if other in line)
        rivals = sum(weight for other, weight in weights.items() if other not in line and code not in self.above(other))
        sure = round(agreeing / (agreeing + rivals), 2)
        last = next(m for m in mentions if code in m.codes)
        division = self.divisions[code]
        return Place(code, division.name, division.level, sure, _detail(text, last.end))


def _detail(text: str, end: int) -> str:
    match = _DETAIL.match(text[end : end + 40])
    return match[0].strip("境内在") if match else ""

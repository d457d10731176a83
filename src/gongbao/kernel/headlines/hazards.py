"""What kind of incident a text tells of: words with weights (hazards.csv), a threshold, the four classes of the law.

The words are data: a county adds its own (`Rules.of(extra=…)`). A row without a kind weakens all kinds: a film about a
quake, a drill, an anniversary. A drill is said, not thrown away: the reader decides.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

#: kind -> (class of the Emergency Response Law, name)
KINDS: dict[str, tuple[str, str]] = {
    "traffic": ("accident", "交通事故"),
    "fire": ("accident", "火灾"),
    "explosion": ("accident", "爆炸泄漏"),
    "mine": ("accident", "矿山事故"),
    "collapse": ("accident", "坍塌"),
    "accident": ("accident", "其他生产安全事故"),
    "drowning": ("accident", "溺水"),
    "utility": ("accident", "水电气通信中断"),
    "environment": ("accident", "环境污染"),
    "poisoning": ("accident", "一氧化碳等中毒"),
    "forest_fire": ("natural", "森林草原火灾"),
    "earthquake": ("natural", "地震"),
    "geological": ("natural", "地质灾害"),
    "flood": ("natural", "洪涝"),
    "storm": ("natural", "气象灾害"),
    "food_poisoning": ("health", "食物中毒"),
    "epidemic": ("health", "传染病疫情"),
    "gathering": ("security", "群体性事件"),
    "violence": ("security", "治安刑事案件"),
    "school": ("security", "校园安全"),
}
#: Kinds that one incident may be told as: a blast that burns, a storm that floods.
KIN = (
    frozenset({"fire", "explosion", "forest_fire"}),
    frozenset({"explosion", "mine", "accident", "poisoning"}),
    frozenset({"collapse", "accident", "geological"}),
    frozenset({"storm", "flood", "geological"}),
    frozenset({"food_poisoning", "poisoning"}),
    frozenset({"traffic", "accident", "drowning"}),
    frozenset({"explosion", "violence"}),
    frozenset({"school", "violence", "food_poisoning"}),
    frozenset({"drowning", "flood"}),
    frozenset({"environment", "explosion"}),
)
ENOUGH = 2.0  # weight from which a text is taken to tell of an incident
MANY = 3  # dead or missing from which a text is of an incident even if no word says of what kind
HURT = 1.5  # what a figure of dead, hurt, missing or trapped adds to a kind already named
DRILL = re.compile(r"演练|演习")


class Hazard(NamedTuple):
    """The kind, its class, the weight, the words that spoke for it, whether a drill, the other kinds told."""

    kind: str
    category: str
    weight: float
    words: tuple[str, ...]
    drill: bool
    also: tuple[str, ...] = ()


class Rules(NamedTuple):
    """The words by their first character, longest first, and what each weighs for which kinds."""

    starts: dict[str, tuple[str, ...]]
    weights: dict[str, tuple[tuple[str, float], ...]]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, float]]) -> "Rules":
        weights: dict[str, list[tuple[str, float]]] = {}
        for kind, word, weight in rows:
            if kind and kind not in KINDS:
                raise ValueError(f"unknown kind of incident: {kind}")
            weights.setdefault(word, []).append((kind, weight))
        starts: dict[str, list[str]] = {}
        for word in sorted(filter(None, weights), key=len, reverse=True):
            starts.setdefault(word[0], []).append(word)
        return cls(
            {first: tuple(words) for first, words in starts.items()},
            {word: tuple(found) for word, found in weights.items()},
        )

    def heard(self, text: str) -> Iterator[str]:
        """The longest word that begins at each place; a word inside another (中毒 in 食物中毒) is heard too."""
        starts = self.starts
        for place, first in enumerate(text):
            if first in starts:
                for word in starts[first]:
                    if text.startswith(word, place):
                        yield word
                        break


def rows() -> list[tuple[str, str, float]]:
    """The words that come with the program."""
    text = files(__package__).joinpath("hazards.csv").read_text(encoding="utf-8")
    return [(row["kind"], row["word"], float(row["weight"])) for row in csv.DictReader(text.splitlines())]


@cache
def standard() -> Rules:
    return Rules.of(rows())


def hazard(title: str, text: str = "", *, hurt: int = 0, rules: Rules | None = None) -> Hazard | None:
    """The kind of incident told, or None. The title weighs full, the text half; each word once.

    `hurt` is how many persons the text says are dead, missing, hurt, trapped or ill, the gravest kind it names.
    """
    weights, spoke, against = _weighed(title, text, rules or standard())
    if hurt >= MANY and not weights and not against:
        return Hazard("accident", KINDS["accident"][0], ENOUGH, (), drill=False)
    if not weights:
        return None
    final = {kind: weight + against + (HURT if hurt and weight >= 1 else 0) for kind, weight in weights.items()}
    drill = bool(DRILL.search(title))
    ranked = sorted(final, key=lambda kind: (-final[kind], kind))
    best = ranked[0]
    if final[best] < ENOUGH and not (drill and weights[best] >= ENOUGH):
        return None
    also = tuple(kind for kind in ranked[1:] if final[kind] >= ENOUGH)
    return Hazard(best, KINDS[best][0], round(final[best], 2), tuple(spoke[best]), drill, also)


def _weighed(title: str, text: str, rules: Rules) -> tuple[dict[str, float], dict[str, list[str]], float]:
    """What the words weigh for each kind, which words spoke, and what speaks against all kinds."""
    weights: dict[str, float] = {}
    spoke: dict[str, list[str]] = {}
    against = 0.0
    heard: set[str] = set()
    for part, share in ((title, 1.0), (text[:240], 0.5)):
        for word in rules.heard(part):
            if word in heard:
                continue
            heard.add(word)
            for kind, weight in rules.weights[word]:
                if kind:
                    weights[kind] = weights.get(kind, 0.0) + weight * share
                    spoke.setdefault(kind, []).append(word)
                else:
                    against += weight * share
    return weights, spoke, against


def akin(one: str, other: str) -> bool:
    """Whether two kinds may be one incident, told differently."""
    return one == other or any(one in kin and other in kin for kin in KIN)

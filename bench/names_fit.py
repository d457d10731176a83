"""Learns the weights of the evidence from the pairs marked `fit`: logistic regression of the truth on the outcomes.

    python -m bench.names_fit PAIRS.csv [PAIRS.csv …]

Writes the weights the product ships. Pairs marked `measure` are never read here. Pairs that structure alone decides
(branches, groups, codes, stated former names) teach nothing and are left out.
"""

import csv
import json
import math
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.names_pool import COUNTY
from gongbao.kernel import names
from gongbao.kernel.names.compare import Weights, compare
from gongbao.kernel.names.lexicon import Lexicon, extended

ROUNDS, RATE, RIDGE = 400, 2.0, 1e-4
DECIDED = ("text", "former", "code", "branch", "group")
NEUTRAL = Weights({}, 0.0, 0.9, 0.0)
Example = tuple[list[str], bool]


def examples(paths: Iterable[Path], lexicon: Lexicon) -> list[Example]:
    found: list[Example] = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                if row["half"] != "fit":
                    continue
                outcomes = compare(row["a"], row["b"], lexicon=lexicon, weights=NEUTRAL).outcomes
                if not outcomes.keys() & set(DECIDED):
                    found.append(
                        ([f"{part}:{outcome}" for part, outcome in outcomes.items()], row["one_firm"] == "True")
                    )
    return found


def fit(found: Sequence[Example]) -> tuple[dict[str, float], float]:
    """Weights by gradient descent; a small penalty keeps a rare outcome from shouting."""
    features = sorted({feature for outcome, _ in found for feature in outcome})
    weights, bias = dict.fromkeys(features, 0.0), 0.0
    counted: dict[tuple[str, ...], list[int]] = {}
    for outcome, truth in found:
        cell = counted.setdefault(tuple(outcome), [0, 0])
        cell[truth] += 1
    total = len(found)
    for _ in range(ROUNDS):
        slopes, slope = dict.fromkeys(features, 0.0), 0.0
        for outcome, (no, yes) in counted.items():
            odds = bias + sum(weights[feature] for feature in outcome)
            error = yes - (no + yes) / (1 + math.exp(-odds))
            slope += error
            for feature in outcome:
                slopes[feature] += error
        bias += RATE * slope / total
        for feature in features:
            weights[feature] += RATE * (slopes[feature] / total - RIDGE * weights[feature])
    return weights, bias


def main() -> None:
    lexicon = extended([*COUNTY, *areas()])
    weights, bias = fit(examples(map(Path, sys.argv[1:]), lexicon))
    learned = {
        "odds": {feature: round(weight, 3) for feature, weight in sorted(weights.items())},
        "bias": round(bias, 3),
        "same": 0.9,
        "possible": 0.1,
    }
    out = Path(names.__file__).parent / "words" / "weights.json"
    out.write_text(json.dumps(learned, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def areas() -> list[tuple[str, str]]:
    """Divisions beside the pairs, when the pairs are of real names: `areas.csv` in the folder of the first file."""
    path = Path(sys.argv[1]).parent / "areas.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return [(row["name"], "") for row in csv.DictReader(lines)]


if __name__ == "__main__":
    main()

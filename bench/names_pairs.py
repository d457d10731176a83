"""The labelled pairs of company names: one documented procedure, run on made-up names or on a register's file.

    python -m bench.names_pairs [--names FILE.csv.gz --divisions FILE.csv] [--pairs N] --out PAIRS.csv

Every case below takes firms of the pool and writes a second name by one stated operation, so that the truth (one firm
or two) is known by construction, never judged. `label` is what the two names alone allow one to conclude: where one
and the same text could come from one firm or from two (the sounds of a name, a slip in the trade name, a rename
nobody states), the label is `possible`, whatever the truth, and both truths are in the set. A firm is in the half for
fitting or in the half for measuring by a hash of its name, and a pair only joins firms of one half.
"""

import argparse
import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bench import names_different as different
from bench import names_same as same
from bench import names_unsure as unsure
from bench.names_pool import COUNTY, Case, Pool, half_of, made_up, real
from gongbao.kernel.names.lexicon import Lexicon, extended


class Pair(NamedTuple):
    """Two names, the case they are of, what the names alone allow to conclude, the truth, and the half they are in."""

    a: str
    b: str
    case: str
    label: str
    one_firm: bool
    half: str


CASES: dict[str, tuple[Case, str, bool]] = {
    "other script": (same.script, "same", True),
    "width, marks, spaces": (same.noise, "same", True),
    "other order": (same.order, "same", True),
    "place in brackets": (same.place_in_brackets, "same", True),
    "place with its rank": (same.place_rank, "same", True),
    "form worded otherwise": (same.form_wording, "same", True),
    "form changed": (same.form_changed, "same", True),
    "slip outside the trade name": (same.slip, "same", True),
    "former name stated": (same.former_stated, "same", True),
    "letters, other form": (same.latin_forms, "same", True),
    "old code in new": (same.old_code, "same", True),
    "slip in the trade name": (unsure.slip_in_trade, "possible", True),
    "renamed silently": (unsure.renamed, "possible", True),
    "pinyin": (unsure.pinyin, "possible", True),
    "pinyin of a homophone": (unsure.pinyin_of_neighbour, "possible", False),
    "English": (unsure.in_english, "possible", True),
    "without its place": (unsure.without_place, "possible", True),
    "another's without its place": (unsure.without_place_other, "possible", False),
    "same uncommon trade name, other line": (unsure.other_line_rare, "possible", False),
    "branch": (different.branch, "related", False),
    "group": (different.group, "related", False),
    "one character, other firm": (different.one_character, "different", False),
    "homophone, other firm": (unsure.homophone, "possible", False),
    "same trade name elsewhere": (different.elsewhere, "different", False),
    "same common trade name, other line": (different.other_line, "different", False),
    "other trade name, same line": (different.other_trade, "different", False),
    "longer trade name": (different.longer_trade, "different", False),
    "other number": (different.numbered, "different", False),
    "other code": (different.other_code, "different", False),
    "English of another": (different.english_of_another, "different", False),
    "any two": (different.any_other, "different", False),
}


def pairs(names: Sequence[str], lexicon: Lexicon, per_half: int) -> Iterator[Pair]:
    """The set: every case the same number of times, or as often as the pool has one."""
    each = max(1, per_half // len(CASES))
    for half in ("fit", "measure"):
        pool = Pool([name for name in names if half_of(name) == half], lexicon, half)
        for case, (make, label, one_firm) in CASES.items():
            yield from _of_case(pool, case, make, label, one_firm, each, half)


def _of_case(pool: Pool, case: str, make: Case, label: str, one_firm: bool, each: int, half: str) -> Iterator[Pair]:
    found = 0
    for firm in pool.random.sample(pool.plain, len(pool.plain)):
        if found == each:
            return
        other = make(pool, firm)
        if other is None or other == firm.name:
            continue
        a, b = other if isinstance(other, tuple) else (firm.name, other)
        found += 1
        yield Pair(a, b, case, label, one_firm, half)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.names_pairs", description=__doc__)
    parser.add_argument("--names", type=Path, help="a register's file; without it, made-up names")
    parser.add_argument("--divisions", type=Path, help="areas of the country as CSV, for real names")
    parser.add_argument("--pairs", type=int, default=12_000)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    names = real(options.names) if options.names else made_up(60_000)
    write(options.out, names, lexicon_for(options.divisions), options.pairs)


def write(path: Path, names: Sequence[str], lexicon: Lexicon, count: int) -> None:
    """The pairs as CSV with the columns of Pair."""
    with path.open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(Pair._fields)
        rows.writerows(pairs(names, lexicon, count // 2))


def lexicon_for(divisions: Path | None) -> Lexicon:
    """The made-up county, or the divisions of a file (code, name, …)."""
    if not divisions:
        return extended(COUNTY)
    with divisions.open(encoding="utf-8", newline="") as lines:
        return extended([(row["name"], "") for row in csv.DictReader(lines)])


if __name__ == "__main__":
    main()

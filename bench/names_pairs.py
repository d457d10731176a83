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
import gzip
import hashlib
import random  # noqa: TID251 (seeded: the same pairs every time)
import re
import string
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import opencc
from pypinyin import lazy_pinyin

from gongbao.kernel.names.align import common_trades, one_edit
from gongbao.kernel.names.lexicon import Lexicon, built_in, extended
from gongbao.kernel.names.parts import LIMITED, SHARES, Parts, read
from gongbao.kernel.names.sounds import english, likeness, readings
from gongbao.kernel.statutes.identifiers import ALPHABET, organisation_check_character, uscc_check_character

SEED = 20260101
TRADITIONAL = opencc.OpenCC("s2t")
PLACES = ("青岚", "云岭", "松坪", "临溪", "白鹤", "柳湾", "石门", "竹溪", "南坡", "大塘", "桐花", "北涧")
COUNTY = [(f"{place}县", "") for place in PLACES]
# Characters that trade names are made of, commonest first, as in any register.
TRADE = (
    "华金鑫东海新兴达大天丰宏盛源利泰恒安信通荣隆永福德顺和瑞佳博润远嘉龙宇创美昌中万亿康立诚建祥联正"
    "凯亚捷辉明春江星宝富旺"
)
_ENGLISH_FORM = re.compile(r" (Co\.|CO\.|Company ).*$")
FORM_WORDING = {LIMITED: ("有限公司", "有限责任公司"), SHARES: ("股份有限公司",)}


class Pair(NamedTuple):
    """Two names, the case they are of, what the names alone allow to conclude, the truth, and the half they are in."""

    a: str
    b: str
    case: str
    label: str
    one_firm: bool
    half: str


class Firm(NamedTuple):
    """A name of the pool and its parts."""

    name: str
    parts: Parts


Case = Callable[["Pool", Firm], str | tuple[str, str] | None]


class Pool:
    """Firms that a case draws from; neighbours are found by their trade names."""

    def __init__(self, names: Sequence[str], lexicon: Lexicon, half: str) -> None:
        self.random = random.Random(f"{SEED}{half}")
        self.lexicon = lexicon
        self.firms = [Firm(name, read(name, lexicon)) for name in names]
        self.plain = [
            firm
            for firm in self.firms
            if firm.parts.places
            and len(firm.parts.trade) in (2, 3)
            and firm.parts.lines
            and not firm.parts.branch
            and firm.parts.form in (LIMITED, SHARES)
            and "(" not in firm.parts.text
            and firm.parts.trade[:2] not in lexicon.lines
            and firm.parts.trade[-2:] not in lexicon.lines
            and firm.parts.trade + "".join(firm.parts.lines) in firm.parts.text
        ]
        self.names = set(names)
        self.by_frame: dict[tuple[object, ...], list[Firm]] = defaultdict(list)
        self.by_trade: dict[str, list[Firm]] = defaultdict(list)
        self.by_line: dict[tuple[object, ...], list[Firm]] = defaultdict(list)
        self.by_beginning: dict[tuple[object, ...], list[Firm]] = defaultdict(list)
        for firm in self.plain:
            self.by_line[firm.parts.places, firm.parts.lines].append(firm)
            self.by_beginning[firm.parts.places, firm.parts.trade[:-1]].append(firm)
            self.by_trade[firm.parts.trade].append(firm)
            for n in range(len(firm.parts.trade)):
                masked = firm.parts.trade[:n] + "*" + firm.parts.trade[n + 1 :]
                self.by_frame[firm.parts.places, masked, firm.parts.lines].append(firm)

    def other(self, firms: Sequence[Firm], firm: Firm) -> Firm | None:
        others = [other for other in firms if other.parts.trade != firm.parts.trade]
        return self.random.choice(others) if others else None

    def neighbour(self, firm: Firm, wanted: Callable[[str, str], bool]) -> Firm | None:
        """Another firm of the pool, of the same place and line of business, one character of the trade name away."""
        trade = firm.parts.trade
        found = [
            other
            for n in range(len(trade))
            for other in self.by_frame[firm.parts.places, trade[:n] + "*" + trade[n + 1 :], firm.parts.lines]
            if (edit := one_edit(trade, other.parts.trade)) and wanted(edit.before, edit.after)
        ]
        return self.random.choice(found) if found else None


def _middle(firm: Firm) -> tuple[str, str, str, str]:
    """The firm's own spelling of place, trade name, line of business and form."""
    text, parts = firm.parts.text, firm.parts
    lines = "".join(parts.lines)
    at = text.index(parts.trade + lines)
    return text[:at], parts.trade, lines, text[at + len(parts.trade + lines) :]


def script(pool: Pool, firm: Firm) -> str | None:
    other = TRADITIONAL.convert(firm.name)
    return other if other != firm.name else None


def noise(pool: Pool, firm: Firm) -> str:
    kind = pool.random.randrange(5)
    if kind == 0:
        return " ".join(firm.name)
    if kind == 1:
        return firm.name.replace("公司", "公司。") + "\u200b"
    if kind == 2:
        return f"“{firm.name}”"
    if kind == 3:
        return "\u3000" + firm.name[:4] + "·" + firm.name[4:]
    return firm.name.replace("(", "（").replace(")", "）") + "\u00a0"


def order(pool: Pool, firm: Firm) -> str:
    place, trade, lines, form = _middle(firm)
    return pool.random.choice(
        (f"{trade}{place}{lines}{form}", f"{place}{form}{trade}{lines}", f"{trade}{lines}{form}{place}")
    )


def place_in_brackets(pool: Pool, firm: Firm) -> str:
    place, trade, lines, form = _middle(firm)
    return pool.random.choice((f"{trade}({place}){lines}{form}", f"{trade}{lines}({place}){form}"))


def place_rank(pool: Pool, firm: Firm) -> str | None:
    place, trade, lines, form = _middle(firm)
    short = "".join(firm.parts.places)
    longer = next(
        (spelling for spelling, stem in pool.lexicon.places.items() if stem == short and spelling != place), None
    )
    return f"{longer}{trade}{lines}{form}" if longer else None


def form_wording(pool: Pool, firm: Firm) -> str | None:
    place, trade, lines, form = _middle(firm)
    return {"有限公司": f"{place}{trade}{lines}有限责任公司", "有限责任公司": f"{place}{trade}{lines}有限公司"}.get(
        form
    )


def form_changed(pool: Pool, firm: Firm) -> str | None:
    place, trade, lines, form = _middle(firm)
    return f"{place}{trade}{lines}股份有限公司" if form in FORM_WORDING[LIMITED] else None


def slip(pool: Pool, firm: Firm) -> str:
    """A slip of the hand in the place, the line of business or the form: never in the trade name."""
    place, trade, _lines, _form = _middle(firm)
    spots = [n for n in range(len(firm.parts.text)) if not len(place) <= n < len(place) + len(trade)]
    at = pool.random.choice(spots[:-1])
    text = firm.parts.text
    kind = pool.random.randrange(3)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at] + text[at:]
    return text[:at] + _homophone(pool, text[at]) + text[at + 1 :]


def _homophone(pool: Pool, character: str) -> str:
    sound = readings(character)
    return pool.random.choice(
        [other for other in COMMON if other != character and readings(other) & sound] or [character]
    )


def _new_trade(pool: Pool) -> str:
    return "".join(pool.random.sample(TRADE, 2))


def former_stated(pool: Pool, firm: Firm) -> tuple[str, str]:
    place, _trade, lines, form = _middle(firm)
    new = f"{place}{_new_trade(pool)}{lines}{form}(原名:{firm.name})"
    return firm.name, new


def slip_in_trade(pool: Pool, firm: Firm) -> str | None:
    place, trade, lines, form = _middle(firm)
    at = pool.random.randrange(len(trade))
    wrong = trade[:at] + _homophone(pool, trade[at]) + trade[at + 1 :]
    name = f"{place}{wrong}{lines}{form}"
    return name if wrong != trade and name not in pool.names else None


def renamed(pool: Pool, firm: Firm) -> str | None:
    """The same firm, of an uncommon trade name, after it took up another line of business; nobody says so."""
    place, trade, _lines, form = _middle(firm)
    if trade in common_trades():
        return None
    other = pool.other(pool.plain, firm)
    return (
        f"{place}{trade}{''.join(other.parts.lines)}{form}" if other and other.parts.lines != firm.parts.lines else None
    )


def pinyin(pool: Pool, firm: Firm) -> str:
    syllables = lazy_pinyin(firm.name)
    return pool.random.choice((" ".join(syllables).title(), "".join(syllables).upper()))


def in_english(pool: Pool, firm: Firm) -> str | None:
    _place, trade, _lines, _form = _middle(firm)
    words = [english(word) for word in firm.parts.lines]
    if not all(words):
        return None
    first = "".join(lazy_pinyin("".join(firm.parts.places))).title()
    ending = pool.random.choice(("Co., Ltd.", "Company Limited", "CO.,LTD", "Co. Ltd"))
    return f"{first} {''.join(lazy_pinyin(trade)).title()} {' '.join(w[0].title() for w in words)} {ending}"


def latin_forms(pool: Pool, firm: Firm) -> tuple[str, str] | None:
    one = in_english(pool, firm)
    return (one, _ENGLISH_FORM.sub("", one).upper() + ", LIMITED") if one else None


def pinyin_of_neighbour(pool: Pool, firm: Firm) -> str | None:
    other = pool.neighbour(firm, lambda x, y: lazy_pinyin(x) == lazy_pinyin(y))
    return pinyin(pool, other) if other else None


def without_place(pool: Pool, firm: Firm) -> str:
    _place, trade, lines, form = _middle(firm)
    return f"{trade}{lines}{form}"


def without_place_other(pool: Pool, firm: Firm) -> str | None:
    others = [
        f
        for f in pool.by_trade[firm.parts.trade]
        if f.parts.places != firm.parts.places and f.parts.lines == firm.parts.lines
    ]
    return without_place(pool, pool.random.choice(others)) if others else None


def branch(pool: Pool, firm: Firm) -> str:
    where = pool.random.choice(("第一", "第二", "城关", "东区", "临溪"))
    return firm.name + where + pool.random.choice(("分公司", "分店", "营业部", "办事处"))


def group(pool: Pool, firm: Firm) -> str:
    place, trade, _lines, _form = _middle(firm)
    return f"{place}{trade}集团有限公司"


def one_character(pool: Pool, firm: Firm) -> str | None:
    other = pool.neighbour(firm, lambda x, y: len(x) == 1 and len(y) == 1 and not likeness(x, y).near_sound)
    return other.name if other else None


def homophone(pool: Pool, firm: Firm) -> str | None:
    other = pool.neighbour(firm, lambda x, y: len(x) == 1 and len(y) == 1 and likeness(x, y).sound)
    return other.name if other else None


def elsewhere(pool: Pool, firm: Firm) -> str | None:
    others = [f for f in pool.by_trade[firm.parts.trade] if not set(f.parts.places) & set(firm.parts.places)]
    return pool.random.choice(others).name if others else None


def other_line(pool: Pool, firm: Firm) -> str | None:
    """A common trade name: many firms of one place bear it."""
    return _other_line(pool, firm) if firm.parts.trade in common_trades() else None


def other_line_rare(pool: Pool, firm: Firm) -> str | None:
    """An uncommon trade name: another firm, which no name tells from one that changed its business."""
    return None if firm.parts.trade in common_trades() else _other_line(pool, firm)


def _other_line(pool: Pool, firm: Firm) -> str | None:
    others = [
        f
        for f in pool.by_trade[firm.parts.trade]
        if f.parts.places == firm.parts.places and not set(f.parts.lines) & set(firm.parts.lines)
    ]
    return pool.random.choice(others).name if others else None


def other_trade(pool: Pool, firm: Firm) -> str | None:
    others = [
        f for f in pool.by_line[firm.parts.places, firm.parts.lines] if not set(f.parts.trade) & set(firm.parts.trade)
    ]
    return pool.random.choice(others).name if others else None


def longer_trade(pool: Pool, firm: Firm) -> str | None:
    others = pool.by_beginning[firm.parts.places, firm.parts.trade]
    return pool.random.choice(others).name if others else None


def numbered(pool: Pool, firm: Firm) -> tuple[str, str]:
    place, trade, lines, _form = _middle(firm)
    one, two = pool.random.sample("一二三四五六", 2)
    return f"{place}{trade}第{one}{lines}厂", f"{place}{trade}第{two}{lines}厂"


def english_of_another(pool: Pool, firm: Firm) -> str | None:
    other = pool.other(pool.plain, firm)
    return in_english(pool, other) if other else None


def any_other(pool: Pool, firm: Firm) -> str:
    return pool.random.choice(pool.firms).name


def _code(pool: Pool) -> str:
    body = "".join(pool.random.choices(string.digits, k=8))
    first = f"91999101{body}{organisation_check_character(body)}"
    return first + uscc_check_character(first)


def old_code(pool: Pool, firm: Firm) -> tuple[str, str]:
    code = _code(pool)
    return f"{code[8:16]}-{code[16]}", code


def other_code(pool: Pool, firm: Firm) -> tuple[str, str]:
    code = _code(pool)
    at = pool.random.randrange(8, 17)
    wrong = pool.random.choice([c for c in ALPHABET[:10] if c != code[at]])
    return code, code[:at] + wrong + code[at + 1 :]


CASES: dict[str, tuple[Case, str, bool]] = {
    "other script": (script, "same", True),
    "width, marks, spaces": (noise, "same", True),
    "other order": (order, "same", True),
    "place in brackets": (place_in_brackets, "same", True),
    "place with its rank": (place_rank, "same", True),
    "form worded otherwise": (form_wording, "same", True),
    "form changed": (form_changed, "same", True),
    "slip outside the trade name": (slip, "same", True),
    "former name stated": (former_stated, "same", True),
    "letters, other form": (latin_forms, "same", True),
    "old code in new": (old_code, "same", True),
    "slip in the trade name": (slip_in_trade, "possible", True),
    "renamed silently": (renamed, "possible", True),
    "pinyin": (pinyin, "possible", True),
    "pinyin of a homophone": (pinyin_of_neighbour, "possible", False),
    "English": (in_english, "possible", True),
    "without its place": (without_place, "possible", True),
    "another's without its place": (without_place_other, "possible", False),
    "same uncommon trade name, other line": (other_line_rare, "possible", False),
    "branch": (branch, "related", False),
    "group": (group, "related", False),
    "one character, other firm": (one_character, "different", False),
    "homophone, other firm": (homophone, "possible", False),
    "same trade name elsewhere": (elsewhere, "different", False),
    "same common trade name, other line": (other_line, "different", False),
    "other trade name, same line": (other_trade, "different", False),
    "longer trade name": (longer_trade, "different", False),
    "other number": (numbered, "different", False),
    "other code": (other_code, "different", False),
    "English of another": (english_of_another, "different", False),
    "any two": (any_other, "different", False),
}
COMMON = sorted(
    {
        *TRADE,
        *"花鲸欣心馨黄皇洪红弘鸿虹盈营莹英圣胜生升声杰节洁结公工功宫思司私斯丝品平苹凭枝支之知有友由又限线县县现份分芬纷机基积鸡吉及极集级剂技季记际食实时石十市式事世室贸茂冒帽毛易意义益亿艺科课客克刻可电店点店典设社射建剑件健间见材才财采彩料廖聊了",
    }
)


def made_up(count: int, seed: int = SEED) -> list[str]:
    """Names of no real firm, whose trade names, lines of business and repetitions are as common as real ones."""
    chance = random.Random(seed)
    trades, weights = list(common_trades()), list(common_trades().values())
    lines = [word for word in built_in().lines if len(word) == 2]
    uses = [built_in().lines[word] for word in lines]
    marks = [1 / (n + 8) for n in range(len(TRADE))]
    names: dict[str, None] = {}
    while len(names) < count:
        place = chance.choice(PLACES) + chance.choice(("", "", "县"))
        if chance.random() < 0.3:
            trade = chance.choices(trades, weights)[0]
        else:
            trade = "".join(chance.choices(TRADE, marks, k=chance.choices((2, 3), (4, 1))[0]))
        business = "".join(dict.fromkeys(chance.choices(lines, uses, k=chance.choices((1, 2), (3, 2))[0])))
        form = chance.choices(("有限公司", "有限责任公司", "股份有限公司"), (90, 6, 4))[0]
        names[place + trade + business + form] = None
    return list(names)


def real(path: Path) -> list[str]:
    """The plausible names of a register's file, each once."""
    with gzip.open(path, "rt", encoding="utf-8", errors="replace", newline="") as lines:
        rows = csv.reader(lines)
        next(rows)
        return list(
            dict.fromkeys(row[0] for row in rows if row and re.fullmatch(r"[\u4e00-\u9fff()（）]{6,40}", row[0]))
        )


def half_of(name: str) -> str:
    return "fit" if hashlib.sha256(name.encode()).digest()[0] % 2 else "measure"


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

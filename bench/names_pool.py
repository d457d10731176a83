"""The firms that labelled pairs are made of: made-up ones or a register's, read and found by their neighbours."""

import csv
import gzip
import hashlib
import random  # noqa: TID251 (seeded: the same pairs every time)
import re
import string
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from gongbao.kernel.names.align import common_trades, one_edit
from gongbao.kernel.names.lexicon import Lexicon, built_in
from gongbao.kernel.names.parts import LIMITED, SHARES, Parts, read
from gongbao.kernel.names.sounds import readings
from gongbao.kernel.statutes.identifiers import organisation_check_character, uscc_check_character

#: A new one whenever anything was changed with an eye on the figures: the half for measuring is then one nobody saw.
SEED = 20261128
PLACES = ("青岚", "云岭", "松坪", "临溪", "白鹤", "柳湾", "石门", "竹溪", "南坡", "大塘", "桐花", "北涧")
COUNTY = [(f"{place}县", "") for place in PLACES]
# Characters that trade names are made of, commonest first, as in any register.
TRADE = (
    "华金鑫东海新兴达大天丰宏盛源利泰恒安信通荣隆永福德顺和瑞佳博润远嘉龙宇创美昌中万亿康立诚建祥联正"
    "凯亚捷辉明春江星宝富旺"
)

COMMON = sorted(
    {
        *TRADE,
        *"花鲸欣心馨黄皇洪红弘鸿虹盈营莹英圣胜生升声杰节洁结公工功宫思司私斯丝品平苹凭枝支之知有友由又限线县县现份分芬纷机基积鸡吉及极集级剂技季记际食实时石十市式事世室贸茂冒帽毛易意义益亿艺科课客克刻可电店点店典设社射建剑件健间见材才财采彩料廖聊了",
    }
)


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


Case = Callable[[Pool, Firm], str | tuple[str, str] | None]


def middle(firm: Firm) -> tuple[str, str, str, str]:
    """The firm's own spelling of place, trade name, line of business and form."""
    text, parts = firm.parts.text, firm.parts
    lines = "".join(parts.lines)
    at = text.index(parts.trade + lines)
    return text[:at], parts.trade, lines, text[at + len(parts.trade + lines) :]


def homophone_of(pool: Pool, character: str) -> str:
    sound = readings(character)
    return pool.random.choice(
        [other for other in COMMON if other != character and readings(other) & sound] or [character]
    )


def code(pool: Pool) -> str:
    body = "".join(pool.random.choices(string.digits, k=8))
    first = f"91999101{body}{organisation_check_character(body)}"
    return first + uscc_check_character(first)


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

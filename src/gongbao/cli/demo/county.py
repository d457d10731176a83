"""青岚县 Qinglan, the made-up county: the same firms from the same seed on every machine. Nothing here is real."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from stdnum.cn import uscc

T = TypeVar("T")

COUNTY = "999101"
COUNTY_NAME = "青岚县"
TOWNSHIPS = {
    "999101001": "城关镇",
    "999101002": "临溪镇",
    "999101003": "松坪镇",
    "999101004": "石门镇",
    "999101005": "白鹤镇",
    "999101006": "柳湾镇",
    "999101007": "云岭乡",
    "999101008": "竹溪乡",
    "999101009": "南坡乡",
    "999101010": "大塘乡",
    "999101011": "桐花乡",
    "999101012": "北涧乡",
}
_FIRST = "青岚云松竹溪白鹤石门柳湾明远恒瑞嘉禾同德安泰永兴盛达新诚广源丰华润泽景和启航锦程宏图"
_SECOND = "泰远禾川林丰源达成祥和信昌盛益康宁秀景悦辰曦航岳峰麓瑞嘉铭博雅正通顺隆茂"
_TRADES = [
    ("茶业", "A0164", "茶叶种植、加工、销售"),
    ("建材", "F5165", "建筑材料批发、零售"),
    ("机械制造", "C3499", "机械零部件制造、销售"),
    ("食品", "C1499", "食品生产、销售"),
    ("物流", "G5430", "普通货物道路运输、仓储服务"),
    ("电子商务", "F5292", "互联网零售"),
    ("生态农业", "A0149", "蔬菜、水果种植、销售"),
    ("建筑工程", "E4790", "房屋建筑工程施工"),
    ("信息技术", "I6531", "软件开发、信息系统集成服务"),
    ("旅游开发", "N7869", "景区游览服务、旅游开发"),
    ("医药", "F5251", "药品零售"),
    ("家具", "C2110", "木质家具制造、销售"),
]
_SHOPS = ["便利店", "小吃店", "理发店", "五金店", "汽修店", "服装店", "茶行", "农资经营部", "餐馆", "水果店"]
_CROPS = ["茶叶", "蔬菜", "柑橘", "油茶", "中药材", "养殖", "农机"]
_CAPITALS = [10, 30, 50, 100, 200, 500, 1000, 3000]
_STREETS = ["建设路", "人民路", "临溪街", "松坪大道", "茶市街", "新桥路", "东门街", "学府路"]
_SURNAMES = "甲乙丙丁戊己庚辛"  # persons in the demonstration are visibly made up: 甲某某
_BODY = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True, slots=True)
class Firm:
    """One made-up entity, as a registrar would hand it over."""

    name: str
    code: str
    category: str
    kind: str
    established_on: date
    region: str
    address: str
    capital: Decimal | None
    industry: str
    scope: str
    status: str
    person: str


class Dice:
    """A small deterministic source of choices: SHA-256 of a seed and a counter, the same everywhere."""

    def __init__(self, seed: str) -> None:
        self._seed = seed.encode()
        self._counter = 0

    def below(self, limit: int) -> int:
        """A whole number in [0, limit)."""
        self._counter += 1
        digest = hashlib.sha256(self._seed + self._counter.to_bytes(8, "big")).digest()
        return int.from_bytes(digest[:8], "big") % limit

    def choose(self, among: Sequence[T]) -> T:
        return among[self.below(len(among))]


def credit_code(prefix: str, number: int) -> str:
    """A unified social credit code of 青岚县 with both check characters right (GB 32100, GB 11714)."""
    organisation = "MA" + "".join(_BODY[number // len(_BODY) ** place % len(_BODY)] for place in range(5, -1, -1))
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(w * int(c, 36) for w, c in zip(weights, organisation, strict=True))
    check = "0123456789X0"[(11 - total % 11) % 12]
    if check == "X":
        return credit_code(prefix, number + 500_000)  # the outer alphabet has an X, but keep codes easy to read aloud
    number_part = f"{prefix}{COUNTY}{organisation}{check}"
    return number_part + str(uscc.calc_check_digit(number_part))


def firms(count: int, seed: str = "qinglan") -> Iterator[Firm]:
    """`count` entities: about half enterprises, two fifths individual businesses, the rest cooperatives."""
    dice = Dice(seed)
    taken: set[str] = set()
    made = 0
    while made < count:
        firm = _firm(dice, made)
        if firm.name in taken:
            continue
        taken.add(firm.name)
        made += 1
        yield firm


def _firm(dice: Dice, number: int) -> Firm:
    region = dice.choose(sorted(TOWNSHIPS)) if dice.below(3) else "999101001"
    trade_name = dice.choose(_FIRST) + dice.choose(_SECOND)
    share, fate = dice.below(100), dice.below(100)
    if share < 50:
        words, industry, scope = dice.choose(_TRADES)
        joint = dice.below(20) == 0
        name = f"青岚{trade_name}{words}{'股份有限公司' if joint else '有限公司'}"
        prefix, category, kind = "91", "enterprise", "1210" if joint else "1130"
    elif share < 90:
        shop = dice.choose(_SHOPS)
        name = f"{COUNTY_NAME}{TOWNSHIPS[region][:2]}{trade_name}{shop}"
        prefix, category, kind, industry, scope = "92", "individual", "9500", "", f"{shop}经营"
    else:
        crop = dice.choose(_CROPS)
        name = f"{COUNTY_NAME}{trade_name}{crop}专业合作社"
        prefix, category, kind, industry, scope = "93", "cooperative", "9100", "", f"{crop}种植与销售"
    return Firm(
        name=name,
        code=credit_code(prefix, number * 7919 + 31),
        category=category,
        kind=kind,
        established_on=date(2009, 1, 5) + timedelta(days=dice.below(6300)),
        region=region,
        address=f"{COUNTY_NAME}{TOWNSHIPS[region]}{dice.choose(_STREETS)}{dice.below(180) + 1}号",
        capital=None if category == "individual" else Decimal(dice.choose(_CAPITALS)),
        industry=industry,
        scope=scope,
        status="gone" if fate < 3 else "revoked" if fate < 5 else "suspended" if fate < 7 else "active",
        person=f"{dice.choose(_SURNAMES)}某某",
    )

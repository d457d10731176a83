"""Made-up headlines of a made-up province, seeded: incidents told several times in other words, among ordinary news.

Each comes with the number of its incident (-1: none), so that clusters and doubles can be counted right or wrong.
"""

import random  # noqa: TID251 (seeded: the same headlines every time)
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from gongbao.kernel.headlines.places import Division, Gazetteer

SEED = 20260702
START = datetime(2026, 1, 1, tzinfo=UTC)
_A = "青红白黑金银石云龙凤清长永安平高大小新古东西南北上下"
_B = "岚溪川河山岭坪湾塘桥沟坝泉洲台岗浦滩源口"
WAYS: dict[str, tuple[str, ...]] = {
    "fire": (
        "{p}一{s}发生火灾{h}",
        "{p}一{s}起火{h}",
        "突发!{p}{s}着火{h}",
        "{p}{s}火灾{h} 现场浓烟滚滚",
        "{d}{p}一{s}失火,消防已到场",
    ),
    "traffic": (
        "{p}发生一起交通事故{h}",
        "{p}两车相撞{h}",
        "{d},{p}一货车侧翻{h}",
        "{p}车祸{h} 原因正在调查",
        "{p}{s}附近多车追尾{h}",
    ),
    "flood": ("{p}突发山洪{h}", "{p}遭遇洪水,{s}被淹", "{d}{p}山洪暴发{h}", "{p}多处被淹{h}", "{p}洪水来袭 {s}进水"),
    "geological": (
        "{p}发生山体滑坡{h}",
        "{p}{s}旁山体滑坡{h}",
        "{d}{p}突发泥石流{h}",
        "{p}滑坡致道路中断{h}",
        "{p}一处边坡崩塌{h}",
    ),
    "food_poisoning": (
        "{p}一{s}多人食物中毒",
        "{p}{s}发生疑似食物中毒事件{h}",
        "{d}{p}{s}聚餐后多人呕吐腹泻",
        "{p}通报{s}食物中毒",
    ),
    "collapse": ("{p}一{s}坍塌{h}", "{p}在建{s}脚手架垮塌{h}", "{d}{p}{s}倒塌{h}", "{p}{s}坍塌事故{h}"),
}
SITES = (
    "厂房",
    "仓库",
    "小学",
    "超市",
    "饭店",
    "居民楼",
    "市场",
    "养殖场",
    "工地",
    "客运站",
    "幼儿园",
    "加工厂",
    "出租屋",
    "商铺",
)
PLAIN = (
    "{p}今年{w}产量再创新高",
    "{p}召开{w}工作会议",
    "{p}{w}节开幕",
    "走进{p}:{w}带富一方",
    "{p}{w}项目开工",
    "{p}新增{n}个{w}岗位",
    "{p}{w}培训班开班",
    "{w}价格上涨{n}%",
    "{p}{w}大赛落幕",
    "一图读懂{p}{w}新政",
    "{p}中学{n}名学生获{w}奖学金",
    "{p}{w}文化节迎来{n}名游客",
    "{n}岁老人坚持做{w}{n}年",
    "{w}入选省级名录",
)
WARES = (
    "茶叶",
    "水稻",
    "旅游",
    "教育",
    "医保",
    "养老",
    "竹编",
    "电商",
    "柑橘",
    "书法",
    "篮球",
    "志愿服务",
    "公交",
    "托育",
    "油菜花",
    "非遗",
    "人才",
    "住房",
    "读书",
    "广场舞",
)


class Made(NamedTuple):
    title: str
    published: datetime
    incident: int


def gazetteer() -> Gazetteer:
    """A province of 9 cities, 90 counties and 900 towns; the first county is the reader's."""
    chance = random.Random(SEED)
    names = [a + b for a in _A for b in _B]
    names += [a + b + c for a in _A[:12] for b in _B[:12] for c in "湖堡关坑"]
    chance.shuffle(names)
    rows = [Division("99", "云川省", "", 1)]
    take = iter(names)
    cities = [Division(f"99{n:02}", next(take) + "市", "99", 2) for n in range(1, 10)]
    counties = [Division(f"{c.code}{n:02}", next(take) + "县", c.code, 3) for c in cities for n in range(1, 11)]
    towns = [
        Division(f"{c.code}{n:03}", next(take, chance.choice(names)) + chance.choice("镇乡"), c.code, 4)
        for c in counties
        for n in range(1, 11)
    ]
    return Gazetteer.of([*rows, *cities, *counties, *towns], home=counties[0].code)


def made(size: int, places: Gazetteer, *, seed: int = SEED) -> list[Made]:
    """`size` headlines in order of time, most of incidents, each told one to six times, some word by word."""
    chance = random.Random(seed)
    towns = [d for d in places.divisions.values() if d.level == 4]
    found: list[Made] = []
    incident = 0
    while len(found) < size:
        at = START + timedelta(minutes=chance.randrange(360 * 1440))
        if chance.random() < 0.65:
            found.append(Made(plain(chance, towns, places), at, -1))
            continue
        found += told(chance, chance.choice(towns), places, at, incident)
        incident += 1
    return sorted(found[:size], key=lambda row: row.published)


def plain(chance: random.Random, towns: list[Division], places: Gazetteer) -> str:
    town = chance.choice(towns)
    return chance.choice(PLAIN).format(p=where(chance, town, places), w=chance.choice(WARES), n=chance.randint(2, 99))


def where(chance: random.Random, town: Division, places: Gazetteer) -> str:
    county = places.divisions[town.parent]
    return chance.choice(
        (county.name + town.name, county.name[:-1] + town.name, places.divisions[county.parent].name + county.name)
    )


def told(chance: random.Random, town: Division, places: Gazetteer, at: datetime, incident: int) -> list[Made]:
    kind, site = chance.choice(list(WAYS)), chance.choice(SITES)
    hurt = chance.choice(
        (
            "",
            "",
            f"致{chance.randint(1, 4)}人死亡",
            f"致{chance.randint(1, 4)}死{chance.randint(1, 9)}伤",
            f",{chance.randint(1, 9)}人受伤",
            ",无人员伤亡",
        )
    )
    day = chance.choice(("今晨", "昨夜", "今天上午", "凌晨", f"{at.month}月{at.day}日"))
    found: list[Made] = []
    for n in range(chance.randint(1, 6)):
        title = chance.choice(WAYS[kind]).format(p=where(chance, town, places), s=site, h=hurt, d=day)
        if found and chance.random() < 0.33:
            title = found[-1].title + chance.choice(("", "", "!", " _青岚网", " 最新"))
        found.append(Made(title, at + timedelta(minutes=chance.randrange(30, 300) * n), incident))
    return found

"""Names and codes for the search benchmarks: real ones where a file is given, made-up ones up to the size asked for.

    GONGBAO_BENCH_REGISTER=A.csv.gz:B.csv.gz GONGBAO_BENCH_DIVISIONS=areas.csv python -m bench search

Made-up names are crowded on purpose: few areas, few characters in trade names, so that many names are near each other.
"""

import csv
import gzip
import random  # noqa: TID251 (a seeded generator: the same names in every run)
from collections.abc import Iterator

from bench import given

AREAS = ("青岚县", "青云市", "云岭省", "青岚", "石门镇", "白鹭区", "南屏", "松溪县", "东陵市", "临川区")
TRADES = """
茶业 食品 机械 电子 科技 网络科技 信息技术 生物科技 新材料 环保科技 建筑工程 装饰工程 建材 五金 塑料 纺织 服装 服饰
家具 包装 印刷 化工 医药 医疗器械 农业开发 生态农业 水产 物流 运输 汽车配件 汽车销售 贸易 商贸 国际贸易 进出口 电子商务
文化传媒 广告 教育咨询 企业管理咨询 人力资源 房地产开发 物业管理 投资 资产管理 酒店管理 餐饮管理 旅游开发 光电 电器 仪表
阀门 模具 钢结构 园林绿化
"""
FORMS = (
    "有限公司",
    "有限公司",
    "有限公司",
    "有限责任公司",
    "股份有限公司",
    "厂",
    "商行",
    "专业合作社",
    "合伙企业(有限合伙)",
)
FREQUENT = (
    "华盛鑫瑞泰丰达安恒宏远大兴信诚隆德博天海龙金银东南西北新中国强力合同创联众益佳美康健乐福禄寿喜春夏秋冬云山水"
    "风雨雪松竹梅兰菊青蓝紫红玉石宝珠明亮光辉星月日升腾飞翔凯旋胜利成功永久长庆祥和平顺通畅源泉河江湖洋波涛浪潮"
)


def _real() -> Iterator[str]:
    for path in given.files(given.REGISTER):
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                if row and 4 <= len(row[0].strip()) <= 60 and row[0] != "企业名称":
                    yield row[0].strip()


def _areas() -> list[str]:
    found: list[str] = []
    for path in given.files(given.DIVISIONS):
        with path.open(encoding="utf-8-sig", newline="") as file:
            found += [row[1] for row in csv.reader(file) if len(row) > 1 and row[0].isdigit()]
    return found or list(AREAS)


def made_up(count: int, areas: list[str], seed: int = 7) -> Iterator[str]:
    """So many made-up names, not necessarily distinct."""
    chance = random.Random(seed)
    trades = TRADES.split()
    any_character = [chr(c) for c in range(0x4E00, 0x9FA5)]
    for _ in range(count):
        kind = chance.random()
        if kind < 0.4:
            trade = "".join(chance.choices(FREQUENT, k=2))
        elif kind < 0.7:
            trade = "".join(chance.choices(FREQUENT, k=3))
        else:
            trade = "".join(chance.choices(any_character, k=2))
        area = chance.choice(areas)
        form = chance.choice(FORMS)
        if form == "有限公司" and chance.random() < 0.1:
            yield f"{trade}({area}){chance.choice(trades)}{form}"
        else:
            yield f"{area}{trade}{chance.choice(trades)}{form}"


def distinct_names(size: int) -> list[str]:
    """`size` distinct names, the real ones first."""
    names: dict[str, None] = {}
    for name in _real():
        names[name] = None
        if len(names) == size:
            return list(names)
    areas, seed = _areas(), 7
    while len(names) < size:
        for name in made_up(size - len(names), areas, seed):
            names[name] = None
        seed += 1
    return list(names)

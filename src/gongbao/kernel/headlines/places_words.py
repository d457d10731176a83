"""Words about places: what ends a division's name, which short names are everyday words, which lie abroad."""

import tomllib
from importlib.resources import files

SUFFIXES: dict[int, tuple[str, ...]] = {
    1: ("特别行政区", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市"),
    2: ("自治州", "地区", "盟", "市"),
    3: ("自治县", "自治旗", "联合旗", "左旗", "右旗", "矿区", "林区", "新区", "县", "区", "市", "旗"),
    4: ("民族乡", "街道办事处", "街道", "地区", "苏木", "镇", "乡", "区"),
    5: ("社区居委会", "居民委员会", "村民委员会", "村委会", "居委会", "社区", "村"),
}
_PEOPLES = [
    "蒙古",
    "回",
    "藏",
    "维吾尔",
    "苗",
    "彝",
    "壮",
    "布依",
    "朝鲜",
    "满",
    "侗",
    "瑶",
    "白",
    "土家",
    "哈尼",
    "哈萨克",
    "傣",
    "黎",
    "傈僳",
    "佤",
    "畲",
    "高山",
    "拉祜",
    "水",
    "东乡",
    "纳西",
    "景颇",
    "柯尔克孜",
    "土",
    "达斡尔",
    "仫佬",
    "羌",
    "布朗",
    "撒拉",
    "毛南",
    "仡佬",
    "锡伯",
    "阿昌",
    "普米",
    "塔吉克",
    "怒",
    "乌孜别克",
    "俄罗斯",
    "鄂温克",
    "德昂",
    "保安",
    "裕固",
    "京",
    "塔塔尔",
    "独龙",
    "鄂伦春",
    "赫哲",
    "门巴",
    "珞巴",
    "基诺",
]
NATIONS = (*sorted((f"{people}族" for people in _PEOPLES), key=len, reverse=True), "蒙古", "哈萨克", "柯尔克孜")
_WORDS = tomllib.loads(files(__package__).joinpath("places.toml").read_text(encoding="utf-8"))
#: Short names of cities and counties that a text uses as words: only the full name or context makes them places.
COMMON = frozenset(_WORDS["common"].split())
#: Abroad: an incident there is not the county's, whatever town shares a name.
ABROAD = frozenset(_WORDS["abroad"].split())
#: A city or people for its land: so that two texts that name one abroad agree.
LAND: dict[str, str] = {name: land for land, names in _WORDS["lands"].items() for name in names.split()}

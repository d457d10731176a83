"""Reading a company name into its parts (企业名称登记管理规定 art. 6: place, trade name, line of business, form)."""

import re
from typing import NamedTuple

from gongbao.kernel.names.lexicon import LONGEST_WORD, Lexicon
from gongbao.kernel.names.sounds import tokens
from gongbao.kernel.names.text import canonical, is_latin


class Parts(NamedTuple):
    """What a name is made of. `core` is the name without brackets, form and branch; all texts are canonical."""

    text: str
    places: tuple[str, ...]
    trade: str
    lines: tuple[str, ...]
    form: str
    group: bool
    branch: str
    former: str
    core: str
    numbers: tuple[str, ...]
    latin: bool


LIMITED, SHARES, PARTNERS = "有限公司", "股份有限公司", "合伙企业"
# Each wording of a legal form and the form it is; the longest that ends the name is meant.
FORMS = {
    "股份有限公司": SHARES,
    "股份公司": SHARES,
    "有限责任公司": LIMITED,
    "有限责任": LIMITED,
    "有限公司": LIMITED,
    "有限": LIMITED,
    "总公司": "公司",
    "公司": "公司",
    "合伙企业": PARTNERS,
    "有限合伙": PARTNERS,
    "普通合伙": PARTNERS,
    "农民专业合作社联合社": "合作社联合社",
    "合作社联合社": "合作社联合社",
    "农民专业合作社": "合作社",
    "专业合作社": "合作社",
    "股份经济合作社": "经济合作社",
    "经济合作社": "经济合作社",
    "合作社": "合作社",
}
_OWN = (
    "银行 经营部 服务部 门市部 批发部 营业部 事务所 工作室 研究院 研究所 养殖场 加工厂 中心 商行 商店 超市 药店 药房",
    "饭店 酒店 餐馆 餐厅 茶行 茶馆 旅馆 宾馆 书店 诊所 医院 学校 农场 厂 店 行 场 部 社 馆 站 吧 坊 堂 铺",
)
FORMS |= {word: word for words in _OWN for word in words.split()}
_COMPANY_LIKE = frozenset("有限公")
_FORM_LENGTHS = sorted({len(form) for form in FORMS}, reverse=True)
_BRANCH = re.compile(
    r"^(.{2,}?(?:公司|银行(?!股份|有限)|合作社|联社))(.*?(?:分公司|支公司|分行|支行|分社|分店|分厂|支局|营业部|营业厅|营业所|办事处|代表处"
    r"|分理处|储蓄所|门市部|经营部|服务部|项目部|加油站|[^公]{1,12}[店厂站社场]|分部|分所|分院))$"
)
_BRANCH_ENDS = frozenset("司行社店厂局部厅所处站场院")
_BRACKETS = re.compile(r"\(([^()]*)\)?")
_FORMER = re.compile(r"^(?:原名?|曾用名|前称)(?:称|为)?(.{2,})$")
_NUMBERS = re.compile(
    r"\d+|第[一二三四五六七八九十百零]+|[一二三四五六七八九十]+(?=(?:分?店|分?厂|公司|部|分公司|站|号|车间|队|社))"
)
_COUNTS = frozenset("0123456789一二三四五六七八九十百零")
_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")


def read(name: str, lexicon: Lexicon) -> Parts:
    """The parts of a name. Raises NotAName for an empty or endless text; any other text has some reading."""
    text = canonical(name)
    if is_latin(text):
        words = tuple(tokens(name))
        return Parts("".join(words) or text, (), "", words, "", False, "", "", text, (), True)
    plain, inside = _unwrap(text)
    former = ""
    places: list[str] = []
    group = False
    endings: list[str] = []
    for bracket in inside:
        if said := _FORMER.match(bracket):
            former = said[1]
        elif bracket in lexicon.places:
            places.append(lexicon.places[bracket])
        elif bracket == "集团":
            group = True
        elif bracket in FORMS or bracket.endswith("合伙"):
            endings.append(FORMS.get(bracket, PARTNERS))
        else:
            plain += bracket
    plain, branch = _branch(plain)
    middle, form = _form(plain)
    if middle.endswith("集团") and len(middle) > 3:
        middle, group = middle[:-2], True
    around, rest = _places(middle, lexicon)
    trade, lines = _trade(rest, lexicon)
    if not trade and around:
        trade, around = around[-1], around[:-1]
    return Parts(
        text=text,
        places=(*around, *places),
        trade=trade,
        lines=lines,
        form=endings[0] if endings and form in ("", LIMITED) and endings[0] == PARTNERS else form,
        group=group,
        branch=branch.translate(_DIGITS),
        former=former,
        core=middle,
        numbers=_numbers(plain),
        latin=False,
    )


def _numbers(plain: str) -> tuple[str, ...]:
    """The numbers that tell one shop or team from another."""
    if _COUNTS.isdisjoint(plain):
        return ()
    return tuple(found.translate(_DIGITS).removeprefix("第") for found in _NUMBERS.findall(plain))


def _unwrap(text: str) -> tuple[str, list[str]]:
    """The text without its brackets, and what stood in them."""
    if "(" not in text and ")" not in text:
        return text, []
    inside = [found for found in _BRACKETS.findall(text) if found]
    return _BRACKETS.sub("", text).replace(")", "") or "".join(inside), inside


def _branch(text: str) -> tuple[str, str]:
    """The firm and its branch: what follows a whole firm's name and ends in a word for a branch."""
    if text[-1] not in _BRANCH_ENDS or (text[-1] == "司" and text[-3:-1] not in ("分公", "支公")):
        return text, ""
    found = _BRANCH.match(text)
    return (found[1], found[2]) if found and found[2] else (text, "")


def _form(text: str) -> tuple[str, str]:
    """What stands before the legal form, and the form; a form one character wrong is still read as that form."""
    if text.endswith(LIMITED) and not text.endswith(SHARES) and len(text) > 5:
        return text[:-4], LIMITED
    exact = text, ""
    for length in _FORM_LENGTHS:
        if len(text) > length + 1 and (form := FORMS.get(text[-length:])):
            exact = text[:-length], form
            break
    if exact[1] not in ("", "公司") or not _COMPANY_LIKE.intersection(text[-6:-2]):
        return exact
    for form in ("股份有限公司", "有限责任公司", "有限公司"):
        for length in (len(form), len(form) - 1, len(form) + 1):
            if len(text) > length + 1 and _one_off(text[-length:], form):
                return text[:-length], FORMS[form]
    return exact


def _one_off(a: str, b: str) -> bool:
    """Whether one character is exchanged, missing, too many, or two neighbours are swapped."""
    if len(a) == len(b):
        wrong = [n for n, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
        swapped = (
            len(wrong) == 2 and wrong[1] == wrong[0] + 1 and a[wrong[0]] == b[wrong[1]] and a[wrong[1]] == b[wrong[0]]
        )
        return len(wrong) == 1 or swapped
    short, long = sorted((a, b), key=len)
    return len(long) - len(short) == 1 and any(long[:n] + long[n + 1 :] == short for n in range(len(long)))


_RANKS = frozenset("省市县区")
_NO_RANK = frozenset(("市政", "市场", "区域", "县域", "市民", "市容", "市郊", "省心"))


def _places(text: str, lexicon: Lexicon) -> tuple[tuple[str, ...], str]:
    """The places a name begins with, widest first, and the rest; at least two characters are left."""
    found: list[str] = []
    while len(text) > 3:
        for length in lexicon.lengths.get(text[:2], ()):
            if length <= len(text) - 2 and (short := lexicon.places.get(text[:length])):
                found.append(short)
                text = text[length:]
                if text[0] in _RANKS and len(text) > 3 and text[:2] not in _NO_RANK:
                    text = text[1:]  # the place bears another rank today: 玉环县, now 玉环市
                break
        else:
            break
    return tuple(found), text


def _trade(text: str, lexicon: Lexicon) -> tuple[str, tuple[str, ...]]:
    """The trade name, and the words for the line of business that follow it."""
    words: list[str] = []
    while len(text) > 1:
        for length in range(min(LONGEST_WORD, len(text)), 1, -1):
            if text[-length:] in lexicon.lines:
                words.append(text[-length:])
                text = text[:-length]
                break
        else:
            if len(text) < 4 or text[-1] != "业":
                break
            words.append(text[-2:])
            text = text[:-2]
    return text, tuple(reversed(words))

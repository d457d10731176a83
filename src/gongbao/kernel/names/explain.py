"""A decision in a sentence: which part says what, and what else would decide it."""

from gongbao.kernel.names.align import Outcomes
from gongbao.kernel.names.parts import Parts

Said = tuple[str, str]
OTHER_CODES: Said = (
    "两个代码属于不同的编码体系，不能直接比较；请用统一社会信用代码或名称核对。",
    "The two codes belong to different schemes and can't be compared; use the unified code or the names.",
)
_VERDICTS: dict[str, Said] = {
    "same": ("同一家", "The same firm"),
    "related": ("有关联，但不是同一家", "Related, not the same firm"),
    "possible": ("可能是同一家，请人工核对", "Possibly the same firm: a person must look"),
    "different": ("不是同一家", "Different firms"),
}
# {a} and {b} are what stands in the one and in the other name.
_WORDS: dict[str, Said] = {
    "text:same": ("两处写法实质相同", "both are written the same but for script, width and marks"),
    "former:same": ("一处写明的原名就是另一处的名称", "one states a former name that is the other"),
    "script:pinyin": (
        "一处是另一处的拼音；读音相同的企业可能不止一家",
        "one is the pinyin of the other; several firms may sound so",
    ),
    "script:translated": (
        "英文里有相同的字号读音、地名和行业",
        "the English has the same trade name by sound, place and business",
    ),
    "script:translated-elsewhere": (
        "英文里字号读音和行业相同，没有地名",
        "the English has the same trade name and business, no place",
    ),
    "script:trade": ("英文里只有字号的读音相同", "only the sound of the trade name is in the English"),
    "script:other": ("英文与中文字号的读音不同", "the letters don't sound like the Chinese trade name"),
    "letters:same": ("去掉组织形式后拼写相同", "spelled the same but for the legal form"),
    "letters:near": ("拼写只差一点", "spelled almost the same"),
    "letters:other": ("拼写不同", "spelled differently"),
    "trade:same": ("字号都是“{a}”", "the trade name of both is “{a}”"),
    "trade:same-long": ("字号都是“{a}”", "the trade name of both is “{a}”"),
    "trade:same-common": ("字号都是“{a}”，但这个字号很常见", "the trade name of both is “{a}”, a common one"),
    "trade:sound": (
        "字号“{a}”与“{b}”同音不同字",
        "trade names “{a}” and “{b}” sound the same and are written differently",
    ),
    "trade:near-sound": ("字号“{a}”与“{b}”读音相近", "trade names “{a}” and “{b}” sound alike"),
    "trade:shape": ("字号“{a}”与“{b}”有一字形近", "trade names “{a}” and “{b}” differ by a character that looks alike"),
    "trade:one-off": ("字号“{a}”与“{b}”差一个字", "trade names “{a}” and “{b}” differ by one character"),
    "trade:swapped": ("字号“{a}”与“{b}”字序不同", "trade names “{a}” and “{b}” have their characters swapped"),
    "trade:longer": ("字号“{a}”与“{b}”一长一短", "one of the trade names “{a}” and “{b}” is longer"),
    "trade:missing": ("一处没有字号", "one has no trade name"),
    "trade:other": ("字号“{a}”与“{b}”不同", "trade names “{a}” and “{b}” differ"),
    "trade:none": ("两处都没有字号", "neither has a trade name"),
    "place:other": ("地名“{a}”与“{b}”不同", "places “{a}” and “{b}” differ"),
    "place:missing": ("一处没有写地名", "one names no place"),
    "place:wider": ("地名一宽一窄(“{a}”、“{b}”)", "one place is wider than the other (“{a}”, “{b}”)"),
    "place:slip": ("地名有一字之误", "the place has one character wrong"),
    "lines:other": ("行业“{a}”与“{b}”不同", "lines of business “{a}” and “{b}” differ"),
    "lines:overlap": ("行业“{a}”与“{b}”只有部分相同", "lines of business “{a}” and “{b}” agree in part"),
    "lines:shorter": ("行业一详一略(“{a}”、“{b}”)", "one line of business is fuller (“{a}”, “{b}”)"),
    "lines:missing": ("一处没有写行业", "one names no line of business"),
    "lines:slip": ("行业用语有一字之误", "the line of business has one character wrong"),
    "lines:reordered": ("用语相同而次序不同", "the same words in another order"),
    "form:changed": ("组织形式不同(“{a}”、“{b}”),可能是改制", "legal forms differ (“{a}”, “{b}”), perhaps changed"),
    "form:other": ("组织形式不同(“{a}”、“{b}”)", "legal forms differ (“{a}”, “{b}”)"),
    "form:missing": ("一处没有写组织形式", "one names no legal form"),
    "numbers:other": ("名称中的序号不同", "the numbers in the names differ"),
    "branch:one": ("一处是分支机构“{a}{b}”", "one is a branch (“{a}{b}”)"),
    "branch:other": ("是两个分支机构(“{a}”、“{b}”)", "two branches (“{a}”, “{b}”)"),
    "group:one": ("一处是企业集团", "one is a group of companies"),
    "group:same": ("同属一个集团字号", "both bear the name of one group"),
}
DECIDES: Said = (
    "统一社会信用代码、住所或法定代表人可以确定。",
    "The unified code, the address or the legal representative would decide.",
)
# What is told first: the part that speaks loudest.
_ORDER = ("text", "former", "branch", "group", "script", "letters", "trade", "lines", "place", "numbers", "form")


def _values(part: str, parts: Parts) -> str:
    if part == "place":
        return "".join(parts.places)
    if part == "lines":
        return "".join(parts.lines)
    value: str = getattr(parts, part, "")
    return value if isinstance(value, str) else ""


def sentence(decision: str, found: Outcomes, a: Parts, b: Parts) -> Said:
    """Why, in Chinese and in English."""
    told = [(part, _WORDS[key]) for part in _ORDER if part in found and (key := f"{part}:{found[part]}") in _WORDS]
    zh = "，".join(words[0].format(a=_values(part, a), b=_values(part, b)) for part, words in told)
    en = "; ".join(words[1].format(a=_values(part, a), b=_values(part, b)) for part, words in told)
    verdict = _VERDICTS[decision]
    ends = DECIDES if decision in ("possible", "related") else ("", "")
    return f"{verdict[0]}：{zh}。{ends[0]}", f"{verdict[1]}: {en}. {ends[1]}".rstrip()


def codes(equal: bool, one_scheme: bool) -> Said:
    """Why two codes are, or are not, one firm's."""
    if not equal:
        return "不是同一家：代码不同。", "Different firms: the codes differ."
    if one_scheme:
        return "同一家：代码相同。", "The same firm: the codes are the same."
    return (
        "同一家：组织机构代码是统一社会信用代码的第9至17位。",
        "The same firm: the organisation code is places 9 to 17 of the unified code.",
    )

"""Names in letters: the sounds of a Chinese name, its English, or two spellings of one."""

from rapidfuzz.distance import JaroWinkler

from gongbao.kernel.names.align import Outcomes
from gongbao.kernel.names.parts import Parts
from gongbao.kernel.names.sounds import english, spelled

_NEAR = 0.95
_FORM_SOUNDS = ("gufenyouxiangongsi", "youxianzerengongsi", "youxiangongsi", "zonggongsi", "gongsi")


def across_scripts(latin: str, chinese: Parts) -> Outcomes:
    """What a name in letters and a name in Chinese say to each other."""
    letters = latin
    for form in _FORM_SOUNDS:
        letters = letters.removesuffix(form)
    if letters == "".join(spelled(chinese.core)) or letters == "".join(spelled(chinese.trade + "".join(chinese.lines))):
        return {"script": "pinyin"}
    trade = "".join(spelled(chinese.trade))
    if not trade or trade not in letters:
        return {"script": "other"}
    known = [english(word) for word in chinese.lines]
    hits = [any(stem in letters for stem in stems) for stems in known if stems]
    place = any("".join(spelled(place)) in letters for place in chinese.places)
    if hits and all(hits) and (place or not chinese.places):
        return {"script": "translated"}
    if hits and all(hits):
        return {"script": "translated-elsewhere"}
    return {"script": "trade"}


def between_latin(a: Parts, b: Parts) -> Outcomes:
    """Two names in letters: without their legal forms equal in any order, near, or other."""
    if sorted(a.lines) == sorted(b.lines) or a.text == b.text:
        return {"letters": "same"}
    return {"letters": "near" if JaroWinkler.similarity(a.text, b.text) >= _NEAR else "other"}

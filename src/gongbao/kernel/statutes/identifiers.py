"""Checks of the codes an entity may carry. They warn and never reject: the registrar's own data can fail them.

GB 32100-2015 unified social credit code; GB 11714-1997 organisation code inside it; the 15-digit registration number
of before 2015-10-01 (GB/T 17710, ISO 7064 MOD 11,10).
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from operator import getitem, mul
from typing import TYPE_CHECKING, Any, NamedTuple

from stdnum.iso7064 import mod_11_10

if TYPE_CHECKING:
    import numpy as np


class Severity(StrEnum):
    """A warning is a failed check; a note is something unusual."""

    WARNING = "warning"
    NOTE = "note"


class Finding(NamedTuple):
    """Something about a code worth saying. `code` is stable, for filters and reports."""

    code: str
    severity: Severity
    zh: str
    en: str


class Scheme(StrEnum):
    """Which kind of code a text looks like."""

    USCC = "uscc"
    REGNO = "regno"
    ORGCODE = "orgcode"
    UNKNOWN = "unknown"


class Checked(NamedTuple):
    """A normalised code, its scheme and what was found."""

    value: str
    scheme: Scheme
    findings: tuple[Finding, ...]


ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, n, 31) for n in range(17))
_ORG_VALUES = {character: value for value, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

_USCC = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_LIKE_USCC = re.compile(r"[0-9A-Z]{2}[0-9]{6}[0-9A-Z]{10}")
_ORGCODE = re.compile(r"[0-9A-Z]{8}[0-9X]")
_REGNO = re.compile(r"[0-9]{15}")
_CLEAN = re.compile(r"[0-9A-Z]+")
# Spaces, marks that stand for nothing, quotation marks of spreadsheets, and every hyphen.
_NOISE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff'`\u2018\u2019\"\-\u2010-\u2015\u2212]+")

# Full-width forms to ASCII, then small letters to capitals. Nothing else: a circled or superscript digit is an error.
_PLAIN = {n: n - 32 for n in range(ord("a"), ord("z") + 1)}
_PLAIN |= {0xFF01 + n: ord(chr(0x21 + n).upper()) for n in range(94)}

# Registering department and type: pairs seen in use [S]. Others are noted, not judged.
_TYPES = {
    "1": "1239",
    "2": "19",
    "3": "123459",
    "4": "19",
    "5": "1239",
    "6": "129",
    "7": "129",
    "8": "19",
    "9": "123",
    "A": "19",
    "N": "1239",
    "Y": "1",
}
_PAIRS = frozenset(department + kind for department, kinds in _TYPES.items() for kind in kinds)


def normalise_code(text: str) -> str:
    """A code as it should be stored: half-width, upper case, without spaces, hyphens or quotes."""
    if _CLEAN.fullmatch(text):
        return text
    return _NOISE.sub("", text.translate(_PLAIN))


def uscc_check_character(first17: str) -> str:
    """C18 of GB 32100. Raises KeyError for characters outside its alphabet.

    python-stdnum has the same sum but cleans its argument first, ten times slower; the tests hold the two together.
    """
    total = sum(map(mul, map(_VALUES.__getitem__, first17), _WEIGHTS))
    return ALPHABET[-total % 31]


def organisation_check_character(first8: str) -> str:
    """C9 of GB 11714, over its own 36 characters (A = 10 … Z = 35): 10 is X, 11 is 0. Raises KeyError."""
    total = sum(map(mul, map(_ORG_VALUES.__getitem__, first8), _ORG_WEIGHTS))
    remainder = 11 - total % 11
    return "X" if remainder == 10 else str(remainder % 11)


def _warning(code: str, zh: str, en: str) -> Finding:
    return Finding(code, Severity.WARNING, zh, en)


def check_uscc(code: str) -> tuple[Finding, ...]:
    """What is doubtful about a normalised unified social credit code; outer and inner check are told apart."""
    if len(code) != 18:
        return (
            _warning(
                "uscc-length",
                f"统一社会信用代码应为18位，此处为{len(code)}位。",
                f"A unified social credit code has 18 characters, this one {len(code)}.",
            ),
        )
    if not _USCC.fullmatch(code):
        return (_uscc_characters(code),)
    found = []
    if code[:2] not in _PAIRS:
        found.append(
            Finding(
                "uscc-pair",
                Severity.NOTE,
                f"前两位“{code[:2]}”不是常见的登记管理部门与机构类别。",
                f'The first two characters "{code[:2]}" are no known registering department and type.',
            )
        )
    if (expected := uscc_check_character(code[:17])) != code[17]:
        found.append(
            _warning(
                "uscc-check",
                f"第18位校验码应为{expected}，实为{code[17]}。",
                f"The check character (18th) should be {expected}, not {code[17]}.",
            )
        )
    if (inner := organisation_check_character(code[8:16])) != code[16]:
        found.append(
            _warning(
                "uscc-inner-check",
                f"内含组织机构代码的校验码（第17位）应为{inner}，实为{code[16]}。",
                f"The check character of the organisation code inside (17th) should be {inner}, not {code[16]}.",
            )
        )
    return tuple(found)


def _uscc_characters(code: str) -> Finding:
    """Which characters cannot be, and the usual cause."""
    wrong = sorted(set(code) - set(ALPHABET))
    if wrong:
        listed = "、".join(wrong)
        return _warning(
            "uscc-characters",
            f"含有统一社会信用代码不使用的字符：{listed}（不使用I、O、S、V、Z，可能是1、0、5、2等误写）。",
            f"Holds characters a code never has: {', '.join(wrong)} (I, O, S, V, Z are not used; perhaps 1, 0, 5, 2).",
        )
    return _warning(
        "uscc-division",
        f"第3至8位应为数字的登记机关行政区划码，实为“{code[2:8]}”。",
        f'Characters 3 to 8 are the division code of the registrar, digits only, not "{code[2:8]}".',
    )


def check_organisation_code(code: str) -> tuple[Finding, ...]:
    """What is doubtful about a normalised 9-character organisation code."""
    if not _ORGCODE.fullmatch(code):
        return (
            _warning(
                "orgcode-form",
                "组织机构代码应为8位数字或大写字母加1位校验码。",
                "An organisation code has 8 digits or capital letters and a check character.",
            ),
        )
    if (expected := organisation_check_character(code[:8])) != code[8]:
        return (
            _warning(
                "orgcode-check",
                f"组织机构代码校验码应为{expected}，实为{code[8]}。",
                f"The check character of the organisation code should be {expected}, not {code[8]}.",
            ),
        )
    return ()


def check_registration_number(code: str) -> tuple[Finding, ...]:
    """What is doubtful about a normalised 15-digit registration number (注册号)."""
    if not _REGNO.fullmatch(code):
        return (_warning("regno-form", "注册号应为15位数字。", "A registration number has 15 digits."),)
    if not mod_11_10.is_valid(code):
        expected = mod_11_10.calc_check_digit(code[:14])
        return (
            _warning(
                "regno-check",
                f"注册号校验码应为{expected}，实为{code[14]}。",
                f"The check digit of the registration number should be {expected}, not {code[14]}.",
            ),
        )
    return ()


def check_code(text: str) -> Checked:
    """Normalise a code of unknown kind, tell its scheme by its length, and check it. Never refuses."""
    code = normalise_code(text)
    if len(code) == 18:
        return Checked(code, Scheme.USCC, check_uscc(code))
    if _REGNO.fullmatch(code):
        return Checked(code, Scheme.REGNO, check_registration_number(code))
    if len(code) == 9:
        return Checked(code, Scheme.ORGCODE, check_organisation_code(code))
    found = _warning(
        "code-unknown",
        f"“{code}”既不是18位统一社会信用代码，也不是15位注册号或9位组织机构代码。",
        f'"{code}" is neither an 18-character credit code, a 15-digit registration number nor a 9-character '
        "organisation code.",
    )
    return Checked(code, Scheme.UNKNOWN, (found,))


def is_meant_as_code(text: str) -> bool:
    """Whether a text that stands for a name is a code, mistyped perhaps: by its digits, not by its length."""
    if "\u3400" <= text[:1] < "\ufe00":  # the name of nearly every firm
        return False
    code = normalise_code(text)
    if not code.isascii() or not code.isalnum():
        return False
    digits = sum(map(str.isdigit, code))
    if (digits >= 5 and digits * 2 >= len(code)) or _LIKE_USCC.fullmatch(code):
        return True
    return len(code) == 9 and not any(map(str.isspace, text)) and digits > 0 and not check_organisation_code(code)


def _tables() -> tuple[dict[str, int], ...]:
    """One table a position: its part of the outer sum, which must be 0 modulo 31, and, 16 bits higher, of the inner
    sum over positions 9 to 17, which must be 0 modulo 11. One addition does both.
    """
    digits = {character: int(character) for character in "0123456789"}
    tables: list[dict[str, int]] = []
    for place, weight in enumerate((*_WEIGHTS, 1)):
        outer = digits if 2 <= place < 8 else _VALUES
        inner = dict.fromkeys(ALPHABET, 0)
        if 8 <= place < 16:
            inner = {character: _ORG_VALUES[character] * _ORG_WEIGHTS[place - 8] % 11 for character in ALPHABET}
        elif place == 16:
            inner = digits | {"X": 10}
        tables.append({c: outer[c] * weight % 31 | inner[c] << 16 for c in outer if c in inner})
    return tuple(tables)


_TABLES = _tables()


def is_sound_uscc(code: str) -> bool:
    """Whether `check_uscc` would find nothing, for the millions of codes of a register: quickly and without words."""
    if len(code) != 18 or code[:2] not in _PAIRS:
        return False
    try:
        total = sum(map(getitem, _TABLES, code))
    except KeyError:
        return False
    return (total & 0xFFFF) % 31 == 0 and (total >> 16) % 11 == 0


@lru_cache(maxsize=1)
def _table() -> "tuple[np.ndarray[Any, np.dtype[np.int32]], np.ndarray[Any, np.dtype[np.int64]]]":
    """_TABLES by place and character, for all codes at once, and the places; what cannot stand at one makes the whole
    negative.
    """
    import numpy as np  # noqa: PLC0415 (slow to load)

    table = np.full((18, 128), -(1 << 24), np.int32)
    for place, parts in enumerate(_TABLES):
        for character, part in parts.items():
            table[place, ord(character)] = part
    return table, np.arange(18)


_NO_CODE = "?" * 18


def are_sound_usccs(codes: Sequence[str]) -> list[bool]:
    """is_sound_uscc of each, a few thousand codes in one step."""
    import numpy as np  # noqa: PLC0415 (slow to load)

    table, places = _table()
    text = "".join([code if len(code) == 18 else _NO_CODE for code in codes])
    characters = np.frombuffer(text.encode("ascii", errors="replace"), np.uint8).reshape(-1, 18)
    totals = table[places, characters].sum(axis=1)
    sound = (totals >= 0) & ((totals & 0xFFFF) % 31 == 0) & ((totals >> 16) % 11 == 0)
    return [fits and code[:2] in _PAIRS for fits, code in zip(sound.tolist(), codes, strict=True)]

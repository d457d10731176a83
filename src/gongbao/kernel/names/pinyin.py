"""The dictionary of readings, loaded when the first name is read aloud: most processes never do."""

from collections.abc import Mapping
from functools import lru_cache


@lru_cache(maxsize=1)
def dictionary() -> Mapping[int, str]:
    """Each character's readings by its code point, the most usual first, with tone marks and commas between."""
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415 (slow to load)

    found: Mapping[int, str] = PINYIN_DICT
    return found

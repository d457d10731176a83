"""The dictionary of readings, loaded when the first name is read aloud: most processes never do."""

from collections.abc import Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import orjson


@lru_cache(maxsize=1)
def dictionary() -> Mapping[int, str]:
    """Each character's readings by its code point, the most usual first, with tone marks and commas between."""
    package = find_spec("pypinyin")  # found, not imported: with it would come two megabytes of phrases
    (folder,) = (package and package.submodule_search_locations) or [""]
    found = orjson.loads(Path(folder, "pinyin_dict.json").read_bytes())
    return {int(code): readings for code, readings in found.items()}

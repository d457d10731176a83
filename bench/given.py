"""Real files for the jobs that can use them, by the environment; paths are apart by colons.

GONGBAO_BENCH_REGISTER   registers as registrars export them (CSV, gzip)
GONGBAO_BENCH_DIVISIONS  lists of divisions by code and name
GONGBAO_BENCH_HEADLINES  headlines by day
"""

import os
from pathlib import Path

REGISTER, DIVISIONS, HEADLINES = "GONGBAO_BENCH_REGISTER", "GONGBAO_BENCH_DIVISIONS", "GONGBAO_BENCH_HEADLINES"
COUNTY = 6  # digits of a county's code


class NotGivenError(Exception):
    """A job needs a real file that is not there; the message says which, and by what variable."""


def files(variable: str) -> list[Path]:
    """The files of a variable, of a folder its lists of divisions; NotGivenError when one of them is not there."""
    named = [Path(part) for part in os.environ.get(variable, "").split(":") if part]
    found = [path for one in named for path in (sorted(one.glob("*divisions*.csv")) if one.is_dir() else [one])]
    if missing := [str(path) for path in found if not path.is_file()]:
        raise NotGivenError(f"{variable}: no file {', '.join(missing)}")
    return found


def register() -> Path | None:
    """The first register, for jobs that take one."""
    return next(iter(files(REGISTER)), None)


def counties() -> Path | None:
    """The list of divisions that has the counties."""
    return next((path for path in files(DIVISIONS) if _has_counties(path)), None)


def folder_of_divisions() -> Path:
    """Where the lists of divisions lie; NotGivenError when none is named."""
    for path in files(DIVISIONS):
        return path.parent
    raise NotGivenError(f"real headlines are placed by {DIVISIONS}")


def _has_counties(path: Path) -> bool:
    codes = [line.split(",", 1)[0].strip('"\ufeff') for line in path.read_text("utf-8-sig").splitlines()[:10]]
    return any(len(code) == COUNTY and code.isdigit() for code in codes)

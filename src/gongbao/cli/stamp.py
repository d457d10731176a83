"""What the private database was last prepared for, noted in its own folder: a second start need not ask it first."""

import hashlib
import os
from importlib.metadata import version
from pathlib import Path

import gongbao
from gongbao.config.data import data_folder
from gongbao.config.embedded import place

_THEIRS = ("django", "django-allauth", "procrastinate")  # they bring migrations of their own


def stands(*, demo: bool) -> bool:
    """Whether these programs prepared the private database before (and, with `demo`, filled it).

    A database given by DATABASE_URL may have been replaced meanwhile: it is always asked.
    """
    if os.environ.get("DATABASE_URL"):
        return False
    try:
        said = _file().read_text(encoding="ascii").split()
    except OSError:
        return False
    return _shape() in said and (not demo or "demo" in said)


def put(*, demo: bool) -> None:
    """Note that the database is prepared for these programs."""
    if not os.environ.get("DATABASE_URL"):
        _file().write_text(f"{_shape()}{' demo' if demo else ''}\n", encoding="ascii")


def _file() -> Path:
    return place(data_folder()).cluster / "gongbao.prepared"


def _shape() -> str:
    """A digest of every migration's name and of the libraries that bring some."""
    ours = sorted(str(path) for path in Path(gongbao.__path__[0]).glob("*/*/migrations/[0-9]*.py"))
    names = [path.rsplit("/", 3)[1] + path.rsplit("/", 1)[1] for path in ours]
    theirs = [f"{name} {version(name)}" for name in _THEIRS]
    return hashlib.sha256("\n".join([*names, *theirs]).encode()).hexdigest()

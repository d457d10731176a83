"""Loading code lists and divisions. The same again changes nothing; what is gone gets an end, never a deletion."""

import csv
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from gongbao.foundation.codes.models import CodeEntry, Division
from gongbao.foundation.codes.selectors import INDUSTRY
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare

LOADED = declare("codes.loaded", "载入代码表", "code list loaded")
Row = tuple[str, str]
_LEVEL_BY_LENGTH = {2: 1, 4: 2, 6: 3, 9: 4, 12: 5}
_INDUSTRY = re.compile(r"[A-T](\d{2,4})?")
_DIVISION = 3  # length of a GB/T 4754 division with its section's letter: A01
LONGEST_NAME = 80


@transaction.atomic
def load_lists(*, by: Actor, now: datetime) -> int:
    """Load the packaged lists (kinds, statuses, channels …); returns how many entries were new."""
    packaged = tomllib.loads(files("gongbao.foundation.codes").joinpath("data/lists.toml").read_text(encoding="utf-8"))
    entries = [entry for name, table in packaged.items() for entry in _entries(name, table)]
    before = CodeEntry.objects.count()
    CodeEntry.objects.bulk_create(entries, ignore_conflicts=True)
    new = CodeEntry.objects.count() - before
    if new:
        record_event(name=LOADED, by=by, now=now, subject=("codes", "lists"), detail={"new": new})
    return new


def _entries(name: str, table: dict[str, Any]) -> Iterable[CodeEntry]:
    for code, zh, en, category in table["entries"]:
        yield CodeEntry(
            list=name,
            code=code,
            zh=zh,
            en=en,
            category=category,
            confidence=table["confidence"],
            valid_from=table["valid_from"],
            source=table["source"],
        )


def read_divisions(paths: Sequence[Path]) -> list[Row]:
    """Codes and names from CSV files with the columns `code` and `name` (others are ignored)."""
    return _read(paths, lambda code: code.isdigit() and len(code) in _LEVEL_BY_LENGTH, "行政区划", "a division")


def read_industries(paths: Sequence[Path]) -> list[Row]:
    """Codes (GB/T 4754: a letter, then up to four digits) and names, from files of the same kind."""
    return _read(paths, lambda code: bool(_INDUSTRY.fullmatch(code)), "国民经济行业", "an industry")


def _read(paths: Sequence[Path], fits: Callable[[str], bool], zh: str, en: str) -> list[Row]:
    found: dict[str, str] = {}
    for path in paths:
        if not path.is_file():
            raise Refusal("codes.no-file", f"没有这个文件：{path}", f"There is no such file: {path}")
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file)
                if not {"code", "name"} <= set(reader.fieldnames or ()):
                    raise _header(path)
                for line, row in enumerate(reader, 2):
                    code, name = (row["code"] or "").strip(), (row["name"] or "").strip()
                    if not fits(code) or not name or len(name) > LONGEST_NAME:
                        raise Refusal(
                            "codes.row",
                            f"{path.name} 第 {line} 行不是{zh}。",
                            f"{path.name}, line {line}, is not {en}.",
                        )
                    found[code] = name
        except UnicodeDecodeError as error:
            raise Refusal("codes.encoding", f"{path.name} 不是 UTF-8。", f"{path.name} is not UTF-8.") from error
    return sorted(found.items())


def _header(path: Path) -> Refusal:
    return Refusal("codes.header", f"{path.name} 需要 code 和 name 两列。", f"{path.name} needs code and name.")


@transaction.atomic
def load_industries(*, rows: Sequence[Row], valid_from: date, source: str, by: Actor, now: datetime) -> tuple[int, int]:
    """Take in a version of GB/T 4754 as of a day: new and renamed industries begin, those no longer named end.

    Returns how many began and how many ended. A version is whole: a file without sections or with an industry whose
    parent is missing is refused.
    """
    names = dict(rows)
    orphan = next((code for code in names if len(code) > 1 and _industry_above(code, names) is None), None)
    if not names or orphan:
        zh = f"不是完整的行业分类：{orphan or '空文件'} 没有上级。"
        raise Refusal("codes.incomplete", zh, f"No whole classification: {orphan or 'an empty file'} has no parent.")
    current = CodeEntry.objects.filter(list=INDUSTRY, valid_to=None)
    _refuse_the_past(current.aggregate(last=Max("valid_from"))["last"], valid_from)
    ended = [e.id for e in current.filter(valid_from__lt=valid_from) if names.get(e.code) != e.zh]
    CodeEntry.objects.filter(id__in=ended).update(valid_to=valid_from)
    standing = set(current.values_list("code", flat=True))
    fresh = [
        CodeEntry(
            list=INDUSTRY,
            code=code,
            zh=name,
            parent=_industry_above(code, names) or "",
            confidence="C",
            valid_from=valid_from,
            source=source,
        )
        for code, name in names.items()
        if code not in standing
    ]
    CodeEntry.objects.bulk_create(fresh, batch_size=2_000)
    if fresh or ended:
        detail = {"began": len(fresh), "ended": len(ended)}
        record_event(name=LOADED, by=by, now=now, subject=("codes", INDUSTRY), detail=detail)
    return len(fresh), len(ended)


def _industry_above(code: str, names: Mapping[str, str]) -> str | None:
    """The industry that this one is part of: A0111 of A011 of A01 of A."""
    above = code[:1] if len(code) == _DIVISION else code[:-1]
    return above if above in names else None


def _refuse_the_past(last: date | None, valid_from: date) -> None:
    """A list of an earlier day than the one in force would end what stands by what came before it."""
    if last is not None and valid_from < last:
        zh = f"现行代码表自 {last} 起有效，不能再导入更早({valid_from})的版本。"
        en = f"The list in force is valid from {last}; one of an earlier day ({valid_from}) cannot follow it."
        raise Refusal("codes.past", zh, en)


@transaction.atomic
def load_divisions(*, rows: Sequence[Row], valid_from: date, source: str, by: Actor, now: datetime) -> tuple[int, int]:
    """Take in divisions as of a day: new ones and renamed ones begin, those no longer named under a province end.

    Returns how many began and how many ended. Only provinces that the rows name are touched. A division whose parent
    is renamed begins anew with it, because its full name does.
    """
    names = dict(rows)
    provinces = {code[:2] for code in names}
    touched = [d for d in Division.objects.filter(valid_to=None) if d.code[:2] in provinces]
    _refuse_the_past(max((d.valid_from for d in touched), default=None), valid_from)
    current = {d.code: d for d in touched if d.valid_from < valid_from}
    ended = [d.id for code, d in current.items() if (names.get(code), _full_name(code, names)) != (d.name, d.full_name)]
    Division.objects.filter(id__in=ended).update(valid_to=valid_from)
    standing = set(Division.objects.filter(valid_to=None).values_list("code", flat=True))
    fresh = [
        Division(
            code=code,
            name=name,
            full_name=_full_name(code, names),
            level=_LEVEL_BY_LENGTH[len(code)],
            parent=_parent(code),
            valid_from=valid_from,
            source=source,
        )
        for code, name in names.items()
        if code not in standing
    ]
    Division.objects.bulk_create(fresh, batch_size=5_000)
    if fresh or ended:
        detail = {"began": len(fresh), "ended": len(ended)}
        record_event(name=LOADED, by=by, now=now, subject=("codes", "divisions"), detail=detail)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE codes_division")
    return len(fresh), len(ended)


def _parent(code: str) -> str:
    lengths = [length for length in _LEVEL_BY_LENGTH if length < len(code)]
    return code[: lengths[-1]] if lengths else ""


def _full_name(code: str, names: dict[str, str]) -> str:
    parts = [names.get(code[:length], "") for length in _LEVEL_BY_LENGTH if length <= len(code)]
    return "".join(
        part for part in parts if part not in {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
    )[:200]

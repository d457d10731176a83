"""Loading code lists and divisions. The same again changes nothing; what is gone gets an end, never a deletion."""

import csv
import tomllib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from gongbao.foundation.codes.models import CodeEntry, Division
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare

LOADED = declare("codes.loaded", "载入代码表", "code list loaded")
Row = tuple[str, str]
_LEVEL_BY_LENGTH = {2: 1, 4: 2, 6: 3, 9: 4, 12: 5}


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
    found: dict[str, str] = {}
    for path in paths:
        if not path.is_file():
            raise Refusal("codes.no-file", f"没有这个文件:{path}", f"There is no such file: {path}")
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not {"code", "name"} <= set(reader.fieldnames or ()):
                raise Refusal(
                    "codes.header", f"{path.name} 需要 code 和 name 两列。", f"{path.name} needs code and name."
                )
            for line, row in enumerate(reader, 2):
                code, name = (row["code"] or "").strip(), (row["name"] or "").strip()
                if not code.isdigit() or len(code) not in _LEVEL_BY_LENGTH or not name:
                    zh, en = f"{path.name} 第 {line} 行不是行政区划。", f"{path.name}, line {line}, is no division."
                    raise Refusal("codes.row", zh, en)
                found[code] = name
    return sorted(found.items())


@transaction.atomic
def load_divisions(*, rows: Sequence[Row], valid_from: date, source: str, by: Actor, now: datetime) -> tuple[int, int]:
    """Take in divisions as of a day: new ones and renamed ones begin, those no longer named under a province end.

    Returns how many began and how many ended. Only provinces that the rows name are touched.
    """
    names = dict(rows)
    provinces = {code[:2] for code in names}
    current = {
        d.code: d
        for d in Division.objects.filter(valid_to=None)
        if d.code[:2] in provinces and d.valid_from < valid_from
    }
    ended = [d.id for code, d in current.items() if names.get(code) != d.name]
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

"""A roster as an Excel sheet: the template, and the rows somebody filled in with what is wrong with each."""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from gongbao.briefing.dutydesk import refusals
from gongbao.briefing.dutydesk.models import Role
from gongbao.foundation.accounts.models import User
from gongbao.foundation.clock import CHINA

HEADS = ("日期", "开始", "结束", "值班员", "带班领导", "备班")
ROLES = {3: Role.OFFICER, 4: Role.LEADER, 5: Role.SUBSTITUTE}
MOST_ROWS = 500
LARGEST = 2 * 1024 * 1024
_PARTS = re.compile(r"[、,，;；/\s]+")
_CLOCK = re.compile(r"(\d{1,2})[:：时点](\d{2})?")


@dataclass(frozen=True, slots=True)
class Planned:
    """A shift to be: its times, and who sits on it as what, in order."""

    begins: datetime
    ends: datetime
    seats: tuple[tuple[str, User], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sheet says: the shifts, and (row number, what is wrong) for every row that can't be one."""

    shifts: list[Planned] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)


def template(first: date, names: Sequence[str]) -> bytes:
    """A sheet with its heads, seven days begun, and who may be named."""
    import xlsxwriter  # noqa: PLC0415 (slow to load)

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("值班表")
    head = book.add_format({"bold": True, "bg_color": "#e9eff5"})
    for column, words in enumerate(HEADS):
        sheet.write(0, column, words, head)
    for row in range(7):
        sheet.write(row + 1, 0, (first + timedelta(days=row)).isoformat())
        sheet.write(row + 1, 1, "08:00")
        sheet.write(row + 1, 2, "08:00")
    sheet.set_column(0, 5, 16)
    people = book.add_worksheet("可填的人员")
    for row, name in enumerate(names):
        people.write(row, 0, name)
    book.close()
    return out.getvalue()


def read_sheet(data: bytes, people: Sequence[User]) -> Reading:
    """Every row as a shift or with its error. Refusal if the file as a whole is no such sheet."""
    if len(data) > LARGEST:
        raise refusals.sheet_unreadable()
    try:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise refusals.sheet_unreadable() from error
    if not rows or [str(cell).strip() for cell in rows[0][:4]] != list(HEADS[:4]) or len(rows) > MOST_ROWS:
        raise refusals.sheet_unreadable()
    known: dict[str, list[User]] = {}
    for user in people:
        for name in {user.username, user.display_name}:
            known.setdefault(name, []).append(user)
    found = Reading()
    for number, row in enumerate(rows[1:], 2):
        cells = [*row, *[""] * len(HEADS)][: len(HEADS)]
        if not any(str(cell).strip() for cell in cells[3:]):
            continue
        try:
            found.shifts.append(_planned(cells, known))
        except ValueError as error:
            found.errors.append((number, str(error)))
    return found


def _planned(cells: Sequence[Any], known: Mapping[str, list[User]]) -> Planned:
    """ValueError with the words of what is wrong."""
    day = _day(cells[0])
    begins = datetime.combine(day, _clock(cells[1]), CHINA)
    ends = datetime.combine(day, _clock(cells[2]), CHINA)
    if ends <= begins:
        ends += timedelta(days=1)
    seats = [(role, _person(name, known)) for column, role in ROLES.items() for name in _names(cells[column])]
    if not any(role == Role.OFFICER for role, _user in seats):
        raise ValueError(_("没有写值班员"))
    if len({user.pk for _role, user in seats}) < len(seats):
        raise ValueError(_("同一人写了两次"))
    return Planned(begins, ends, tuple(seats))


def _day(cell: Any) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = re.sub(r"[年月/.]", "-", str(cell).strip()).replace("日", "")
    try:
        year, month, day = (int(part) for part in text.split("-"))
        return date(year, month, day)
    except ValueError as error:
        raise ValueError(_("日期“%(text)s”不对，请写成 2026-06-28") % {"text": str(cell)[:20]}) from error


def _clock(cell: Any) -> time:
    if isinstance(cell, datetime):
        return cell.time()
    if isinstance(cell, time):
        return cell
    if isinstance(cell, float) and 0 <= cell < 1:
        minutes = round(cell * 1440)
        return time(minutes // 60 % 24, minutes % 60)
    found = _CLOCK.fullmatch(str(cell).strip())
    if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
        return time(int(found[1]), int(found[2] or 0))
    raise ValueError(_("时间“%(text)s”不对，请写成 08:00") % {"text": str(cell)[:20]})


def _names(cell: Any) -> list[str]:
    return [name for name in _PARTS.split(str(cell).strip()) if name][:10]


def _person(name: str, known: Mapping[str, list[User]]) -> User:
    found = known.get(name, [])
    if not found:
        raise ValueError(_("没有“%(name)s”这个人，或他不在可排班的人员里") % {"name": name[:20]})
    if len(found) > 1:
        raise ValueError(_("有两个“%(name)s”，请改写用户名") % {"name": name[:20]})
    return found[0]

"""The county's divisions, as an installation has them: its townships and their villages."""

from datetime import date

from bench.briefing_load import PLACES
from bench.line.stock import REGION, Stock, put
from gongbao.foundation.codes.models import Division

VILLAGES = 25
SINCE = date(2020, 1, 1)


def load(_stock: Stock) -> None:
    rows = [_row("99", "某省", "", 1), _row("9991", "青云市", "99", 2), _row(REGION, "青岚县", "9991", 3)]
    for town, name in enumerate(PLACES, 1):
        code = f"{REGION}{town:03}"
        rows.append(_row(code, f"{name}镇", REGION, 4))
        rows += (_row(f"{code}{n:03}", f"{name}{n}村", code, 5) for n in range(1, VILLAGES + 1))
    put(Division, rows)


def _row(code: str, name: str, parent: str, level: int) -> Division:
    return Division(
        code=code, name=name, full_name=name, level=level, parent=parent, valid_from=SINCE, source="made up"
    )

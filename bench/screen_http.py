"""Questions over HTTP against 100,000 listed: one name at a steady 500 a second, then names and codes at full speed.

The real server with two processes and the database beside it. The answers are complete: every hit with its reason, and
the signed receipt.
"""

import io
import random  # noqa: TID251 (seeded: the same questions every time)
import string
import tempfile
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from bench import lookup, names_pool
from bench.database import own_database
from bench.server import p99, serving, steadily
from gongbao.kernel.screening import snapshot
from gongbao.kernel.screening.parties import Party
from gongbao.kernel.statutes.identifiers import organisation_check_character, uscc_check_character

STEADY, SECONDS = 500, 8
GOAL_P99, GOAL_NAMES, GOAL_CODES = 30.0, 500, 2_000
ASKED = 5_000


def run(size: int = 100_000) -> list[dict[str, Any]]:
    """Rows of the bench table."""
    chance = random.Random(5)
    names = names_pool.made_up(size + ASKED)
    chance.shuffle(names)
    codes = [_code(chance) for _ in range(size + ASKED)]
    entry = {
        "list": {"code": "abnormal", "zh": "经营异常名录", "en": "Abnormal list"},
        "listing": "x",
        "since": "2026-07-07",
    }
    entry |= {"ground": {"code": "unreachable", "zh": "通过登记的住所无法联系", "en": "unreachable"}, "number": "1号"}
    listed = [Party(str(n), names[n], codes=(codes[n],), entries=(entry,)) for n in range(size)]
    asked = names[size:] + chance.sample(names[:size], ASKED // 10)
    chance.shuffle(asked)
    with own_database("screening") as connection, tempfile.TemporaryDirectory() as folder:
        _put(listed)
        name = connection.settings_dict["NAME"]
        connection.close()
        by_name = [f"/api/v1/screening/names?name={quote(one)}" for one in asked]
        by_code = [f"/api/v1/screening/codes/{code}" for code in chance.sample(codes, ASKED)]
        with serving(name) as port:
            first = steadily(port, by_name[:200])  # after a start: both processes prepare the list
            even = steadily(port, (by_name * 2)[: STEADY * SECONDS], STEADY)
            fast = lookup.asked(port, by_name, folder)
            exact = lookup.asked(port, by_code, folder)
    wrong = sum(one.status != 200 for one in even)
    if wrong:
        raise RuntimeError(f"{wrong} answers other than 200")
    slow = p99([one.seconds for one in even])
    return [
        {
            "job": f"screening: one name over HTTP, {size:,} listed, {STEADY} a second",
            "ours": slow,
            "unit": f"ms, p99 (of the first 200 after a start {p99([one.seconds for one in first]):,.0f})",
            "goal": f"<= {GOAL_P99:.0f} ms",
            "ok": slow <= GOAL_P99,
        },
        _rate("one name", size, fast, GOAL_NAMES),
        _rate("exact check by code", size, exact, GOAL_CODES),
    ]


def _rate(what: str, size: int, found: lookup.Rate, goal: int) -> dict[str, Any]:
    return {
        "job": f"screening: {what} over HTTP, {size:,} listed",
        "size": size,
        "ours": found.a_second,
        "unit": f"requests/s (p99 {found.p99:.1f} ms)",
        "goal": f">= {goal:,}/s",
        "ok": found.a_second >= goal,
    }


def _code(chance: random.Random) -> str:
    body = "".join(chance.choices(string.digits, k=8))
    first = f"91999101{body}{organisation_check_character(body)}"
    return first + uscc_check_character(first)


def _put(listed: list[Party]) -> None:
    """The list as a version, as the worker would have taken it."""
    from django.conf import settings  # noqa: PLC0415 (Django is set up by own_database())

    from gongbao.foundation.clock import china_date, read_clock  # noqa: PLC0415 (as above)
    from gongbao.foundation.files import store  # noqa: PLC0415 (as above)
    from gongbao.register.screening.desk import instant  # noqa: PLC0415 (as above)
    from gongbao.register.screening.models import ListVersion  # noqa: PLC0415 (as above)

    now = read_clock()
    head = snapshot.Head(settings.LEDGER_ORIGIN, china_date(now), instant(now), tuple(names_pool.COUNTY))
    version, data = snapshot.write(head, listed)
    digest = sha256(data).hexdigest()
    store.keep(io.BytesIO(data), digest)
    ListVersion.objects.create(
        version=version,
        content=version,
        parties=len(listed),
        as_of=head.as_of,
        known_at=now,
        sha256=digest,
        size=len(data),
        commitment=b"",
    )

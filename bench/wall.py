"""From submit to so many open walls: an urgent report lodged, then answered over HTTP; beside it the bare broadcast.

The clock begins before the action (the request) and ends when a client in another process has read its line. The limit
is the same bytes written to as many sockets by a loop that does nothing else.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from bench.database import own_database
from bench.server import p50, p99, serving

REPORTS = 20
PAUSE = 0.4
GOAL = 1_000.0


class House(NamedTuple):
    """What the job sets up: the desk, who reports, who looks."""

    desk: Any
    town: Any
    cookies: list[str]


def run(size: int = 500) -> list[dict[str, Any]]:
    """Rows of the bench table."""
    os.environ["GONGBAO_DEMO"] = "1"  # the second factor would stand before the answer
    with own_database("wall") as connection, tempfile.TemporaryDirectory() as folder:
        house = _set_up(size)
        name = connection.settings_dict["NAME"]
        with serving(name) as port, _clients(port, f"/live?topic=wall:{house.desk.pk}", house.cookies, folder) as ended:
            _warm(port, house.cookies[1])
            lodged = _lodge(house)
            answered = _answer(port, house.cookies[0])
            heard = ended()
    seen = _delays(heard, lodged, size, wants=lambda row: row["alarm"] is not None and row["alarm"]["open"])
    told = _delays(heard, answered, size, wants=lambda row: row["alarm"] is not None and not row["alarm"]["open"])
    bare = _bare(size)
    return [
        _row("from submit to the wall", size, seen, bare),
        _row("from an answer over HTTP to the wall", size, told, bare),
    ]


def _row(what: str, size: int, delays: list[float], bare: list[float]) -> dict[str, Any]:
    slow = p99(delays)
    return {
        "job": f"{what} of {size} open browsers",
        "ours": slow,
        "peer": p99(bare),
        "peer_name": "bare broadcast, p99",
        "unit": f"ms, p99 (median {p50(delays):.0f})",
        "ratio": slow / p99(bare),
        "goal": f"< {GOAL:.0f} ms",
        "ok": slow < GOAL,
    }


def _set_up(size: int) -> House:
    from gongbao.briefing.dutydesk import actions  # noqa: PLC0415 (Django is set up by own_database())
    from gongbao.briefing.dutydesk.models import Role  # noqa: PLC0415 (as above)
    from gongbao.briefing.dutydesk.sheets import Planned  # noqa: PLC0415 (as above)
    from gongbao.briefing.incidents import actions as incidents  # noqa: PLC0415 (as above)
    from gongbao.briefing.units.actions import open_unit  # noqa: PLC0415 (as above)
    from gongbao.foundation.accounts import actions as accounts  # noqa: PLC0415 (as above)
    from gongbao.foundation.accounts.models import Role as Powers  # noqa: PLC0415 (as above)
    from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (as above)
    from gongbao.foundation.events.actor import command  # noqa: PLC0415 (as above)

    now, by = read_clock(), command("bench")
    accounts.ensure_roles(now=now)
    incidents.load_starting_data(by=by, now=now)

    def unit(name: str, level: str, above: Any, *, desk: bool) -> Any:
        body = accounts.create_organisation(kind="unit", name=name, region="999101", by=by, now=now)
        return open_unit(organisation=body, level=level, short=name, reports_to=above, desk=desk, by=by, now=now)

    desk = unit("信息科", "county", None, desk=True)
    town = unit("石门镇", "township", desk, desk=False)
    users = _people(desk, Powers.objects.get(pk="editor"), size, now)
    roster = actions.open_roster(unit=desk, name="值班室", round_the_clock=True, by=by, now=now)
    planned = [Planned(now - timedelta(hours=1), now + timedelta(hours=20), ((Role.OFFICER, users[0]),))]
    actions.put_shifts(roster_id=roster.pk, planned=planned, by=by, now=now)
    return House(desk, town, [_session(user) for user in users])


def _people(desk: Any, role: Any, size: int, now: Any) -> list[Any]:
    from gongbao.foundation.accounts.models import Membership, User  # noqa: PLC0415 (Django is set up)

    users = User.objects.bulk_create(
        [User(username=f"w{n}", display_name=f"w{n}", password="!", date_joined=now) for n in range(size)]
    )
    since = now.date()
    Membership.objects.bulk_create(
        [Membership(user=one, organisation=desk.organisation, role=role, region="999101", since=since) for one in users]
    )
    return list(users)


def _session(user: Any) -> str:
    """A cookie of somebody signed in."""
    from django.conf import settings  # noqa: PLC0415 (Django is set up by own_database())
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415 (as above)
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415 (as above)

    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


@contextmanager
def _clients(port: int, path: str, cookies: list[str], folder: str) -> Iterator[Callable[[], list[Any]]]:
    """So many open pages; the value ends them and gives what they heard."""
    given, out = Path(folder) / "cookies", Path(folder) / "heard"
    given.write_text("\n".join(cookies))
    command = [sys.executable, "-m", "bench.wall_clients", str(port), path, str(given), str(out)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError("the walls did not open")

        def ended() -> list[Any]:
            time.sleep(2)
            process.stdin.close()  # type: ignore[union-attr]  # asserted above
            process.wait(30)
            return list(json.loads(out.read_text()))

        try:
            yield ended
        finally:
            if process.poll() is None:
                process.kill()


def _lodge(house: House) -> dict[str, float]:
    """Reports, one after another; the incident's id and when its submit began."""
    from gongbao.briefing.incidents import actions  # noqa: PLC0415 (Django is set up by own_database())
    from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (as above)
    from gongbao.foundation.events.actor import command  # noqa: PLC0415 (as above)

    begun = {}
    for number in range(REPORTS):
        said = actions.Said(
            title=f"第{number}处山体滑坡,道路中断,正在核实伤亡情况",
            body="道路中断,人员正在核实。",
            place="石门镇竹溪口村",
        )
        at = time.monotonic()
        report = actions.lodge(
            unit=house.town,
            said=said,
            form="written",
            kind="first",
            learned_at=read_clock() - timedelta(minutes=2),
            by=command("bench"),
            now=read_clock(),
            about=actions.About(hazard="geological"),
        )
        begun[str(report.incident_id)] = at
        time.sleep(PAUSE)
    return begun


def _warm(port: int, cookie: str) -> None:
    """Both processes have answered something: a server's very first page takes seconds."""
    for _ in range(10):
        asking = urllib.request.Request(f"http://127.0.0.1:{port}/duty/wall/rows/", headers={"Cookie": cookie})
        urllib.request.urlopen(asking).close()


def _answer(port: int, cookie: str) -> dict[str, float]:
    """Every alarm answered as the wall's key does it."""
    from gongbao.briefing.dutydesk.models import Alarm  # noqa: PLC0415 (Django is set up by own_database())

    begun = {}
    token = "a" * 32
    for alarm in Alarm.objects.filter(state="open", clock=None):
        headers = {"Cookie": f"{cookie}; csrftoken={token}", "X-CSRFToken": token, "Accept": "application/json"}
        asking = urllib.request.Request(
            f"http://127.0.0.1:{port}/duty/alarms/{alarm.pk}/answer/", data=b"", headers=headers, method="POST"
        )
        begun[str(alarm.incident_id)] = time.monotonic()
        with urllib.request.urlopen(asking) as answer:
            if answer.status != 200:
                raise RuntimeError(f"the answer was {answer.status}")
        time.sleep(PAUSE)
    return begun


def _delays(
    heard: list[Any], begun: dict[str, float], size: int, *, wants: Callable[[dict[str, Any]], bool]
) -> list[float]:
    """Seconds from each submit until each wall had the row; an error unless every wall heard every one."""
    delays: list[float] = []
    counted: dict[str, int] = {}
    for at, line in heard:
        message = json.loads(line)
        incident = message.get("incident")
        if incident not in begun or not any(map(wants, message["rows"])) or counted.get(incident, 0) >= size:
            continue
        counted[incident] = counted.get(incident, 0) + 1
        delays.append(at - begun[incident])
    if len(delays) != size * len(begun):
        raise RuntimeError(f"{len(delays)} of {size * len(begun)} walls heard")
    return delays


def _bare(size: int) -> list[float]:
    """The same number of sockets, written to by a loop that does nothing else."""
    line = b'data: {"incident":"x","rows":[' + b"x" * 900 + b"]}\n\n"
    writers: list[asyncio.StreamWriter] = []
    loop = asyncio.new_event_loop()

    async def page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\nretry: 3000\n\n")
        writers.append(writer)

    async def serve() -> int:
        server = await asyncio.start_server(page, "127.0.0.1", 0)
        return int(server.sockets[0].getsockname()[1])

    async def tell() -> float:
        at = time.monotonic()
        for writer in writers:
            writer.write(line)
        return at

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    port = asyncio.run_coroutine_threadsafe(serve(), loop).result()
    begun = []
    with tempfile.TemporaryDirectory() as folder, _clients(port, "/", ["x"] * size, folder) as ended:
        for _ in range(REPORTS):
            begun.append(asyncio.run_coroutine_threadsafe(tell(), loop).result())
            time.sleep(PAUSE)
        heard = sorted(at for at, _line in ended())
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
    return [at - begun[number // size] for number, at in enumerate(heard)]

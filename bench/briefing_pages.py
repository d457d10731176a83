"""Every page of the reporting line, from its map of addresses, over HTTP: measured as whoever waits longest for it."""

import http.client
import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from bench import briefing_load

TRIES, ROUNDS = 2, 9
GOAL = 200.0
WING = "gongbao.briefing."
WHO = ("officer", "editor", "chief", "leader", "district", "supervisor")
FILES = (".pdf", ".docx", ".xlsx", ".png", ".xml", ".ics", ".js")
PLACE = {"place": 1, "page": 1}  # parameters that are no keys
HTML = "text/html"
FAILS = "fails"


def pages(line: briefing_load.Line, port: int) -> Iterator[dict[str, Any]]:
    """A line for each page, and one for each reason why others are left out."""
    from gongbao.foundation.accounts.models import User  # noqa: PLC0415 (Django is set up by own_database())

    people = {who: getattr(line, who, None) or User.objects.get(username=who) for who in WHO}
    askers = {who: Asker(user, port) for who, user in people.items()}
    keys = _known(line)
    left: dict[str, list[str]] = {}
    for route, app, view in _routes():
        path, who, why = _slowest(route, app, view, keys, askers)
        if why:
            left.setdefault(why, []).append(route)
            continue
        yield _measured(f"{who} /{route}", askers[who], path)
    for who, path in _more(keys):
        yield _measured(f"{who} {path}", askers[who], path)
    for why, routes in left.items():
        print(f"left out, {why}: {' '.join(routes)}", file=sys.stderr, flush=True)
        unit = f"{why}: {' '.join(routes)}"
        failed = {"ok": False, "failed": True} if why == FAILS else {"ok": None}
        yield {"job": f"briefing: {len(routes)} addresses left out", "unit": unit, **failed}


class Asker:
    """Somebody signed in who asks the web server, one page after the other, over a connection that stays open."""

    def __init__(self, user: Any, port: int) -> None:
        from django.conf import settings  # noqa: PLC0415 (Django is set up by own_database())
        from django.test import Client  # noqa: PLC0415 (as above)

        client = Client()
        client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        name = settings.SESSION_COOKIE_NAME
        self.cookie = f"{name}={client.cookies[name].value}"
        self._connection = http.client.HTTPConnection("127.0.0.1", port)

    def get(self, path: str) -> tuple[int, str, float]:
        """The status, the kind of content, and how long it took, in milliseconds."""
        began = time.perf_counter()
        self._connection.request("GET", quote(path, safe="/?=&%"), headers={"Cookie": self.cookie})
        answer = self._connection.getresponse()
        answer.read()
        return answer.status, answer.headers.get_content_type(), 1000 * (time.perf_counter() - began)

    def status(self, path: str) -> int:
        """200 only for a page; 415 for a file."""
        status, kind, _spent = self.get(path)
        return 415 if status == 200 and kind != HTML else status

    def took(self, path: str) -> float:
        status, _kind, spent = self.get(path)
        if status != 200:
            raise RuntimeError(f"{path}: {status}")
        return spent


def _measured(name: str, asker: Asker, path: str) -> dict[str, Any]:
    asker.took(path)
    spent = [asker.took(path) for _ in range(ROUNDS)]
    middle = statistics.median(spent)
    return {
        "job": f"briefing: {name}",
        "ours": middle,
        "unit": f"ms median (worst {max(spent):.0f})",
        "goal": f"< {GOAL:.0f} ms",
        "ok": middle < GOAL,
    }


def _routes() -> Iterator[tuple[str, str, Any]]:
    """Each address of the wing as the map has it, with its slice and its view."""
    from django.urls import URLResolver, get_resolver  # noqa: PLC0415 (Django is set up by own_database())

    for one in get_resolver().url_patterns:
        module = getattr(getattr(one, "urlconf_name", None), "__name__", "")
        if module.startswith(WING) and isinstance(one, URLResolver):
            for pattern in one.url_patterns:
                yield str(pattern.pattern), module.split(".")[2], pattern


def _slowest(
    route: str, app: str, pattern: Any, keys: dict[str, list[Any]], askers: dict[str, Asker]
) -> tuple[str, ...]:
    """The address, and who of those that see a page there waits longest for it; or why nobody sees one."""
    if route.endswith(FILES):
        return "", "", "a file"
    seen: set[int] = set()
    choices = list(_filled(pattern, app, keys))
    if not choices:
        return "", "", "nothing of the kind is loaded"
    slowest: tuple[float, str, str] = (0.0, "", "")
    for path in choices:
        for who, asker in askers.items():
            status = asker.status(path)
            if status == 200:
                slowest = max(slowest, (min(asker.took(path) for _ in range(TRIES)), path, who))
            else:
                seen.add(status)
    if slowest[1]:
        return slowest[1], slowest[2], ""
    if any(one >= 500 for one in seen):
        return "", "", FAILS
    for status, why in {
        405: "only sent to",
        415: "no page",
        302: "goes on elsewhere",
        404: "not there for what is loaded",
    }.items():
        if status in seen:
            return "", "", why
    return "", "", f"for none of {', '.join(WHO)}"


def _filled(pattern: Any, app: str, keys: dict[str, list[Any]]) -> Iterator[str]:
    """The address with keys of what is loaded: the newest, the asked ones' own."""
    names = list(pattern.pattern.converters)
    rows = [{}] if not names else _keys(names, app, keys)
    for values in rows:
        route = str(pattern.pattern)
        for name in names:
            kind = type(pattern.pattern.converters[name]).__name__.removesuffix("Converter").lower()
            kind = {"string": "str"}.get(kind, kind)
            route = route.replace(f"<{kind}:{name}>", str(values[name]))
        yield f"/{route}"


def _keys(names: list[str], app: str, known: dict[str, list[Any]]) -> list[dict[str, Any]]:
    values = {
        name: [PLACE[name]] if name in PLACE else known.get(f"{app}.{name}") or known.get(name) or _any(name, app)
        for name in names
    }
    if not all(values.values()):
        return []
    longest = max(len(some) for some in values.values())
    return [{name: some[min(n, len(some) - 1)] for name, some in values.items()} for n in range(longest)]


def _known(line: briefing_load.Line) -> dict[str, list[Any]]:
    """Keys of what the askers may open: their own, and of a kind the newest or largest."""
    from gongbao.briefing.bulletins.models import Entry, Issue  # noqa: PLC0415 (Django is set up by own_database())
    from gongbao.briefing.dutydesk.models import Alarm, Roster, Shift  # noqa: PLC0415 (as above)
    from gongbao.briefing.exchange.models import Received, Sent  # noqa: PLC0415 (as above)
    from gongbao.briefing.incidents.models import Incident, Limit, Report, Tip, TipPlace  # noqa: PLC0415 (as above)
    from gongbao.briefing.instructions.models import Instruction  # noqa: PLC0415 (as above)
    from gongbao.briefing.items.models import Item  # noqa: PLC0415 (as above)
    from gongbao.briefing.reviews.models import Review  # noqa: PLC0415 (as above)
    from gongbao.briefing.signals.models import Cluster, Task  # noqa: PLC0415 (as above)
    from gongbao.briefing.targets.models import Batch, Lag  # noqa: PLC0415 (as above)
    from gongbao.briefing.topics.models import Call, Commission, PointList  # noqa: PLC0415 (as above)

    def newest(rows: Any, order: str, field: str = "pk") -> list[Any]:
        return list(rows.order_by(order).values_list(field, flat=True)[:1])

    every, issues = Item.objects.exclude(state="draft"), newest(Issue.objects.all(), "-signed_at")
    items, passed = every.filter(desk=line.desk), every.exclude(desk=line.desk)
    mine = items.filter(author=line.officer).order_by("-lodged_at")[0]
    return {
        "issue_id": issues,
        "entry_id": newest(Entry.objects.filter(issue__in=issues), "order"),
        "item_id": [
            mine.pk,
            *newest(items.filter(state="lodged"), "-lodged_at"),
            *newest(items.filter(state="adopted"), "-lodged_at"),
            *newest(passed, "-lodged_at"),
        ],
        "unit_id": [mine.unit_id],
        "instruction_id": newest(Instruction.objects.filter(leader=line.leader), "-given_at"),
        "report_id": newest(Report.objects.filter(incident__drill=False), "-incident__opened_at"),
        "incident_id": newest(Incident.objects.filter(drill=False), "-opened_at"),
        "reviews.incident_id": newest(Review.objects.filter(state="closed"), "-at", "incident_id"),
        "key": newest(Limit.objects.all(), "id", "key"),
        "place_id": newest(TipPlace.objects.all(), "-made_at"),
        "token": newest(TipPlace.objects.all(), "-made_at", "token"),
        "tip_id": newest(Tip.objects.filter(state="new"), "-received_at"),
        "list_id": newest(PointList.objects.all(), "-from_on"),
        "commission_id": newest(Commission.objects.all(), "-issued_at"),
        "topics.call_id": newest(Call.objects.filter(unit=mine.unit_id), "-due_at"),
        "lag_id": newest(Lag.objects.filter(unit=mine.unit_id), "-month"),
        "batch_id": newest(Batch.objects.filter(state="checked"), "-handed_at"),
        "cluster_id": newest(Cluster.objects.filter(state__in=["new", "asked"]), "-last_at"),
        "task_id": newest(Task.objects.filter(unit=mine.unit_id), "-asked_at"),
        "roster_id": newest(Roster.objects.all(), "-unit__desk"),
        "shift_id": newest(Shift.objects.filter(roster__unit=line.desk, ends_at__lt=briefing_load.NOW), "-ends_at"),
        "alarm_id": newest(Alarm.objects.all(), "-begun_at"),
        "sent_id": newest(Sent.objects.all(), "-made_at"),
        "exchange.received_id": newest(Received.objects.all(), "-at"),
        "desk": [line.desk.pk],
        "drafts": newest(Item.objects.filter(author=line.officer, state="draft"), "-created_at"),
    }


def _more(keys: dict[str, list[Any]]) -> Iterator[tuple[str, str]]:
    """Pages that are worth asking for otherwise too."""
    yield "editor", "/desk/?box=done&page=1500"
    yield "editor", "/desk/?box=done&q=水库"
    yield "editor", "/assessment/?month=202605"
    yield "editor", "/assessment/?month=202604"
    yield "editor", "/incidents/?box=closed&page=50"
    yield "editor", "/incidents/?box=closed&q=水库"
    yield "editor", "/topics/commissions/?box=all"
    yield "editor", "/exchange/?box=in&page=50"
    yield "editor", "/exchange/?box=out&page=50"
    yield "editor", "/signals/?box=matched"
    yield "officer", "/report/?q=水库"
    yield "chief", f"/line/new/?at={keys['desk'][0]}"
    if keys["drafts"]:
        yield "officer", f"/report/items/{keys['drafts'][0]}/write/"
    yield "editor", f"/desk/items/{keys['item_id'][1]}/beside/?with={keys['item_id'][0]}"


def _any(name: str, app: str) -> list[Any]:
    """A key of the kind a parameter names, of the slice's own kinds before others'."""
    from django.apps import apps  # noqa: PLC0415 (Django is set up by own_database())

    wanted = name.removesuffix("_id").replace("_", "")
    models = [one for one in apps.get_models() if one.__module__.startswith(WING)]
    for model in sorted(models, key=lambda one: not one.__module__.startswith(f"{WING}{app}.")):
        if model.__name__.lower() in {wanted, f"point{wanted}", f"tip{wanted}", f"received{wanted}"}:
            field = "key" if wanted == "key" else "pk"
            if keys := list(model._default_manager.values_list(field, flat=True)[:1]):  # noqa: SLF001 (open to all)
                return keys
    return []

"""Every page of the reporting line, from its map of addresses: measured as the first who may see it; the rest named."""

import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any

from bench import briefing_load

ROUNDS = 7
GOAL = 200.0
WING = "gongbao.briefing."
WHO = ("officer", "editor", "chief", "leader")
FILES = (".pdf", ".docx", ".xlsx", ".png", ".xml", ".ics", ".js")
PLACE = {"place": 1, "page": 1}  # parameters that are no keys
MORE = [  # pages that are worth asking for otherwise too
    ("editor", "/desk/?box=done&page=1500"),
    ("editor", "/desk/?box=done&q=水库"),
    ("editor", "/assessment/?month=202605"),
]
HTML = "text/html"
FAILS = "fails"


def pages(line: briefing_load.Line) -> Iterator[dict[str, Any]]:
    """A line for each page, and one for each reason why others are left out."""
    askers = {who: Asker(getattr(line, who)) for who in WHO}
    left: dict[str, list[str]] = {}
    for route, app, view in _routes():
        path, who, why = _first(route, app, view, line, askers)
        if why:
            left.setdefault(why, []).append(route)
            continue
        yield _measured(f"{who} /{route}", askers[who], path)
    for who, path in MORE:
        yield _measured(f"{who} {path}", askers[who], path)
    for why, routes in left.items():
        print(f"left out, {why}: {' '.join(routes)}", file=sys.stderr, flush=True)
        unit = f"{why}: {' '.join(routes)}"
        failed = {"ok": False, "failed": True} if why == FAILS else {"ok": None}
        yield {"job": f"briefing: {len(routes)} addresses left out", "unit": unit, **failed}


class Asker:
    """Somebody signed in, and what an answer took by the clock and of this process's processor."""

    def __init__(self, user: Any) -> None:
        from django.test import Client  # noqa: PLC0415 (Django is set up by own_database())

        self.client = Client(HTTP_HOST="127.0.0.1", raise_request_exception=False)
        self.client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")

    def status(self, path: str) -> int:
        """200 only for a page; 415 for a file."""
        answer = self.client.get(path)
        if answer.status_code == 200 and not answer.headers.get("Content-Type", "").startswith(HTML):
            return 415
        return int(answer.status_code)

    def took(self, path: str) -> float:
        began = time.perf_counter()
        answer = self.client.get(path)
        spent = 1000 * (time.perf_counter() - began)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
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


def _first(route: str, app: str, pattern: Any, line: briefing_load.Line, askers: dict[str, Asker]) -> tuple[str, ...]:
    """The address as the first who sees a page there asks for it; or why nobody does."""
    if route.endswith(FILES):
        return "", "", "a file"
    seen: set[int] = set()
    choices = list(_filled(pattern, app, line))
    if not choices:
        return "", "", "nothing of the kind is loaded"
    for path in choices:
        for who, asker in askers.items():
            status = asker.status(path)
            if status == 200:
                return path, who, ""
            seen.add(status)
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


def _filled(pattern: Any, app: str, line: briefing_load.Line) -> Iterator[str]:
    """The address with keys of what is loaded: the newest, the asked ones' own."""
    names = list(pattern.pattern.converters)
    rows = [{}] if not names else _keys(names, app, line)
    for values in rows:
        route = str(pattern.pattern)
        for name in names:
            kind = type(pattern.pattern.converters[name]).__name__.removesuffix("Converter").lower()
            kind = {"string": "str"}.get(kind, kind)
            route = route.replace(f"<{kind}:{name}>", str(values[name]))
        yield f"/{route}"


def _keys(names: list[str], app: str, line: briefing_load.Line) -> list[dict[str, Any]]:
    from gongbao.briefing.bulletins.models import Entry, Issue  # noqa: PLC0415 (Django is set up by own_database())
    from gongbao.briefing.instructions.models import Instruction  # noqa: PLC0415 (as above)
    from gongbao.briefing.items.models import Item  # noqa: PLC0415 (as above)

    issue = Issue.objects.order_by("-signed_at")[0].pk
    mine = Item.objects.filter(author=line.officer).order_by("-lodged_at")[0]
    known: dict[str, list[Any]] = {
        "issue_id": [issue],
        "entry_id": list(Entry.objects.filter(issue=issue).order_by("order").values_list("pk", flat=True)[:1]),
        "item_id": [mine.pk, Item.objects.filter(state="lodged").order_by("-lodged_at")[0].pk],
        "unit_id": [mine.unit_id],
        "instruction_id": [Instruction.objects.filter(leader=line.leader).order_by("-given_at")[0].pk],
    }
    values = {name: [PLACE[name]] if name in PLACE else known.get(name) or _any(name, app) for name in names}
    if not all(values.values()):
        return []
    longest = max(len(some) for some in values.values())
    return [{name: some[min(n, len(some) - 1)] for name, some in values.items()} for n in range(longest)]


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

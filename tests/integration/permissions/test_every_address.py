"""Every address × every role: the gate answers what the view declared, and no view is without a declaration.

The expected answer is derived from the declarations; behind each gate a stand-in answers instead of the view, so that
what is tested is the gate at the real address, through the whole middleware.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver
from ninja.constants import NOT_SET
from ninja.operation import PathView

from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.actions import ensure_roles
from gongbao.foundation.accounts.models import Membership, Organisation, Role, User

# Addresses whose views are not ours, each with its reason. A prefix of the pattern's address.
NOT_OURS = {
    "accounts/": "the account library: each of its views decides for itself who may enter",
    "i18n/": "Django's choice of language: a cookie, for everybody",
}
# Served by ninja itself, each with its reason.
NINJA_OWN = {"openapi.json": "the API's description is public"}
MADE_UP = {
    "int": "1",
    "uuid": "00000000-0000-4000-8000-000000000001",
    "slug": "a",
    "str": "a",
    "path": "a/b",
    "default": "a",
}


@dataclass(frozen=True)
class Address:
    """One URL pattern: its address with made-up arguments, and its view."""

    pattern: str
    url: str
    view: Any

    def __str__(self) -> str:
        return self.pattern


def walk(patterns: list[Any], before: str = "", url: str = "") -> Iterator[Address]:
    for one in patterns:
        here = before + str(one.pattern)
        there = url + fill(one.pattern)
        if isinstance(one, URLResolver):
            yield from walk(one.url_patterns, here, there)
        elif isinstance(one, URLPattern):
            yield Address(here, f"/{there}", one.callback)


def fill(pattern: Any) -> str:
    """The address with made-up arguments of the right kind."""
    text = str(pattern)
    for name, converter in pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower()
        value = MADE_UP.get(kind) or sample_of(converter)
        for written in (f"<{kind}:{name}>", f"<{name}>"):
            text = text.replace(written, value)
    if "<" in text:  # a converter of our own is written by its registered name
        import re  # noqa: PLC0415 (only for those)

        for name, converter in pattern.converters.items():
            text = re.sub(rf"<\w+:{name}>", sample_of(converter), text)
    return text.removeprefix("^").removesuffix("$").removesuffix("\\Z")


def sample_of(converter: Any) -> str:
    """What a converter of our own says is an example, or a digit that most take."""
    return str(getattr(converter, "example", "1"))


def ours() -> list[Address]:
    return [
        one
        for one in walk(get_resolver().url_patterns)
        if not any(one.pattern.startswith(prefix) for prefix in NOT_OURS)
    ]


def path_view(view: Any) -> PathView | None:
    """The ninja endpoint behind a view, if it is one."""
    found = getattr(view, "__self__", None)
    if isinstance(found, PathView):
        return found
    for cell in getattr(view, "__closure__", None) or ():
        if isinstance(cell.cell_contents, PathView):
            return cell.cell_contents
    return None


PAGES = [one for one in ours() if path_view(one.view) is None and not one.pattern.startswith("api/v1/")]
ENDPOINTS = [one for one in ours() if path_view(one.view) is not None]


@pytest.mark.parametrize("address", PAGES, ids=str)
def test_every_page_says_who_may_enter(address):
    said = gate.declared(address.view)
    assert said is not None, (
        f"{address.pattern}: put @gate.public, @gate.signed_in or @gate.requires(Permission.…) on "
        f"{address.view.__module__}.{address.view.__name__}"
    )


@pytest.mark.parametrize("address", ENDPOINTS, ids=str)
def test_every_endpoint_says_who_may_call(address):
    """auth=None says everybody; otherwise the endpoint (or its router) authenticates, and the gate says who."""
    for operation in path_view(address.view).operations:
        if operation.auth_param is None:
            continue
        name = f"{'/'.join(operation.methods)} {address.pattern} ({operation.view_func.__qualname__})"
        assert operation.auth_param is not NOT_SET or operation.auth_callbacks, f"{name}: say auth=None, or who"
        assert gate.declared(operation.view_func), f"{name}: put @gate.requires(Permission.…) or @gate.signed_in on it"


def test_what_ninja_serves_itself_is_known():
    served = {
        one.pattern.removeprefix("api/v1/")
        for one in ours()
        if one.pattern.startswith("api/v1/") and path_view(one.view) is None
    }
    assert served <= {*NINJA_OWN, ""}


ROLES = [
    "anonymous",
    "nobody",
    "clerk",
    "agent",
    "regulator",
    "signer",
    "inspector",
    "superior",
    "registrar",
    "screener",
    "subscriber",
    "consulter",
    "county-admin",
    "auditor",
    "fact-officer",
    "info-officer",
    "editor",
    "desk-chief",
    "leader",
    "bulletin-reader",
    "briefing-supervisor",
]


@pytest.fixture
def visitors(db, now, settings) -> dict[str, User | None]:
    """One person of each role, somebody with none, and nobody at all."""
    settings.DEMO = True  # the second factor has tests of its own
    ensure_roles(now=now)
    made: dict[str, User | None] = {"anonymous": None, "nobody": User.objects.create_user("nobody", display_name="无")}
    for role in Role.objects.all():
        kind = role.kinds[0]
        organisation, _ = Organisation.objects.get_or_create(
            kind=kind, defaults={"name": kind, "region": "999101", "created_at": now}
        )
        made[role.code] = User.objects.create_user(role.code, display_name=role.zh)
        Membership.objects.create(
            user=made[role.code], organisation=organisation, role=role, region="999101", since=date(2026, 1, 1)
        )
    assert set(made) == set(ROLES), "a new packaged role belongs into this test"
    return made


def guards(view: Any) -> Iterator[Any]:
    """The gate's own wrappers around a view, outermost first."""
    seen = view
    while seen is not None:
        code = getattr(seen, "__code__", None)
        if code is not None and code.co_filename == gate.__file__ and code.co_name == "guarded":
            yield seen
        seen = getattr(seen, "__wrapped__", None)


@contextmanager
def standing_in(view: Any) -> Iterator[None]:
    """A stand-in answers 204 behind the gate."""
    guard = list(guards(view))[-1]
    cell = guard.__closure__[guard.__code__.co_freevars.index("view")]
    real: Callable[..., Any] = cell.cell_contents
    cell.cell_contents = lambda request, *args, **kwargs: HttpResponse(status=204)
    try:
        yield
    finally:
        cell.cell_contents = real


def expected(said: Any, user: User | None) -> str:
    if user is None:
        return "sign in"
    if said == gate.SIGNED_IN:
        return "enter"
    return "enter" if any(policies.has(user, permission) for permission in said) else "refused"


def answer_of(client: Any, url: str) -> str:
    answer = client.get(url)
    if answer.status_code == 405:
        answer = client.post(url)
    if answer.status_code == 204:
        return "enter"
    if answer.status_code == 302 and answer["Location"].startswith("/accounts/login/"):
        return "sign in"
    return "refused" if answer.status_code == 403 else f"{answer.status_code} at {url}"


@pytest.mark.parametrize("role", ROLES)
def test_the_gate_answers_at_every_address(client, visitors, role):
    user = visitors[role]
    if user is not None:
        client.force_login(user)
    wrong = {}
    for address in PAGES:
        said = gate.declared(address.view)
        if said in {None, gate.PUBLIC}:
            continue
        with standing_in(address.view):
            got, due = answer_of(client, address.url), expected(said, user)
        if got != due:
            wrong[address.pattern] = f"{got}, not {due}"
    assert not wrong


def test_the_stand_in_is_behind_the_gate():
    """The walk finds gated pages of each kind; otherwise the test above would pass by testing nothing."""
    kinds = {type(gate.declared(one.view)) for one in PAGES if gate.declared(one.view) != gate.PUBLIC}
    assert {str, tuple} <= kinds
    assert len(PAGES) > 20
    assert all(list(guards(one.view)) for one in PAGES if gate.declared(one.view) not in {None, gate.PUBLIC})

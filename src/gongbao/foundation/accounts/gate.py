"""The gate before every page and endpoint: each view says who may enter, or that everybody may.

`declared` is what the permission test reads: a view without a declaration fails it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from gongbao.foundation.accounts import policies
from gongbao.foundation.accounts.models import ApiToken, User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.actor import Actor, ActorKind

#: A view, or an endpoint of the API, which returns data.
View = Callable[..., Any]
PUBLIC = "public"
SIGNED_IN = "signed-in"


def declared(view: Any) -> str | tuple[Permission, ...] | None:
    """What a view says about who may enter: PUBLIC, SIGNED_IN, permissions (any of them), or None."""
    found: str | tuple[Permission, ...] | None = getattr(view, "gate", None)
    return found


def public(view: View) -> View:
    """Everybody may enter."""
    view.gate = PUBLIC  # type: ignore[attr-defined]  # the declaration the test reads
    return view


def signed_in(view: View) -> View:
    """Whoever is signed in may enter: one's own account, one's own notices."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.gate = SIGNED_IN  # type: ignore[attr-defined]  # the declaration the test reads
    return guarded


def requires(*permissions: Permission) -> Callable[[View], View]:
    """Only who holds one of these anywhere may enter; the view itself checks the object with `check`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not any(policies.has(request.user, permission) for permission in permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.gate = permissions  # type: ignore[attr-defined]  # the declaration the test reads
        return guarded

    return decorate


def check(
    request: HttpRequest, permission: Permission, *, region: str | None = None, entity_id: int | None = None
) -> None:
    """PermissionDenied unless the caller may do it there."""
    if not policies.may(request.user, permission, region=region, entity_id=entity_id):
        raise PermissionDenied


def program(user: User, token: ApiToken, request_id: UUID) -> Actor:
    """A program with its key, acting for a user."""
    return Actor(
        kind=ActorKind.TOKEN,
        id=str(token.pk),
        label=f"{user} ({token.prefix})"[:120],
        organisation_id=token.organisation_id,
        request=request_id,
    )


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in user as an actor, or the token acting for one; a visitor is the public."""
    request_id = cast("Any", request).request_id
    user = request.user
    if not user.is_authenticated:
        return Actor(kind=ActorKind.PUBLIC, id="public", label="public", request=request_id)
    token = getattr(request, "api_token", None)
    if token is not None:
        return program(user, token, request_id)
    held = policies.memberships(user)
    return Actor(
        kind=ActorKind.USER,
        id=str(user.pk),
        label=str(user),
        organisation_id=held[0].organisation_id if held else None,
        request=request_id,
    )

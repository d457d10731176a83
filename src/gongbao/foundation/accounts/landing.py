"""The pages one works on: each slice says which of its pages is for whom, and `/work/` goes to the first."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise

from gongbao.foundation.accounts import policies
from gongbao.foundation.accounts.gate import signed_in
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.policies import Visitor
from gongbao.foundation.shapes import Link


@dataclass(frozen=True, slots=True)
class Workplace:
    """A page to work on: shown to whoever holds the permission, in order. `url` is a URL's name; with `kind` the
    permission must be held for an organisation of this kind.
    """

    order: int
    permission: Permission
    url: str
    text: str | Promise
    kind: str = ""

    def is_for(self, user: Visitor) -> bool:
        """Whether it stands in this user's bar."""
        if not self.kind:
            return policies.has(user, self.permission)
        return any(
            held.organisation.kind == self.kind and self.permission.value in held.role.permissions
            for held in policies.memberships(user)
        )


_workplaces: dict[tuple[str, Permission], Workplace] = {}


def register(*, order: int, permission: Permission, url: str, text: str | Promise, kind: str = "") -> None:
    """Add a page (in AppConfig.ready()). Orders: 10 what one owes or must do first, 50 managing, 90 looking."""
    _workplaces[url, permission] = Workplace(order, permission, url, text, kind)


def workplaces(user: Visitor, path: str = "") -> list[Link]:
    """The pages for this user, first the one they begin with; `current` marks the one `path` lies on."""
    mine = [one for one in _workplaces.values() if one.is_for(user)]
    by_href = {reverse(one.url): one for one in sorted(mine, key=lambda one: (one.order, one.url))}
    links = list(by_href.items())
    here = max((href for href, _ in links if path.startswith(href)), key=len, default="")
    return [Link(text=str(one.text), href=href, current=href == here) for href, one in links]


@signed_in
def work(request: HttpRequest) -> HttpResponse:
    """To the first page of one's role; without a role, to one's own account."""
    found = workplaces(request.user)
    return redirect(found[0].href if found else "accounts:own")

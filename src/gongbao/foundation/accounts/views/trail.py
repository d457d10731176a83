"""Who did what when: the audit trail for whoever may read it."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from gongbao.foundation.accounts import policies, selectors
from gongbao.foundation.accounts.gate import requires
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events import presenters, registry
from gongbao.foundation.events import selectors as events


def _wanted(asked: Any) -> events.Wanted:
    try:
        day = date.fromisoformat(asked.get("day", ""))
    except ValueError:
        day = None
    return events.Wanted(
        actor=asked.get("actor", "").strip(),
        subject=asked.get("subject", "").strip(),
        name=asked.get("name", "").strip(),
        day=day,
    )


@requires(Permission.AUDIT_READ)
def trail(request: Any) -> HttpResponse:
    """The trail, newest first, of what the reader asks for."""
    wanted = _wanted(request.GET)
    scope = selectors.trail_scope(policies.regions(request.user, Permission.AUDIT_READ))
    page = events.trail(wanted, scope=scope, after=request.GET.get("after", ""))
    kept = {key: value for key, value in request.GET.items() if key in {"actor", "subject", "name", "day"} and value}
    presenters.learn_names()
    names = [("", _("全部"))] + [(name, presenters.name_words(name)) for name in registry.declared()]
    context = {
        "events": [presenters.shown(event) for event in page.events],
        "wanted": wanted,
        "names": names,
        "kept": kept,
        "paging": {
            "previous_href": f"?{urlencode(kept)}" if request.GET.get("after") else "",
            "next_href": f"?{urlencode({**kept, 'after': page.next_key})}" if page.next_key else "",
        },
    }
    return render(request, "accounts/trail.html", context)

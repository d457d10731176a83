"""Beside an item that is read: what was instructed on it and what came of it, and the pen."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from gongbao.briefing.bulletins.models import Copy, Entry
from gongbao.briefing.instructions import presenters, selectors
from gongbao.briefing.items.models import Item
from gongbao.foundation.accounts import policies
from gongbao.foundation.accounts.permissions import Permission

TEMPLATE = "instructions/beside.html"
ITEM = "instructions/beside_item.html"


def part(request: HttpRequest, copy: Copy, entry: Entry) -> dict[str, Any]:
    """The context of `instructions/beside.html`."""
    asking: Any = request
    may = policies.has(asking.user, Permission.INSTRUCT)
    units = selectors.owner_choices(copy.issue.periodical.desk) if may else []
    return {
        "entry": entry,
        "issue_id": copy.issue_id,
        "given": [presenters.beside(one, asking.now) for one in selectors.of_entry(entry)],
        "may": may,
        "owners": [("", _("请办公室提出")), *units],
    }


def of_item(request: HttpRequest, item: Item) -> dict[str, Any] | None:
    """With the unit that reported it and at the desk: what was instructed on it and what came of that."""
    asking: Any = request
    given = [presenters.beside(one, asking.now) for one in selectors.of_item(item)]
    return {"given": given} if given else None

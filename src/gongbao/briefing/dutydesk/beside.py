"""On an incident's page: to whom it was handed, who there has it, and the way to hand it on."""

from typing import Any

from django.http import HttpRequest

from gongbao.briefing.dutydesk import presenters, selectors
from gongbao.briefing.incidents.models import Incident
from gongbao.foundation.accounts import policies
from gongbao.foundation.accounts.permissions import Permission

TEMPLATE = "dutydesk/beside.html"


def part(request: HttpRequest, incident: Incident) -> dict[str, Any]:
    """The context of `dutydesk/beside.html`."""
    asking: Any = request
    in_reach = selectors.incident_in_reach(asking.user, incident.pk, asking.now) is not None
    return {
        "incident": incident,
        "rows": [presenters.hand_off_row(one) for one in selectors.hand_offs(incident)],
        "may": in_reach and policies.has(asking.user, Permission.DESK_WORK),
    }

"""Pushes between registers by program: packages owed, and taking in those of other provinces."""

from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja import Router, Schema, Status

from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.callers import CALLERS
from gongbao.foundation.accounts.permissions import Permission
from gongbao.register.pushes import actions
from gongbao.register.pushes.models import Arrival

router = Router(tags=["pushes"], auth=CALLERS)


class ReceivedOut(Schema):
    """The acknowledgement: `received` is this office's number for it; `publish_by` the last day it has."""

    received: UUID
    sha256: str
    at: datetime
    publish_by: date


def _office(request: HttpRequest) -> int:
    for held in policies.memberships(request.user):
        if held.organisation.kind == "authority" and Permission.FACT_SUBMIT.value in held.role.permissions:
            return held.organisation_id
    raise PermissionDenied


@router.post("/arrivals", response={201: ReceivedOut}, summary="接收外省推送 / take in a push")
@gate.requires(Permission.FACT_SUBMIT)
def receive(request: HttpRequest) -> Status[dict[str, Any]]:
    """The signed package as the body. The same package again is answered the same."""
    now = cast("Any", request).now
    made: Arrival = actions.take_in(
        organisation_id=_office(request), data=request.body, by=gate.actor_of(request), now=now
    )
    told = {"received": made.pk, "sha256": made.sha256, "at": made.received_at, "publish_by": made.due_on}
    return Status(201, told)

"""For whom a page acts: the entity in its address, if the caller has a mandate for it."""

from typing import Any

from django.http import Http404

from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.register.entities.models import Entity
from gongbao.register.filings import selectors


def firm_of(request: Any, entity_id: int) -> Entity:
    """The entity; PermissionDenied without a mandate, 404 if there is none."""
    gate.check(request, Permission.FILING_SUBMIT, entity_id=entity_id)
    entity = Entity.objects.filter(pk=entity_id).first()
    if entity is None:
        raise Http404
    return entity


def organisations_of(request: Any, permission: Permission) -> list[int]:
    """The organisations in which the caller holds a permission."""
    return selectors.organisations_of(request.user, permission)


def season_year(now: Any) -> int:
    """The year reported on now: the one before this."""
    return china_date(now).year - 1

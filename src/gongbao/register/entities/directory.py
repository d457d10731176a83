"""What the foundation may ask the register about firms: by code, and many by id."""

from collections.abc import Sequence

from gongbao.foundation.accounts.directory import Firm
from gongbao.register.entities.models import Entity, EntityCode

_FIELDS = ("id", "name", "code", "region")


def by_code(code: str) -> Firm | None:
    """The firm that has this code today."""
    found = EntityCode.objects.filter(value=code, valid_to=None).values_list("entity_id", flat=True).first()
    return next(iter(by_ids([found])), None) if found is not None else None


def by_ids(entity_ids: Sequence[int]) -> list[Firm]:
    """The firms with these ids."""
    return [Firm(*row) for row in Entity.objects.filter(pk__in=list(entity_ids)).values_list(*_FIELDS)]

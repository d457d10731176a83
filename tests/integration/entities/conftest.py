"""Firms by name alone, for searching."""

from collections.abc import Callable
from datetime import date

import pytest

from gongbao.foundation.codes.actions import load_divisions, load_lists
from gongbao.foundation.events.actor import command
from gongbao.register.entities.actions.sounds import hear, hear_all
from gongbao.register.entities.finding import commonness, ranking
from gongbao.register.entities.folding import fold, grams, initials, keys
from gongbao.register.entities.models import Entity, EntityCode, EntityName, SoundsHeard

BY = command("test")
Add = Callable[..., list[Entity]]


@pytest.fixture
def divisions(now):
    """The made-up county and its lists; what processes remember of them is forgotten before and after."""
    load_lists(by=BY, now=now)
    rows = [("99", "云岭省"), ("9991", "青云市"), ("999101", "青岚县"), ("999102", "白鹭区"), ("999101001", "石门镇")]
    load_divisions(rows=rows, valid_from=date(2020, 1, 1), source="test", by=BY, now=now)
    for forget in (commonness.forget, ranking.forget):
        forget()
    yield
    for forget in (commonness.forget, ranking.forget):
        forget()


@pytest.fixture(params=["heard"])
def sounds(request, db):
    """Whether the pairs of all names are known, as they are but for the minutes after a great import."""
    hear_all()
    if request.param == "unheard":
        SoundsHeard.objects.update(written=1, heard=0)


@pytest.fixture
def add(divisions, sounds, now) -> Add:
    """Put firms with these names into the register; facts are the same for all of one call."""

    def put(*names: str, former: tuple[str, ...] = (), **facts: object) -> list[Entity]:
        made = []
        for name in names:
            given = {"category": "enterprise", "status": "1", "standing": "active", "region": "999101001", **facts}
            entity = Entity.objects.create(name=name, source="test", recorded_at=now, changed_at=now, **given)
            if not entity.code:
                entity.code = f"91999101MA{entity.id % 10**7:07d}X"
                entity.save(update_fields=["code"])
            EntityCode.objects.create(value=entity.code, scheme="uscc", entity_id=entity.id)
            for number, one in enumerate((name, *former)):
                text = fold(one)
                EntityName.objects.create(
                    entity=entity,
                    number=number,
                    name=one,
                    folded=text,
                    grams=keys(text, entity.region),
                    initials=initials(text),
                )
                hear(grams(text))
            made.append(entity)
        return made

    return put

"""Every write of the entities: taken in from files, changed one by one."""

from gongbao.register.entities.actions.changing import change_entity
from gongbao.register.entities.actions.importing import Progress, import_entities, rehearse_import
from gongbao.register.entities.actions.indexes import put_back_left_off
from gongbao.register.entities.actions.resolving import Resolved, take_in_divisions
from gongbao.register.entities.actions.sounds import hear_unheard

__all__ = [
    "Progress",
    "Resolved",
    "change_entity",
    "hear_unheard",
    "import_entities",
    "put_back_left_off",
    "rehearse_import",
    "take_in_divisions",
]

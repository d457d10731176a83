from gongbao.register.entities.models.entity import (
    Entity,
    EntityChange,
    EntityCode,
    EntityName,
    EntityPerson,
    SoundPair,
    SoundsHeard,
)
from gongbao.register.entities.models.importing import ImportRun

__all__ = [
    "Entity",
    "EntityChange",
    "EntityCode",
    "EntityName",
    "EntityPerson",
    "ImportRun",
    "SoundPair",
    "SoundsHeard",
]

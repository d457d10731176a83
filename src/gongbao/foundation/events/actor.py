"""Who acts. Every action takes one as `by=`; there is no anonymous write."""

import uuid
from dataclasses import dataclass, field
from enum import StrEnum


class ActorKind(StrEnum):
    USER = "user"
    TOKEN = "token"  # noqa: S105 (a kind of actor, not a secret)
    COMMAND = "command"
    SYSTEM = "system"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Actor:
    """The acting party of one request or command; `request` groups the events it causes."""

    kind: ActorKind
    id: str
    label: str
    organisation_id: int | None = None
    request: uuid.UUID = field(default_factory=uuid.uuid4)

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("an actor needs an id: anonymous writes are refused")


def system(name: str) -> Actor:
    """The system itself acting by rule, e.g. the sequencer or a sweep."""
    return Actor(kind=ActorKind.SYSTEM, id=name, label=name)


def command(name: str) -> Actor:
    """Somebody at the command line of the server."""
    return Actor(kind=ActorKind.COMMAND, id=name, label=name)

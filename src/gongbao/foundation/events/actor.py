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


#: What the system signs with where people sign with their names; pages put it in the reader's language.
SYSTEM_LABEL = "系统"


def system(name: str) -> Actor:
    """The system itself acting by rule, e.g. the sequencer or a sweep; `name` is kept as the actor's id."""
    return Actor(kind=ActorKind.SYSTEM, id=name, label=SYSTEM_LABEL)


def command(name: str, label: str = "") -> Actor:
    """Somebody at the command line of the server; `label` is what people read, the command itself without one."""
    return Actor(kind=ActorKind.COMMAND, id=name, label=label or name)

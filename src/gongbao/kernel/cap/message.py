"""A CAP 1.2 message as a value. Section numbers are those of the OASIS standard of 1 July 2010."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

_NAME = re.compile(r"[^\s,<&]+")


class CapError(ValueError):
    """What was given is no CAP 1.2 message, or none that may be sent; `zh` and `en` say why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


class Status(StrEnum):
    """3.2.1 status: how the message is to be handled."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    SYSTEM = "System"
    TEST = "Test"
    DRAFT = "Draft"


class MessageType(StrEnum):
    """3.2.1 msgType."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"
    ACK = "Ack"
    ERROR = "Error"


class Scope(StrEnum):
    """3.2.1 scope: who may be told."""

    PUBLIC = "Public"
    RESTRICTED = "Restricted"
    PRIVATE = "Private"


class Category(StrEnum):
    """3.2.2 category."""

    GEO = "Geo"
    MET = "Met"
    SAFETY = "Safety"
    SECURITY = "Security"
    RESCUE = "Rescue"
    FIRE = "Fire"
    HEALTH = "Health"
    ENV = "Env"
    TRANSPORT = "Transport"
    INFRA = "Infra"
    CBRNE = "CBRNE"
    OTHER = "Other"


class Response(StrEnum):
    """3.2.2 responseType."""

    SHELTER = "Shelter"
    EVACUATE = "Evacuate"
    PREPARE = "Prepare"
    EXECUTE = "Execute"
    AVOID = "Avoid"
    MONITOR = "Monitor"
    ASSESS = "Assess"
    ALL_CLEAR = "AllClear"
    NONE = "None"


class Urgency(StrEnum):
    """3.2.2 urgency."""

    IMMEDIATE = "Immediate"
    EXPECTED = "Expected"
    FUTURE = "Future"
    PAST = "Past"
    UNKNOWN = "Unknown"


class Severity(StrEnum):
    """3.2.2 severity."""

    EXTREME = "Extreme"
    SEVERE = "Severe"
    MODERATE = "Moderate"
    MINOR = "Minor"
    UNKNOWN = "Unknown"


class Certainty(StrEnum):
    """3.2.2 certainty."""

    OBSERVED = "Observed"
    LIKELY = "Likely"
    POSSIBLE = "Possible"
    UNLIKELY = "Unlikely"
    UNKNOWN = "Unknown"


def instant(at: datetime) -> str:
    """A time as 3.3.2 wants it: whole seconds and an explicit offset; UTC is -00:00, never Z."""
    offset = at.utcoffset()
    if offset is None:
        raise CapError("时间要带时区。", "A time needs its offset.")
    if offset % timedelta(minutes=1) or abs(offset) > timedelta(hours=14):
        raise CapError("时区只能是整分钟，且不超过14小时。", "An offset is whole minutes, up to 14 hours.")
    if at.year < 1000:
        raise CapError("时间太早。", "The time is too early.")
    text = at.replace(microsecond=0).isoformat()
    return f"{text[:-6]}-00:00" if not offset else text


@dataclass(frozen=True, slots=True)
class Reference:
    """An earlier message: who sent it, its identifier, when. Written as sender,identifier,sent."""

    sender: str
    identifier: str
    sent: datetime

    def __str__(self) -> str:
        return f"{self.sender},{self.identifier},{instant(self.sent)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A valueName and value pair: eventCode, parameter, geocode."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """3.2.3 resource: a file beside the message. `size` in bytes, `digest` SHA-1 in hex as the standard has it."""

    description: str
    mime_type: str
    size: int | None = None
    uri: str = ""
    deref_uri: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """3.2.4 area: in words, and as shapes ("lat,lon lat,lon …", "lat,lon radius" in km) or codes where known."""

    description: str
    polygons: tuple[str, ...] = ()
    circles: tuple[str, ...] = ()
    geocodes: tuple[Named, ...] = ()
    altitude: Decimal | None = None
    ceiling: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """3.2.2 info: what happened, how urgent, severe and certain, in one language."""

    categories: tuple[Category, ...]
    event: str
    urgency: Urgency
    severity: Severity
    certainty: Certainty
    language: str = "zh-CN"
    responses: tuple[Response, ...] = ()
    audience: str = ""
    event_codes: tuple[Named, ...] = ()
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    contact: str = ""
    parameters: tuple[Named, ...] = ()
    resources: tuple[Resource, ...] = ()
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """3.2.1 alert: one message. `check` says whether it may be sent."""

    identifier: str
    sender: str
    sent: datetime
    status: Status
    type: MessageType
    scope: Scope
    source: str = ""
    restriction: str = ""
    addresses: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    note: str = ""
    references: tuple[Reference, ...] = ()
    incidents: tuple[str, ...] = ()
    infos: tuple[Info, ...] = ()

    @property
    def reference(self) -> Reference:
        """How later messages name this one."""
        return Reference(self.sender, self.identifier, self.sent)

    @property
    def drill(self) -> bool:
        return self.status is Status.EXERCISE


def check(alert: Alert) -> None:
    """What the schema can't say of a message, from 3.2.1 and 3.2.2; CapError for what may not be sent."""
    for words, value in (("identifier", alert.identifier), ("sender", alert.sender)):
        if not _NAME.fullmatch(value):
            raise CapError(
                f"{words} 不能为空，也不能有空格、逗号、< 或 &。",
                f"{words} has no blanks, commas, < or &, and isn't empty.",
            )
    instant(alert.sent)
    if alert.scope is Scope.RESTRICTED and not alert.restriction.strip():
        raise CapError("限定范围的消息要写明限定给谁(restriction)。", "A Restricted message says its restriction.")
    if alert.scope is Scope.PRIVATE and not alert.addresses:
        raise CapError("指定收件人的消息要写明收件人(addresses)。", "A Private message names its addresses.")
    if alert.type is not MessageType.ALERT and not alert.references:
        raise CapError("更新、撤销、回执要写明针对哪条消息(references)。", "It says to which message it refers.")
    if alert.type is MessageType.ERROR and not alert.note.strip():
        raise CapError("拒收要写明原因(note)。", "An Error says why in its note.")
    if alert.type in {MessageType.ALERT, MessageType.UPDATE} and not alert.infos:
        raise CapError("没有任何内容(info)。", "It has no info.")
    if any('"' in one or not one for one in (*alert.addresses, *alert.incidents)):
        raise CapError("收件人和事件编号不能为空或带引号。", "Addresses and incidents aren't empty and have no quotes.")

"""The messages that answer another: a receipt, a refusal, a withdrawal."""

from dataclasses import replace
from datetime import datetime

from gongbao.kernel.cap.message import Alert, MessageType, Scope

RESTRICTION = "仅限收到原消息的单位"


def ack(of: Alert, *, identifier: str, sender: str, sent: datetime, note: str = "") -> Alert:
    """We received it and take it. It keeps the original's status, so that a drill's receipt is a drill's."""
    return _answer(of, MessageType.ACK, identifier, sender, sent, note)


def error(of: Alert, *, identifier: str, sender: str, sent: datetime, note: str) -> Alert:
    """We can't take it; the note says why."""
    return _answer(of, MessageType.ERROR, identifier, sender, sent, note)


def cancel(of: Alert, *, identifier: str, sent: datetime, note: str) -> Alert:
    """The sender withdraws what it sent; what was said stays in the message, so that readers see what is withdrawn."""
    return replace(
        of,
        identifier=identifier,
        sent=sent,
        type=MessageType.CANCEL,
        note=note,
        references=(*of.references, of.reference),
    )


def _answer(of: Alert, kind: MessageType, identifier: str, sender: str, sent: datetime, note: str) -> Alert:
    return Alert(
        identifier=identifier,
        sender=sender,
        sent=sent,
        status=of.status,
        type=kind,
        scope=Scope.RESTRICTED,
        restriction=of.restriction or RESTRICTION,
        note=note,
        references=(of.reference,),
        incidents=of.incidents,
    )

"""A message as XML bytes, held against the rules and the schema before it leaves."""

import re
from collections.abc import Iterable
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from gongbao.kernel.cap.message import Alert, Area, CapError, Info, Named, Resource, check, instant
from gongbao.kernel.cap.schema import NAMESPACE, schema

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def written(alert: Alert) -> bytes:
    """The message in UTF-8. CapError if it breaks a rule of the standard; line ends become single newlines."""
    check(alert)
    root = Element("alert", {"xmlns": NAMESPACE})
    _texts(
        root,
        identifier=alert.identifier,
        sender=alert.sender,
        sent=instant(alert.sent),
        status=alert.status,
        msgType=alert.type,
        source=alert.source,
        scope=alert.scope,
        restriction=alert.restriction,
        addresses=_listed(alert.addresses),
    )
    _repeated(root, "code", alert.codes)
    _texts(
        root,
        note=alert.note,
        references=" ".join(map(str, alert.references)),
        incidents=_listed(alert.incidents),
    )
    for info in alert.infos:
        _info(root, info)
    indent(root)
    sent: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    problem = next(schema().iter_errors(sent.decode()), None)
    if problem is not None:
        raise CapError("消息不合 CAP 1.2 格式。", f"The message does not fit the schema: {problem.reason}")
    return sent


def _info(root: Element, info: Info) -> None:
    here = SubElement(root, "info")
    _texts(here, language=info.language)
    _repeated(here, "category", info.categories)
    _texts(here, event=info.event or None)
    _repeated(here, "responseType", info.responses)
    _texts(here, urgency=info.urgency, severity=info.severity, certainty=info.certainty, audience=info.audience)
    _named(here, "eventCode", info.event_codes)
    _texts(
        here,
        effective=_at(info.effective),
        onset=_at(info.onset),
        expires=_at(info.expires),
        senderName=info.sender_name,
        headline=info.headline,
        description=info.description,
        instruction=info.instruction,
        web=info.web,
        contact=info.contact,
    )
    _named(here, "parameter", info.parameters)
    for resource in info.resources:
        _resource(here, resource)
    for area in info.areas:
        _area(here, area)


def _resource(info: Element, resource: Resource) -> None:
    here = SubElement(info, "resource")
    _texts(
        here,
        resourceDesc=resource.description or None,
        mimeType=resource.mime_type or None,
        size="" if resource.size is None else str(resource.size),
        uri=resource.uri,
        derefUri=resource.deref_uri,
        digest=resource.digest,
    )


def _area(info: Element, area: Area) -> None:
    here = SubElement(info, "area")
    _texts(here, areaDesc=area.description or None)
    _repeated(here, "polygon", area.polygons)
    _repeated(here, "circle", area.circles)
    _named(here, "geocode", area.geocodes)
    _texts(
        here,
        altitude="" if area.altitude is None else f"{area.altitude:f}",
        ceiling="" if area.ceiling is None else f"{area.ceiling:f}",
    )


def _at(at: datetime | None) -> str:
    return "" if at is None else instant(at)


def _listed(values: Iterable[str]) -> str:
    """Parted by blanks; a value with blanks of its own stands in double quotes (3.2.1 addresses, incidents)."""
    return " ".join(f'"{one}"' if re.search(r"\s", one) else one for one in values)


def _texts(parent: Element, **children: str | None) -> None:
    """A child for each text that is there; None is a text that must be there and is not."""
    for name, text in children.items():
        if text is None:
            raise CapError(f"缺少 {name}。", f"{name} is missing.")
        if text:
            SubElement(parent, name).text = _clean(text)


def _repeated(parent: Element, name: str, texts: Iterable[str]) -> None:
    for text in texts:
        SubElement(parent, name).text = _clean(text)


def _named(parent: Element, name: str, pairs: Iterable[Named]) -> None:
    for pair in pairs:
        here = SubElement(parent, name)
        SubElement(here, "valueName").text = _clean(pair.name)
        SubElement(here, "value").text = _clean(pair.value)


def _clean(text: str) -> str:
    if _UNWRITABLE.search(text):
        raise CapError(
            "文字里有不能写进消息的控制字符。", "The text holds a control character that XML has no place for."
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")

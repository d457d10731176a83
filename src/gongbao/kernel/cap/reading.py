"""Reading a message somebody sent: bounded, no entities or document types, held against the schema and the rules."""

import re
import shlex
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar
from xml.etree.ElementTree import (
    Element,
    ParseError,
    TreeBuilder,
)

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from gongbao.kernel.cap.message import (
    Alert,
    Area,
    CapError,
    Category,
    Certainty,
    Info,
    MessageType,
    Named,
    Reference,
    Resource,
    Response,
    Scope,
    Severity,
    Status,
    Urgency,
    check,
)
from gongbao.kernel.cap.schema import NAMESPACE, schema

MOST_BYTES = 1_048_576
MOST_ELEMENTS = 5_000
DEEPEST = 24  # a signature's own elements may stand below
_DIGEST = re.compile(r"^(.+?),(.+?),(.+)$")
Choice = TypeVar("Choice", bound=StrEnum)


class _Bounded(TreeBuilder):
    """Refuses a tree too deep or too large while it is read."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = self._count = 0

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        self._depth += 1
        self._count += 1
        if self._depth > DEEPEST or self._count > MOST_ELEMENTS:
            raise _not_cap("层次太深或内容太多", "it is too deep or too long")
        return super().start(tag, attrs)

    def end(self, tag: str) -> Element:
        self._depth -= 1
        return super().end(tag)


def _not_cap(zh: str, en: str) -> CapError:
    return CapError(
        f"这不是可以接收的 CAP 1.2 消息：{zh}。请向发送方要原文件。",
        f"Not a CAP 1.2 message we take: {en}. Ask for it anew.",
    )


def read(data: bytes) -> Alert:
    """The message in the bytes; CapError with the reason for anything else, hostile or broken."""
    if len(data) > MOST_BYTES:
        raise _not_cap("文件超过1 MB", "the file is over 1 MB")
    root = _tree(data)
    if root.tag != f"{{{NAMESPACE}}}alert":
        raise _not_cap("根元素不对", "its root is another")
    problem = next(schema().iter_errors(root), None)
    if problem is not None:
        raise _not_cap(f"格式不合({_place(problem.path)})", f"{_place(problem.path)} does not fit the schema")
    alert = _alert(root)
    check(alert)
    return alert


def _tree(data: bytes) -> Element:
    parser = DefusedXMLParser(target=_Bounded(), forbid_dtd=True, forbid_entities=True, forbid_external=True)  # type: ignore[no-untyped-call]  # the library has no types
    try:
        parser.feed(data)
        root: Element = parser.close()
    except DefusedXmlException as error:
        raise _not_cap("含有文档类型或实体定义", "it declares a document type or entities") from error
    except (ParseError, LookupError, ValueError) as error:
        if isinstance(error, CapError):
            raise
        raise _not_cap("不是完整的 XML", "it is not well-formed XML") from error
    return root


def _place(path: str | None) -> str:
    return re.sub(r"\{[^}]*\}|cap:", "", path or "alert")[:80]


def _all(parent: Element, name: str) -> Iterator[Element]:
    return parent.iterfind(f"{{{NAMESPACE}}}{name}")


def _texts(parent: Element, name: str) -> tuple[str, ...]:
    return tuple(one.text or "" for one in _all(parent, name))


def _text(parent: Element, name: str) -> str:
    return next(iter(_texts(parent, name)), "")


def _one(kind: type[Choice], parent: Element, name: str) -> Choice:
    return kind(_text(parent, name))


def _at(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise _not_cap("时间不对", "a time is wrong") from error


def _maybe_at(parent: Element, name: str) -> datetime | None:
    text = _text(parent, name)
    return _at(text) if text else None


def _decimal(parent: Element, name: str) -> Decimal | None:
    text = _text(parent, name).strip()
    return Decimal(text) if text else None


def _listed(text: str) -> tuple[str, ...]:
    try:
        lexer = shlex.shlex(text, posix=True, punctuation_chars=False)
        lexer.whitespace_split, lexer.commenters, lexer.quotes, lexer.escape = True, "", '"', ""
        return tuple(lexer)
    except ValueError as error:
        raise _not_cap("引号不成对", "a quote is not closed") from error


def _reference(text: str) -> Reference:
    found = _DIGEST.match(text)
    if found is None:
        raise _not_cap("references 不对", "its references are wrong")
    return Reference(found[1], found[2], _at(found[3]))


def _named(parent: Element, name: str) -> tuple[Named, ...]:
    return tuple(Named(name=_text(one, "valueName"), value=_text(one, "value")) for one in _all(parent, name))


def _alert(root: Element) -> Alert:
    return Alert(
        identifier=_text(root, "identifier"),
        sender=_text(root, "sender"),
        sent=_at(_text(root, "sent")),
        status=_one(Status, root, "status"),
        type=_one(MessageType, root, "msgType"),
        source=_text(root, "source"),
        scope=_one(Scope, root, "scope"),
        restriction=_text(root, "restriction"),
        addresses=_listed(_text(root, "addresses")),
        codes=_texts(root, "code"),
        note=_text(root, "note"),
        references=tuple(_reference(one) for one in _text(root, "references").split()),
        incidents=_listed(_text(root, "incidents")),
        infos=tuple(_info(one) for one in _all(root, "info")),
    )


def _info(here: Element) -> Info:
    return Info(
        language=_text(here, "language") or "en-US",
        categories=tuple(map(Category, _texts(here, "category"))),
        event=_text(here, "event"),
        responses=tuple(map(Response, _texts(here, "responseType"))),
        urgency=_one(Urgency, here, "urgency"),
        severity=_one(Severity, here, "severity"),
        certainty=_one(Certainty, here, "certainty"),
        audience=_text(here, "audience"),
        event_codes=_named(here, "eventCode"),
        effective=_maybe_at(here, "effective"),
        onset=_maybe_at(here, "onset"),
        expires=_maybe_at(here, "expires"),
        sender_name=_text(here, "senderName"),
        headline=_text(here, "headline"),
        description=_text(here, "description"),
        instruction=_text(here, "instruction"),
        web=_text(here, "web"),
        contact=_text(here, "contact"),
        parameters=_named(here, "parameter"),
        resources=tuple(_resource(one) for one in _all(here, "resource")),
        areas=tuple(_area(one) for one in _all(here, "area")),
    )


def _resource(here: Element) -> Resource:
    size = _text(here, "size").strip()
    if len(size) > 18:
        raise _not_cap("附件大小不对", "a resource's size is wrong")
    return Resource(
        description=_text(here, "resourceDesc"),
        mime_type=_text(here, "mimeType"),
        size=int(size) if size else None,
        uri=_text(here, "uri"),
        deref_uri=_text(here, "derefUri"),
        digest=_text(here, "digest"),
    )


def _area(here: Element) -> Area:
    return Area(
        description=_text(here, "areaDesc"),
        polygons=_texts(here, "polygon"),
        circles=_texts(here, "circle"),
        geocodes=_named(here, "geocode"),
        altitude=_decimal(here, "altitude"),
        ceiling=_decimal(here, "ceiling"),
    )

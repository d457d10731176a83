"""The little ASGI that the front's own routes share: reading a request's head, sending whole answers."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

JSON = b"application/json"
TEXT = b"text/plain; charset=utf-8"


def header(scope: Scope, name: bytes) -> str:
    """The value of the request header `name` (lower case), or an empty string."""
    for key, value in scope["headers"]:
        if key == name:
            return str(value.decode("latin-1"))
    return ""


def client_address(scope: Scope, *, behind_proxy: bool) -> str:
    """Whose request this is. Behind a proxy it is the last address the proxy itself wrote."""
    if behind_proxy:
        forwarded = header(scope, b"x-forwarded-for")
        if forwarded:
            return forwarded.rsplit(",", 1)[-1].strip()
    client = scope.get("client")
    return str(client[0]) if client else "unknown"


async def answer(
    send: Send, status: int, body: bytes, kind: bytes, *headers: tuple[bytes, bytes], head_only: bool = False
) -> None:
    """Send one whole answer. `head_only` is for HEAD: the headers of the full answer without its body."""
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (b"content-type", kind),
                (b"content-length", str(len(body)).encode()),
                (b"x-content-type-options", b"nosniff"),
                *headers,
            ],
        }
    )
    await send({"type": "http.response.body", "body": b"" if head_only else body})


async def empty(send: Send, status: int, *headers: tuple[bytes, bytes]) -> None:
    """Send an answer that has no body by its nature (304)."""
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": b""})


async def refuse(send: Send, status: int, code: str, zh: str, en: str, *headers: tuple[bytes, bytes]) -> None:
    """Say no in the shape of the API's errors (gongbao.api.errors): a stable code and a sentence in each language."""
    problem = {"code": code, "zh": zh, "en": en, "field": None}
    body = json.dumps({"errors": [problem]}, ensure_ascii=False).encode()
    await answer(send, status, body, JSON, (b"cache-control", b"no-store"), *headers)

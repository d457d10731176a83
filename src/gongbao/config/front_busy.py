"""What is answered when too many ask at once: how long it will take, with everything that was typed kept.

A page fetches or sends itself again when the time is up; programs get 503 or 429 with Retry-After.
"""

import asyncio
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.http import escape_leading_slashes

from gongbao.config.front_gate import Turned
from gongbao.config.front_http import Message, Receive, Scope, Send, answer, header, refuse

HTML = b"text/html; charset=utf-8"
#: A form typed by hand is far smaller; more than this is not kept in a page.
LONGEST_KEPT = 256 * 1024
MOST_FIELDS = 2_000
TICKET = "waiting"
TICKET_SECONDS = 600
_SECRETS = ("/accounts/", "/account/")
_POLICY = (
    b"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self';"
    b" frame-ancestors 'none'"
)
_signer = Signer(salt="gongbao.front-busy")


class Body:
    """A request's body read ahead, if it is small enough to keep, and the news that the client has gone."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._receive = receive
        self._ahead: Message | None = None
        self._gone: asyncio.Task[Message] | None = None
        length = header(scope, b"content-length")
        none = scope["method"] in {"GET", "HEAD"} and not length
        known = length.isascii() and length.isdigit() and int(length) <= LONGEST_KEPT
        self.kept = b""
        self.readable = none or known

    async def read_ahead(self) -> None:
        """Read the body while the request waits."""
        if not self.readable or self._ahead is not None:
            return
        parts = []
        while True:
            message = await self._receive()
            if message["type"] != "http.request":
                self._ahead = message
                return
            parts.append(message.get("body", b""))
            if not message.get("more_body"):
                break
        self.kept = b"".join(parts)
        self._ahead = {"type": "http.request", "body": self.kept, "more_body": False}

    @property
    def gone(self) -> asyncio.Task[Message] | None:
        """Ends when the client hangs up; None while the body was not read ahead."""
        if self._gone is None and self._ahead is not None:
            self._gone = asyncio.ensure_future(self._next())
        return self._gone

    async def _next(self) -> Message:
        return await self._receive()

    async def __call__(self) -> Message:
        """The messages for the application, as if nothing had been read."""
        if self._ahead is not None and self._ahead["type"] == "http.request" and self._ahead.get("told") is None:
            told, self._ahead = self._ahead, {**self._ahead, "told": True}
            return told
        if self._gone is not None:
            return await self._gone
        return await self._receive()

    def done(self) -> None:
        """The request is over; nobody waits for the client any more."""
        if self._gone is not None and not self._gone.done():
            self._gone.cancel()


def waited(scope: Scope, now: float) -> float:
    """For how long the client has been coming back, by its ticket; 0 without one."""
    since = _since(scope)
    return min(max(0.0, now - since), float(TICKET_SECONDS)) if since is not None else 0.0


def _since(scope: Scope) -> float | None:
    for part in header(scope, b"cookie").split(";"):
        name, _, value = part.strip().partition("=")
        if name == TICKET:
            try:
                return float(_signer.unsign(value))
            except (BadSignature, ValueError):
                return None
    return None


def is_program(scope: Scope) -> bool:
    """Whether the answer is read by a program or a script of ours, not by a person."""
    return (
        scope["path"].startswith("/api/")
        or bool(header(scope, b"x-autosave") or header(scope, b"hx-request"))
        or "text/html" not in header(scope, b"accept")
    )


async def turn_away(scope: Scope, send: Send, turned: Turned, body: Body, now: float) -> None:
    """Tell the client to come back, in the way it can understand."""
    after = (b"retry-after", str(turned.seconds).encode())
    status = 429 if turned.why == "greedy" else 503
    if is_program(scope):
        await refuse(send, status, *_words(turned), after)
        return
    since = _since(scope)
    ticket = _signer.sign(f"{now if since is None else since:.0f}")
    secure = "; Secure" if settings.SESSION_COOKIE_SECURE else ""
    cookie = f"{TICKET}={ticket}; Path=/; Max-Age={TICKET_SECONDS}; HttpOnly; SameSite=Lax{secure}"
    page = _page(scope, turned, body)
    headers = [
        after,
        (b"cache-control", b"no-store"),
        (b"set-cookie", cookie.encode()),
        (b"content-security-policy", _POLICY),
        (b"referrer-policy", b"same-origin"),
    ]
    if scope["method"] == "GET":
        headers.append((b"refresh", str(turned.seconds).encode()))
    await answer(send, status, page, HTML, *headers, head_only=scope["method"] == "HEAD")


def _words(turned: Turned) -> tuple[str, str, str]:
    if turned.why == "greedy":
        return (
            "busy.too-many-at-once",
            f"您同时发来的请求太多，请 {turned.seconds} 秒后再发，一次少发几个。",
            f"Too many requests of yours at once; send fewer, in {turned.seconds} s.",
        )
    return (
        "busy.wait",
        f"现在办理的人多，请 {turned.seconds} 秒后再试。没有改动任何内容。",
        f"Many are at it just now; please try again in {turned.seconds} s. Nothing was changed.",
    )


def _page(scope: Scope, turned: Turned, body: Body) -> bytes:
    query = scope["query_string"].decode("latin-1")
    path = escape_leading_slashes(scope.get("raw_path", scope["path"].encode()).decode("latin-1").split("?")[0])
    post = scope["method"] not in {"GET", "HEAD"}
    fields = _typed(scope, body) if post else []
    context = {
        "seconds": turned.seconds,
        "greedy": turned.why == "greedy",
        "address": f"{path}?{query}" if query else path,
        "post": post,
        "fields": fields,
        "script": static("web/js/waiting.js"),
    }
    return render_to_string("errors/waiting.html", context).encode()


def _typed(scope: Scope, body: Body) -> list[tuple[str, str]]:
    """What the form held, to be sent again. Nothing for files, passwords, and what another site sent."""
    kind = header(scope, b"content-type").partition(";")[0].strip().lower()
    path: str = scope["path"]
    if kind != "application/x-www-form-urlencoded" or path.startswith(_SECRETS) or not _from_here(scope):
        return []
    try:
        found = parse_qsl(body.kept.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except (UnicodeDecodeError, ValueError):
        return []
    return [] if any("password" in name for name, _ in found) else found


def _from_here(scope: Scope) -> bool:
    """Whether one of our own pages sent it: another site's form must not become ours by being kept."""
    site = header(scope, b"sec-fetch-site")
    origin = header(scope, b"origin")
    if site and site != "same-origin":
        return False
    return bool(site or origin) and (not origin or urlsplit(origin).netloc == header(scope, b"host"))

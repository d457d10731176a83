"""Which addresses may be asked: http(s), public, without credentials; the name is resolved once and pinned.

A feed's address is typed by an office, but what answers there is not ours: a name that resolves to an address inside
the house (or is redirected there) is refused, and the connection goes to the very address that was looked at.
"""

import ipaddress
import socket
from typing import NamedTuple
from urllib.parse import urlsplit

from gongbao.briefing.signals.models import Outcome
from gongbao.briefing.signals.outside.refusing import NotFetched

PORTS = {"http": 80, "https": 443}
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Target(NamedTuple):
    """Where to connect (`address`, `port`) and as whom to ask (`host`)."""

    scheme: str
    host: str
    address: str
    port: int
    path: str

    @property
    def url(self) -> str:
        """The URL with the pinned address in place of the name."""
        return f"{self.scheme}://{_bracketed(self.address)}:{self.port}{self.path}"

    @property
    def host_header(self) -> str:
        return self.host if self.port == PORTS[self.scheme] else f"{self.host}:{self.port}"


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def look_at(url: str, *, inside: frozenset[str] = frozenset()) -> Target:
    """Check an address and resolve its name. `inside`: addresses allowed although not public (one's own server)."""
    scheme, host, port, path = parts(url)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotFetched(Outcome.NETWORK, "DNS") from error
    addresses = sorted({str(one[4][0]).split("%")[0] for one in found})
    if not addresses or not all(public(one) or one in inside for one in addresses):
        raise NotFetched(Outcome.REFUSED, "inside")
    return Target(scheme, host, addresses[0], port, path)


def parts(url: str) -> tuple[str, str, int, str]:
    """Scheme, host, port and path with query of an address that may be asked."""
    try:
        split = urlsplit(url)
        port = split.port
    except ValueError as error:
        raise NotFetched(Outcome.REFUSED, "url") from error
    if split.scheme not in PORTS or not split.hostname or split.username or split.password:
        raise NotFetched(Outcome.REFUSED, "url")
    path = (split.path or "/") + (f"?{split.query}" if split.query else "")
    return split.scheme, split.hostname, port or PORTS[split.scheme], path


def public(address: str) -> bool:
    """Whether an address lies outside: neither private, local, link-local, multicast nor reserved, also if mapped."""
    found: Address = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        mapped = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if mapped is not None:
            return public(str(mapped))
    return found.is_global and not found.is_multicast

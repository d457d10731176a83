"""Which addresses messages may go to: a subscriber must not make the register knock on doors inside its own house."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import NamedTuple
from urllib.parse import urlsplit

MOST = 500
#: Networks that lead elsewhere under another name: NAT64, 6to4, Teredo, and IPv4 written as IPv6.
_DISGUISES = tuple(
    ip_network(one) for one in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::ffff:0:0/96", "::/96")
)


class Refused(NamedTuple):
    """Why an address is refused."""

    zh: str
    en: str


def refused_url(url: str, *, inside: bool) -> Refused | None:
    """What is wrong with a subscriber's address, None where nothing is. `inside`: a closed network, http is allowed."""
    parts, odd = _split(url)
    if odd or parts is None:
        return Refused("这不是一个网址。请写成 https://主机/路径。", "This is no address. Write https://host/path.")
    if parts.scheme != "https" and not (inside and parts.scheme == "http"):
        return Refused("接收地址必须是 https。", "The address must be https.")
    if parts.username is not None or parts.password is not None:
        return Refused("地址里不能带用户名和密码。", "The address must hold no user name or password.")
    if parts.fragment:
        return Refused("地址里不能带 # 部分。", "The address must have no fragment (#).")
    host = parts.hostname or ""
    if not inside and not _is_outside(host):
        return Refused(
            "接收地址必须是公网主机名，不能是内网地址、本机或者裸 IP。",
            "The address must be a public host name: no inside address, no local machine, no bare IP.",
        )
    return None


def _split(url: str):  # type: ignore[no-untyped-def]  # urlsplit's own type has no public name
    """The parts of an address, and whether it is odd: too long, control characters, blanks, a broken host or port."""
    if not 1 <= len(url) <= MOST or any(one <= " " or one in "\\\x7f" for one in url):
        return None, True
    try:
        parts = urlsplit(url)
        odd = not parts.hostname or parts.port == 0
    except ValueError:
        return None, True
    return parts, odd


def _is_outside(host: str) -> bool:
    """A public name by its look: has a dot, no name of the local kind, and is no IP address in any spelling."""
    plain = host.rstrip(".").lower()
    last = plain.rpartition(".")[2]
    if "." not in plain or ":" in plain or last.isdigit() or last.startswith("0x"):
        return False
    return last not in {"localhost", "local", "internal", "lan", "home", "intranet", "corp", "arpa", "onion", "test"}


def allowed_ip(text: str, *, inside: bool) -> bool:
    """Whether a message may go to this resolved address. Decided again at every connection: names may change hands."""
    try:
        address: IPv4Address | IPv6Address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if inside:
        return not (address.is_multicast or address.is_unspecified or address.is_link_local)
    if isinstance(address, IPv6Address) and any(address in network for network in _DISGUISES):
        return False
    local = isinstance(address, IPv6Address) and address.is_site_local
    return address.is_global and not (address.is_multicast or address.is_reserved or local)

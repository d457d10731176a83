"""The one place that speaks to the outside: one message through one gateway, and why it failed without its secrets."""

import logging
import re
import threading
import warnings
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import quote

PLACE = "{to}"
TIMEOUT = 25  # seconds, well within the lease on what is being sent
#: What acts on the server itself rather than on the network is no gateway.
LOCAL = ("dbus", "kde", "qt", "glib", "gnome", "macosx", "windows", "syslog", "growl")
_STATUS = re.compile(r"error[=: ]+(\d{3})", re.IGNORECASE)
_UNREACHABLE = re.compile(r"connection|timed? ?out|socket|resolve|unreachable", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What to send where. Its texts hold secrets, so it doesn't show itself."""

    url: str = field(repr=False)
    address: str = field(repr=False)
    title: str = field(repr=False)
    body: str = field(repr=False)


_loading = threading.Lock()


@lru_cache(maxsize=1)
def _library() -> Any:
    """The library with its hundred gateways, loaded by whoever first needs one: pages that only queue do without."""
    with _loading, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # its mail gateway tries a module Python will drop
        import apprise  # noqa: PLC0415 (as the docstring says)

        apprise.Apprise.instantiate("json://localhost")
    said = logging.getLogger("apprise")  # its lines name addresses and keys: read here, written nowhere
    said.propagate, said.handlers[:] = False, [logging.NullHandler()]
    said.setLevel(logging.WARNING)
    logging.getLogger("urllib3").setLevel(logging.CRITICAL)
    return apprise


def addressed(url: str, address: str) -> str:
    """The gateway's address for this recipient; the recipient's part can't change the rest."""
    return url.replace(PLACE, quote(address, safe=""))


def understood(url: str) -> bool:
    """Whether this is a gateway we can speak to."""
    if url.split(":", 1)[0].strip().lower() in LOCAL:
        return False
    library = _library()
    return library.Apprise.instantiate(addressed(url, "13800000000"), suppress_exceptions=True) is not None


def send_out(what: Outgoing) -> str:
    """Send it; blank when the gateway took it, else the reason: unreachable, refused:<status>, rejected or unknown."""
    library = _library()
    gateway = library.Apprise()
    if not gateway.add(addressed(what.url, what.address)):
        return "unknown"
    result = gateway.notify(
        title=what.title,
        body=what.body,
        body_format=library.NotifyFormat.TEXT,
        timeout=TIMEOUT,
        log_level=logging.WARNING,
    )
    if result:
        return ""
    said = " ".join(entry.message for entry in result.logs())  # names addresses and keys: it goes no further
    status = _STATUS.search(said)
    if status:
        return f"refused:{status[1]}"
    return "unreachable" if not said or _UNREACHABLE.search(said) else "rejected"

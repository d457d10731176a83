"""Fair shares of the public API: so much for everyone, a burst included, and an exact waiting time beyond it.

The generic cell rate algorithm (ITU-T I.371): one number per client. Kept in this process: the storages of the
`limits` package walk every key on every request, which a crowd of addresses turns into an outage.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

MOST_CLIENTS = 50_000


@lru_cache(maxsize=10_000)
def share_of(address: str) -> str:
    """Who shares one allowance: an IPv4 address, or the /64 network an IPv6 address belongs to."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(IPv6Address(int(parsed) >> 64 << 64))
    return address


@dataclass
class FairShare:
    """`per_minute` requests for each client, up to `burst` of them at once. Times are monotonic seconds."""

    per_minute: int
    burst: int
    _due: OrderedDict[str, float] = field(default_factory=OrderedDict)

    def wait(self, client: str, now: float) -> float:
        """0.0 if the request may pass (and counts), else the seconds until the next one would."""
        step = 60.0 / self.per_minute
        due = max(self._due.pop(client, now), now)
        early = due - now - step * (self.burst - 1)
        if early > 1e-9:  # a float's rounding must not cost a client a request
            self._due[client] = due
            return early
        self._due[client] = due + step
        if len(self._due) > MOST_CLIENTS:
            self._due.popitem(last=False)
        return 0.0

"""Who asks: a user known to be signed in, by cookie or key, else the address. A made-up cookie is worth nothing:
a credential counts once Django has answered it as somebody's.
"""

from collections import OrderedDict
from hashlib import blake2b

from gongbao.config.front_http import Scope, header
from gongbao.config.front_rate import share_of

MOST = 20_000
#: Set by Django on its answer, taken off by the front: the account that asked.
TOLD = b"x-gongbao-account"


class Clients:
    """Remembers which credential was whose, by digest; the longest unused are forgotten."""

    def __init__(self, cookie: str) -> None:
        self._cookie = f"{cookie}="
        self._known: OrderedDict[bytes, str] = OrderedDict()

    def of(self, scope: Scope, address: str) -> str:
        """The client of a request, for fair shares."""
        credential = self._credential(scope)
        known = self._known.get(credential) if credential else None
        if credential and known is not None:
            self._known.move_to_end(credential)
            return known
        return f"address:{share_of(address)}"

    def learn(self, scope: Scope, account: str) -> None:
        """Django answered this request as somebody's."""
        credential = self._credential(scope)
        if credential and account:
            self._known[credential] = f"account:{account}"
            self._known.move_to_end(credential)
            if len(self._known) > MOST:
                self._known.popitem(last=False)

    def _credential(self, scope: Scope) -> bytes:
        key = header(scope, b"authorization")
        for part in header(scope, b"cookie").split(";") if not key else ():
            if part.strip().startswith(self._cookie):
                key = part.strip()
        return blake2b(key.encode(), digest_size=16).digest() if key else b""

"""Being asked to stop, safely from inside a signal handler."""

import os
import select


class Stop:
    """As `threading.Event`, but `set` may be called by a signal handler at any moment.

    An Event takes a lock to be set; a handler that runs while the same thread holds it, in `wait`, waits for ever.
    Here a byte in a pipe says it, to however many wait.
    """

    def __init__(self) -> None:
        self._asked = False
        self._ear, self._mouth = os.pipe()
        os.set_blocking(self._mouth, False)

    def set(self) -> None:
        if not self._asked:
            self._asked = True
            os.write(self._mouth, b".")

    def is_set(self) -> bool:
        return self._asked

    def wait(self, timeout: float | None = None) -> bool:
        """Until asked, or for `timeout` seconds; whether asked."""
        if not self._asked:
            select.select([self._ear], [], [], timeout)
        return self._asked

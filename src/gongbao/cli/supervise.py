"""Running our own processes: started together, watched, started again when one dies, stopped in order."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from gongbao.cli.stopping import Stop

LEASH = "GONGBAO_LEASH"
PATIENCE = 15.0


def follow_parent() -> None:
    """In a child: stop as if asked to when the supervisor is gone, however it went.

    The supervisor holds the other end of a pipe and never writes; its death closes the pipe.
    """
    given = os.environ.pop(LEASH, "")
    if not given:
        return
    leash = int(given)
    os.set_inheritable(leash, False)

    def watch() -> None:
        os.read(leash, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="leash", daemon=True).start()


@dataclass
class Child:
    """One supervised process. `arguments` follow `gongbao` on its command line."""

    name: str
    arguments: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    born: float = 0.0
    pause: float = 0.5
    due: float = 0.0

    def start(self, leash: int) -> None:
        self.born = time.monotonic()
        # A session of its own: Ctrl-C at the terminal reaches the supervisor only, which stops children in order.
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gongbao", *self.arguments],
            env={**os.environ, LEASH: str(leash)},
            pass_fds=[leash],
            start_new_session=True,
        )

    def sweep(self) -> None:
        """End what a dead child left running in its session, so that its port and its work are free again."""
        if self.process:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


@dataclass
class Supervisor:
    """Keeps its children running until `stop` is set, then ends them in reverse order."""

    children: Sequence[Child]
    say: Callable[[str], None]
    stop: Stop = field(default_factory=Stop)

    _leash: int = -1
    _hand: int = -1

    def start(self) -> None:
        self._leash, self._hand = os.pipe()
        for child in self.children:
            child.start(self._leash)

    def watch(self) -> None:
        """Until `stop`: a child that died is started again, later each time unless it had run for a minute."""
        while not self.stop.wait(0.2):
            self.tend()

    def tend(self) -> None:
        """One look at every child."""
        for child in self.children:
            if not child.alive:
                self._revive(child)

    def _revive(self, child: Child) -> None:
        now = time.monotonic()
        if not child.due:
            if now - child.born > 60:
                child.pause = 0.5
            code = child.process.returncode if child.process else None
            child.sweep()
            self.say(f"{child.name} 停了(代码 {code}),{child.pause:g} 秒后重启 / stopped, starting again")
            child.due, child.pause = now + child.pause, min(child.pause * 2, 30.0)
        elif now >= child.due:
            child.due = 0.0
            child.start(self._leash)

    def end(self) -> None:
        """Ask each child to stop, wait for it, and end it by force if it does not. Nothing, when none was started."""
        if self._hand < 0:
            return
        for child in reversed(self.children):
            if child.alive and child.process:
                child.process.terminate()
        deadline = time.monotonic() + PATIENCE
        for child in reversed(self.children):
            if not child.process:
                continue
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.sweep()
                child.process.wait(5)
        os.close(self._hand)
        os.close(self._leash)
        self._hand = -1

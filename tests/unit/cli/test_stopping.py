"""Asked to stop by a signal at any moment, a process stops."""

import os
import signal
import threading
import time

from gongbao.cli.stopping import Stop


def test_a_signal_in_the_middle_of_waiting_never_hangs():
    before = signal.getsignal(signal.SIGUSR2)
    try:
        for _ in range(300):
            stop = Stop()
            signal.signal(signal.SIGUSR2, lambda *_, stop=stop: stop.set())
            shot = threading.Timer(0.001, os.kill, [os.getpid(), signal.SIGUSR2])
            shot.start()
            while not stop.wait(0.0001):
                pass
            shot.join()
            assert stop.is_set()
    finally:
        signal.signal(signal.SIGUSR2, before)


def test_waiting_ends_by_time_when_nobody_asks():
    stop = Stop()
    begun = time.monotonic()
    assert not stop.wait(0.02)
    assert time.monotonic() - begun >= 0.02
    stop.set()
    stop.set()
    assert stop.wait(None)

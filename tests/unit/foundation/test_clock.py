"""A demonstration lives on another day, and all its processes at the same moment of it."""

import subprocess
import sys

import pytest

from gongbao.foundation import clock

THEN = "2026-06-29T10:00:00+08:00"
ASK = "from gongbao.foundation.clock import _shift; print(_shift().total_seconds())"


@pytest.fixture(autouse=True)
def _anew(monkeypatch):
    monkeypatch.delenv(clock.SHIFT, raising=False)
    clock._shift.cache_clear()
    yield
    clock._shift.cache_clear()


def test_processes_started_later_live_in_the_same_present(monkeypatch):
    monkeypatch.setenv("GONGBAO_NOW", THEN)
    monkeypatch.setenv(clock.SHIFT, "")
    clock.hand_on_clock()
    mine = clock._shift().total_seconds()
    said = [subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True) for _ in range(2)]
    assert {float(one.stdout) for one in said} == {mine}


def test_without_another_day_nothing_is_handed_on(monkeypatch):
    monkeypatch.delenv("GONGBAO_NOW", raising=False)
    monkeypatch.setenv(clock.SHIFT, "86400")
    clock.hand_on_clock()
    assert clock._shift().total_seconds() == 0

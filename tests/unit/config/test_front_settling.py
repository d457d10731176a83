"""What a web process loads beforehand, and that it stops loading when it is about to end."""

from types import SimpleNamespace

import pytest

from gongbao.config import front_settling


@pytest.fixture
def leaving():
    yield
    front_settling._leaving.clear()


def test_who_leaves_loads_nothing_more(leaving):
    looked_into = []

    class Addresses:
        def __init__(self, name, inner=()):
            self.name, self.inner = name, inner

        @property
        def url_patterns(self):
            looked_into.append(self.name)
            if self.name == "second":
                front_settling.leave()
            return self.inner

    third = Addresses("third")
    front_settling._load(
        SimpleNamespace(url_patterns=[Addresses("first"), Addresses("second", [third]), Addresses("fourth")])
    )
    assert looked_into == ["first", "second"]

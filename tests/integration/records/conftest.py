import pytest

from gongbao.register.records import sections


@pytest.fixture
def facts(monkeypatch):
    """One section whose content the test sets."""
    told = {}
    monkeypatch.setattr(sections, "_providers", {"test": lambda ids, on: {i: told[i] for i in ids if i in told}})
    return told

"""The worker's rounds find what they call: a slice that moves a name breaks here and not in the night."""

import pytest

from gongbao.cli.worker import rounds

pytestmark = pytest.mark.django_db


def test_publication_takes_a_turn_when_nothing_waits():
    publication = next(one for one in rounds() if one.name == "publication")
    assert publication.step() is False

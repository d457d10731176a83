"""What a record says of a firm's status, in words a citizen reads."""

import pytest

from gongbao.register.records.presenters import told_registration


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ({"code": "1", "zh": "存续(在营)", "en": "active"}, "存续(在营)"),
        ({"code": "0", "zh": "0", "en": ""}, "存续"),  # the source states none: no bare code is shown
    ],
)
def test_a_status_is_words(status, said):
    told = told_registration({"name": "青岚溪益食品有限公司", "status": status, "standing": "active"})
    assert [one.words for one in told if one.key == "registration.status"] == [said]

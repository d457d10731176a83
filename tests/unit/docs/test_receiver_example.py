"""The receiving example in the how-to checks what we send."""

import re
from pathlib import Path

import pytest

from gongbao.register.subscriptions.rules.messages import headers

PAGES = ["follow-the-lists.md", "follow-the-lists.en.md"]
HOW_TO = Path(__file__).parents[3] / "docs" / "how-to"


@pytest.mark.parametrize("page", PAGES)
def test_the_example_takes_ours_and_refuses_others(page):
    code = re.search(r"```python\n(.*?)```", (HOW_TO / page).read_text(), re.DOTALL)[1]
    names = {"__name__": "example"}
    exec(compile(code.replace('"whsec_..."', '"whsec_AAAA"'), page, "exec"), names)
    genuine, secret, body = names["genuine"], b"k" * 32, '{"名": 1}'.encode()
    ours = headers(identity="msg_1", stamp=1_000, body=body, secrets=[b"o" * 32, secret], sequence=1, attempt=1)
    assert genuine(ours, body, secret, 1_000)
    assert genuine(ours, body, secret, 1_299)
    assert not genuine(ours, body, secret, 1_400)
    assert not genuine(ours, body + b" ", secret, 1_000)
    assert not genuine(ours | {"webhook-id": "msg_2"}, body, secret, 1_000)
    assert not genuine(ours, body, b"x" * 32, 1_000)
    assert not genuine({}, body, secret, 1_000)

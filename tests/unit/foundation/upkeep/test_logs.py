"""Nothing about a person gets into the log, whatever somebody puts into a message."""

import json
import logging.config

import pytest

from gongbao.foundation.upkeep.counting import part_of
from gongbao.foundation.upkeep.logs import covered, logging_config


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("sent to 13812345678", "sent to …"),
        ("身份证11010119900307123X已登记", "身份证…已登记"),
        ("mail zhang.san@example.org failed", "mail … failed"),
        ("firm 91999101MA0000001X took 1381234567 ms", "firm 91999101MA0000001X took 1381234567 ms"),
        ("duplicate key\nDETAIL:  Key (phone)=(某) already exists.\nmore", "duplicate key\n\nmore"),
    ],
)
def test_what_names_a_person_is_covered(said, logged):
    assert covered(said) == logged


def test_a_line_of_json_with_its_exception_covered(capsys):
    logging.config.dictConfig(logging_config(json=True))
    try:
        raise ValueError("call 13812345678")
    except ValueError:
        logging.getLogger("gongbao.test").exception("for %s", "13912345678")
    told = json.loads(capsys.readouterr().err)
    assert (told["level"], told["logger"], told["event"]) == ("error", "gongbao.test", "for …")
    assert "call …" in told["exception"]
    assert "1381234" not in json.dumps(told)


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/api/v1/records/91", "record"),
        ("/api/v1/search", "api"),
        ("/e/91999101MA0000001X/", "record-page"),
        ("/x", "page"),
    ],
)
def test_an_address_is_counted_by_its_part_only(path, part):
    assert part_of(path) == part

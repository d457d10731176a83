"""What the tests of the serious list and of bars on persons begin with."""

from datetime import date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from stdnum.cn import ric

from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.actor import command
from gongbao.register.serious import actions

BY = command("test")
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"


def at(year, month, day, hour=10):
    return datetime(year, month, day, hour, tzinfo=CHINA)


def proof():
    return SimpleUploadedFile("缴款凭证.png", PNG, content_type="image/png")


def weighed(**changed):
    facts = {
        "ground": "s21-5-2",
        "penalty": "licence",
        "penalty_number": "青市监处罚〔2026〕12号",
        "penalty_on": date(2026, 3, 2),
        "facts": "2025年9月用非食品原料加工糕点120公斤并销售",
        "factors": ["主观恶意：明知", "违法频次：三次"],
        "grave": True,
    }
    return actions.Weighed(**(facts | changed))


def id_number(day="19800101", serial="002", place="999101"):
    """A made-up resident identity number whose check character is right; no such place exists."""
    plain = f"{place}{day}{serial}"
    return plain + str(ric.calc_check_digit(plain))

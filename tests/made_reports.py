"""Made-up reports that pass, to be varied by the tests."""

import json
from pathlib import Path

import gongbao.register.filings
from gongbao.register.filings.rules import build_definition, parse_form

DEFINITIONS = Path(gongbao.register.filings.__file__).parent / "definitions"


def form(category="enterprise", year=2025):
    base = json.loads((DEFINITIONS / f"{category}.json").read_text())
    return parse_form(build_definition(base, year))


def enterprise(**changed):
    values = {
        "address": "青岚县城关镇茶市街18号",
        "postcode": "999101",
        "phone": "0999-5551234",
        "email": "office@songyue.example",
        "liaison_name": "丁某某",
        "liaison_phone": "13800005678",
        "state": "open",
        "company_form": "limited",
        "has_web": "no",
        "has_investment": "no",
        "contributions": [
            {
                "name": "甲某某",
                "subscribed": "100",
                "subscribed_on": "2019-05-06",
                "subscribed_how": "cash",
                "paid": "60",
                "paid_on": "2019-06-01",
                "paid_how": "cash",
            }
        ],
        "has_transfer": "no",
        "employees": "12",
        "assets": "320.5",
        "liabilities": "120.5",
        "equity": "200",
        "revenue": "560",
        "main_revenue": "540",
        "total_profit": "31.2",
        "net_profit": "28.4",
        "tax": "14.06",
        "has_guarantee": "no",
        "pension": "10",
        "unemployment": "10",
        "medical": "10",
        "injury": "10",
        "maternity": "10",
        "is_large": "no",
    }
    return {**values, **changed}


def individual(**changed):
    values = {"phone": "13900001234", "employees": "2", "revenue": "18.6", "tax": "0.42", "has_web": "no"}
    return {**values, **changed}


def cooperative(**changed):
    values = {
        "phone": "0999-5554321",
        "members": "40",
        "farmers": "36",
        "revenue": "210",
        "surplus": "30",
        "tax": "1.5",
        "assets": "160",
        "liabilities": "60",
        "equity": "100",
        "has_web": "no",
    }
    return {**values, **changed}


ANSWERS = {"enterprise": enterprise, "individual": individual, "cooperative": cooperative}

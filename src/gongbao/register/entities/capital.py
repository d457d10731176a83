"""Capital as registrars write it: `26万元`, `233.6000(万元人民币)`, `1,286.5000(万)`, `30(万美元)`. Pure."""

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

NOTHING = frozenset({"", "N/A", "n/a", "-", "--", "—", "无", "null", "NULL", "None"})
_CAPITAL = re.compile(
    r"^([\d,]*\.?\d+(?:[eE][+-]?\d+)?)\s*[(（]?\s*(万?)\s*元?\s*[(（]?\s*([^\d()（）万元]*)元?\s*[)）]*$"
)
CURRENCIES = {
    "": "CNY",
    "人民币": "CNY",
    "美": "USD",
    "日": "JPY",
    "港": "HKD",
    "香港": "HKD",
    "欧": "EUR",
    "英镑": "GBP",
    "新加坡": "SGD",
    "澳大利亚": "AUD",
    "加拿大": "CAD",
    "瑞士法郎": "CHF",
    "法国法郎": "FRF",
    "韩": "KRW",
    "澳门": "MOP",
    "新台": "TWD",
}
MOST = Decimal(10) ** 14


@lru_cache(maxsize=100_000)
def read_capital(text: str) -> tuple[str, str, str]:
    """Capital as (amount in 万 as decimal text, ISO currency, doubt, a key of WORDS). Empty when nothing is said."""
    text = text.strip()
    if text in NOTHING:
        return "", "", ""
    found = _CAPITAL.match(text)
    if not found:
        return "", "", "capital-unreadable"
    number, unit, words = found.groups()
    currency = CURRENCIES.get(words.removesuffix("元").strip())
    try:
        amount = Decimal(number.replace(",", ""))
    except InvalidOperation:
        return "", "", "capital-unreadable"
    if currency is None or amount >= MOST:
        return "", "", "capital-unreadable"
    return f"{amount:.6f}", currency, "" if unit else "capital-unit"

"""Chinese numerals as statutes write article numbers: 第二百五十一条."""

_DIGITS = "零一二三四五六七八九"


def chinese_numeral(number: int) -> str:
    """1 to 9999 in Chinese, e.g. 10 → 十, 16 → 十六, 103 → 一百零三, 1260 → 一千二百六十. Else ValueError."""
    if not 1 <= number <= 9999:
        raise ValueError(f"no article has the number {number}")
    parts: list[str] = []
    pending_zero = False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit == 0:
            pending_zero = bool(parts)
            continue
        if pending_zero:
            parts.append("零")
            pending_zero = False
        # 十六, not 一十六, when nothing stands before it.
        parts.append(name if digit == 1 and unit == 10 and not parts else _DIGITS[digit] + name)
    return "".join(parts)

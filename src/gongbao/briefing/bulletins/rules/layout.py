"""What a text becomes on paper: Chinese quotation marks, paragraphs, the lines of the foot."""

from collections.abc import Sequence

_OPENS = {'"': "“”", "'": "‘’"}


def chinese_quotes(text: str) -> str:
    """Straight quotation marks in pairs become “ ” and ‘ ’; an apostrophe between letters stays.

    Opening and closing alternate within a paragraph: a pair never reaches over its end.
    """
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> str:
    out, inside = [], {'"': False, "'": False}
    for place, char in enumerate(line):
        if char not in _OPENS or (char == "'" and _between_letters(line, place)):
            out.append(char)
            continue
        out.append(_OPENS[char][1 if inside[char] else 0])
        inside[char] = not inside[char]
    return "".join(out)


def _between_letters(line: str, place: int) -> bool:
    around = line[max(0, place - 1) : place] + line[place + 1 : place + 2]
    return len(around) == 2 and around.isascii() and around.isalpha()


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, without empty ones and without typed indents."""
    return [line for line in (chinese_quotes(part).strip(" \t\u3000") for part in text.split("\n")) if line]


def foot_lines(up: Sequence[str], peers: Sequence[str], down: Sequence[str], extra: str) -> list[tuple[str, str]]:
    """The lines of the foot: 报, 送, 发 with their readers, 本期增发 if any; lines without readers are left out."""
    lines = [(head, "，".join(words)) for head, words in (("报", up), ("送", peers), ("发", down)) if words]
    return [*lines, *([("本期增发", extra)] if extra.strip() else [])]

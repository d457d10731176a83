"""What a text must be before it may leave a unit: no classified matter on ordinary networks (briefing-rules 1.9)."""

import re
import unicodedata

from gongbao.foundation.events.refusals import Refusal

MOST_TITLE = 120
MOST_BODY = 50_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
# A mark, not a mention: at the head of a line, with a star, a term, or the words 密级.
_MARK = re.compile(
    r"(?:^|\n)\s*(?:密\s*级\s*[:\uff1a]?\s*)?(绝\s*密|机\s*密|秘\s*密)\s*(?:[★☆*]|[0-9〇一二三四五六七八九十]+\s*年|级|$|\n)"
    r"|密\s*级\s*[:\uff1a]\s*(绝\s*密|机\s*密|秘\s*密)|(绝密|机密|秘密)\s*[★☆]"
)


_NAMES = {
    "title": ("标题", "The title"),
    "body": ("正文", "The text"),
    "figures": ("数字", "Figures"),
    "causes": ("原因", "Causes"),
    "trend": ("趋势", "The trend"),
    "suggestion": ("建议", "The suggestion"),
}


def clean_text(text: str, *, most: int, field: str = "") -> str:
    """The text in NFC, one kind of line end, no control or direction-changing characters. Refusal if it is too long."""
    cleaned = _CONTROL.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))).strip()
    if len(cleaned) > most:
        zh, en = _NAMES.get(field, ("这一栏", "This"))
        raise Refusal(
            "item.too-long",
            f"{zh}最多 {most} 字，现在有 {len(cleaned)} 字，没有保存。请精简，或把长材料作为附件。",
            f"{en} may have {most} characters; there are {len(cleaned)}. Not saved: shorten it, or attach the rest.",
            field=field or None,
        )
    return cleaned


def secrecy_mark(text: str) -> str:
    """The secrecy mark a text carries (秘密, 机密, 绝密), or nothing. 内部 is no such mark."""
    found = _MARK.search(text)
    return re.sub(r"\s", "", next(part for part in found.groups() if part)) if found else ""


def refuse_classified(*texts: str) -> None:
    """Refusal if any of the texts is marked 秘密 or above: this network may not carry it."""
    for text in texts:
        mark = secrecy_mark(text)
        if mark:
            raise Refusal(
                "item.classified",
                f"文中标有“{mark}”。本系统不处理涉密信息：请按保密规定通过涉密渠道报送，并删除这里的内容。",
                f"The text is marked {mark}. This system takes no classified matter: send it by the channel meant for "
                "it, and remove it here.",
                field="body",
            )

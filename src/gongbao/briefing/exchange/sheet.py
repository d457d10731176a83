"""The printed sheet (上报单) for what goes up on paper, or beside a stick."""

import json
from datetime import datetime

from gongbao.briefing.bulletins.rules import chinese_quotes, paragraphs
from gongbao.briefing.bulletins.sheet import PAGE, level
from gongbao.briefing.exchange.models import Sent
from gongbao.foundation.clock import CHINA
from gongbao.foundation.typesetting import typeset


def pdf_of(sent: Sent, *, now: datetime) -> bytes:
    """A4 after GB/T 9704. TypesettingError when it cannot be set just now."""
    title, text, note = words_of(sent)
    on = sent.made_at.astimezone(CHINA)
    sources = []
    if sent.manuscript is not None:
        rows = sent.manuscript.sources.select_related("item__unit").order_by("-share", "id")
        sources = list(dict.fromkeys(one.item.unit.short for one in rows[:40]))
    data = {
        **PAGE,
        "title": chinese_quotes(title),
        "issuer": sent.desk.organisation.name,
        "to": sent.to,
        "number": f"第{sent.sequence}号" if sent.sequence else "",
        "date": f"{on.year}年{on.month}月{on.day}日",
        "signed": sent.signed_off_by,
        "note": chinese_quotes(note),
        "sources": "、".join(sources),
        "paragraphs": [{"text": one, "level": level(one)} for one in paragraphs(chinese_quotes(text))],
        "digest": sent.digest,
        "id": str(sent.pk),
    }
    return typeset("upward.typ", data, now=now)


def words_of(sent: Sent) -> tuple[str, str, str]:
    """Title, text and note as they went: of the package, or of the edition that was printed."""
    if sent.text:
        body = json.loads(sent.text.partition("\n")[2])["body"]
        return str(body.get("title", "")), str(body.get("text", "")), str(body.get("note", ""))
    edition = sent.key.split(":")[2] if sent.key.startswith("manuscript:") else "0"
    if sent.manuscript is not None:
        kept = sent.manuscript.history.filter(number=int(edition)).first()
        one = kept or sent.manuscript
        return one.title, one.body, one.note
    return sent.title, "", ""

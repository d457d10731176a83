"""A certificate of something published: a page to print and to keep that proves itself without us.

The sheet says what the published bytes say; the QR codes carry those bytes with their proof (kernel.tlog.compact), and
the PDF holds the proof file and the bytes as attachments.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gongbao.foundation.ledger.selectors import log_key
from gongbao.foundation.shapes import Fact, Table
from gongbao.foundation.typesetting import Attachment, TypesettingError, typeset
from gongbao.foundation.wording import moment_words
from gongbao.kernel.tlog import compact
from gongbao.kernel.tlog.checkpoint import Checkpoint
from gongbao.kernel.tlog.merkle import ProofError
from gongbao.kernel.tlog.note import parse
from gongbao.kernel.tlog.opening import parse_opening
from gongbao.kernel.tlog.proof import TlogProof, parse_proof
from gongbao.register.records.sections import SectionView

MOST_ROWS = 200  # of one table on paper; the attachment holds them all


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What a certificate says. `address` is the page with the latest state; `name` the file's name without ending."""

    title: str
    number: str
    subject: str
    statement: str
    sections: Sequence[SectionView]
    address: str
    name: str
    proof: bytes


def made(certificate: Certificate, now: datetime) -> bytes:
    """The certificate as PDF/A-3. TypesettingError when it cannot be set just now."""
    proof = parse_proof(certificate.proof.decode())
    printed = _codes(proof)
    data = {
        "lang": "en" if (get_language() or "zh").startswith("en") else "zh",
        "title": certificate.title,
        "number": certificate.number,
        "subject": certificate.subject,
        "issuer": _("企业信息公示系统"),
        "statement": certificate.statement,
        "sections": [_section(one) for one in certificate.sections],
        "checking": _checking(proof, certificate, now, len(printed)),
        "codes": [
            {"svg": _svg(certificate.address), "caption": _("最新情况（联网）")},
            *({"svg": _svg(text), "caption": caption} for text, caption in printed),
        ],
        "limits": _(
            "本证明由系统根据公示记录自动生成。它证明以上内容在所载时间已经公示、此后没有被改动；"
            "不证明内容真实，也不证明此后没有新的变化。最新情况请看联网页面。"
        ),
    }
    return typeset("certificate.typ", data, now=now, attachments=_attachments(certificate, proof))


def answer(certificate: Certificate | None, now: datetime) -> HttpResponse:
    """The certificate as a download; 503 with words while it cannot be had (None: not in the log yet)."""
    words = _("这一版本已登记，正在入账，请几秒后再取证明。")
    try:
        if certificate is not None:
            headers = {
                "Content-Disposition": f'attachment; filename="{certificate.name}.pdf"',
                "Cache-Control": "public, max-age=60",
            }
            return HttpResponse(made(certificate, now), content_type="application/pdf", headers=headers)
    except TypesettingError:
        words = _("正在排版的证明太多，请过一会儿再取。")
    return HttpResponse(words, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "5"})


def _codes(proof: TlogProof) -> list[tuple[str, str]]:
    """The codes with their captions: with the document where it fits, else the proof alone; none for an odd entry."""
    try:
        whole = compact.pack(proof)
        fits = len(whole) <= compact.MOST_PARTS * compact.PART_BYTES
        texts = compact.codes(whole if fits else compact.pack(proof, document=False))
    except ProofError:
        return []
    return [(text, _("离线核对 %(n)d/%(of)d") % {"n": n, "of": len(texts)}) for n, text in enumerate(texts, 1)]


def _svg(text: str) -> str:
    out = io.BytesIO()
    segno.make_qr(text, error="m", boost_error=False).save(out, kind="svg", border=4, xmldecl=False, light="#ffffff")
    return out.getvalue().decode()


def _checking(proof: TlogProof, certificate: Certificate, now: datetime, count: int) -> dict[str, Any]:
    head = Checkpoint.parse(parse(proof.checkpoint).text)
    how = _(
        "用手机打开 %(page)s，选“用镜头读码”，依次对准下面 %(count)d 个离线码，手机自己就能核对，不必相信我们。"
        "有电子文件的，也可以把本文件拖进同一页面，或在电脑上运行 gongbao audit。页面列出的内容应与本证明逐项相同。"
    ) % {"page": f"{settings.PUBLIC_URL}/verify/", "count": count}
    facts = [
        (_("出具时间"), moment_words(now)),
        (_("账本"), f"{head.origin} · {proof.index} / {head.size}"),
        (_("树根"), head.root.hex()),
        (_("账本公钥"), log_key()),
        (_("联网页面"), certificate.address),
    ]
    return {"title": _("怎样核对"), "how": how, "facts": facts}


def _attachments(certificate: Certificate, proof: TlogProof) -> list[Attachment]:
    found = [
        Attachment(
            f"{certificate.name}.tlog-proof", certificate.proof.decode(), "text/plain", _("账本证明（C2SP tlog-proof）")
        )
    ]
    payload = parse_opening(proof.extra or b"").payload
    if payload is not None:
        found.append(Attachment(f"{certificate.name}.json", payload.decode(), "application/json", _("公示的原文")))
    return found


def _section(view: SectionView) -> dict[str, Any]:
    return {
        "title": view.title,
        "facts": [(fact.label, _value(fact)) for fact in view.facts],
        "tables": [_table(table) for table in view.tables if table.rows],
        "note": view.note if view.facts or view.tables else view.sentence or view.empty,
    }


def _value(fact: Fact) -> str:
    if fact.hidden:
        return _("企业选择不公示")
    values = fact.value if isinstance(fact.value, (list, tuple)) else [fact.value]
    return "\n".join(str(value) for value in values)


def _table(table: Table) -> dict[str, Any]:
    keys = [column.key for column in table.columns]
    rows = [[_cell(row, key) for key in keys] for row in list(table.rows)[:MOST_ROWS]]
    return {"caption": table.caption, "head": [column.label for column in table.columns], "rows": rows}


def _cell(row: Any, key: str) -> str:
    value = row.get(key, "") if isinstance(row, dict) else getattr(row, key, "")
    return "" if value is None else str(getattr(value, "text", value))

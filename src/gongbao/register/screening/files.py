"""What one takes away: results as CSV or Excel, receipts."""

from urllib.parse import quote

from django.http import HttpResponse
from django.utils.translation import gettext as _

from gongbao.foundation.wording import moment_words
from gongbao.kernel.screening import results as tables
from gongbao.kernel.screening.wording import LEAD
from gongbao.register.screening import selectors
from gongbao.register.screening.desk import proofs_of
from gongbao.register.screening.models import Job

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def receipt_of(job: Job, *, opening: bool) -> bytes:
    """The receipt of a finished job as it is kept."""
    assert job.listed is not None
    return selectors.receipt_of(job, proofs_of(job.listed, job.vkey), opening=opening).to_bytes()


def results(job: Job, *, excel: bool, english: bool, every: bool) -> HttpResponse:
    """The results as a download: every line, or those with something to look at."""
    rows = selectors.told(job, only_found=not every)
    name = f"{job.name.rsplit('.', 1)[0]}-{'results' if english else '核验结果'}"
    if excel:
        data = tables.as_xlsx(rows, _about(job), english=english)
        return _download(data, f"{name}.xlsx", XLSX)
    return _download(b"".join(tables.as_csv(rows, english=english)), f"{name}.csv", "text/csv; charset=utf-8")


def _about(job: Job) -> list[tuple[str, str]]:
    said = job.statement or {}
    listed = said.get("list", {})
    return [
        (_("名单"), job.name),
        (_("核验时间"), moment_words(job.finished_at) if job.finished_at else ""),
        (_("名录版本"), str(listed.get("version", ""))),
        (_("名录日期"), str(listed.get("as_of", ""))),
        (_("算法"), str(said.get("algorithm", ""))),
        (_("说明"), LEAD.zh),
        ("", LEAD.en),
    ]


def download(data: bytes, name: str, kind: str) -> HttpResponse:
    """Bytes to be saved under a name."""
    return _download(data, name, kind)


def _download(data: bytes, name: str, kind: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(data, content_type=kind, headers=headers)

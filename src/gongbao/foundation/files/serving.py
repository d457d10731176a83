"""Handing a kept file out, so that no browser ever runs or shows it as a page of ours."""

from django.http import FileResponse

from gongbao.foundation.files import store
from gongbao.foundation.files.models import Attachment


def download(attachment: Attachment) -> FileResponse:
    """The attachment to save, under its own name. The caller has checked who asks."""
    answer = FileResponse(
        store.open_kept(attachment.file_id),
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.file.media_type,
    )
    answer.headers["Content-Length"] = str(attachment.file.size)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer

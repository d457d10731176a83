"""Reading attachments."""

from collections.abc import Sequence

from gongbao.foundation.files.models import Attachment


def attachments_of(subject_kind: str, subject_ids: Sequence[str]) -> dict[str, list[Attachment]]:
    """The attachments of each subject, in the order added, with their files."""
    found: dict[str, list[Attachment]] = {}
    rows = Attachment.objects.filter(subject_kind=subject_kind, subject_id__in=list(subject_ids))
    for attachment in rows.select_related("file").order_by("added_at", "id"):
        found.setdefault(attachment.subject_id, []).append(attachment)
    return found

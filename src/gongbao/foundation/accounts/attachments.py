"""Who may download an attachment: the slice it belongs to says so, and the download is written down."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from gongbao.foundation.accounts import gate, names
from gongbao.foundation.accounts.policies import Visitor
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.files.models import Attachment
from gongbao.foundation.files.serving import download as answer

May = Callable[[Visitor, Attachment], bool]
_readers: dict[str, May] = {}


def register(subject_kind: str, may: May) -> None:
    """Say who may download what is attached to this kind of subject. Kinds nobody speaks for stay closed."""
    _readers[subject_kind] = may


@gate.signed_in
@require_GET
def download(request: Any, attachment_id: UUID) -> HttpResponseBase:
    """One attachment, to save."""
    attachment = get_object_or_404(Attachment.objects.select_related("file"), pk=attachment_id)
    may = _readers.get(attachment.subject_kind)
    if may is None or not may(request.user, attachment):
        raise PermissionDenied
    response = answer(attachment)
    record_event(
        name=names.ATTACHMENT_READ,
        by=gate.actor_of(request),
        now=request.now,
        subject=(attachment.subject_kind, attachment.subject_id),
        party_id=attachment.party_id,
        detail={"attachment": str(attachment.pk)},
    )
    return response

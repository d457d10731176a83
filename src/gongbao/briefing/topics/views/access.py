"""Who may open what of key points and commissions."""

from uuid import UUID

from django.http import Http404, HttpRequest

from gongbao.briefing.topics import selectors
from gongbao.briefing.topics.models import Call, Commission, PointList


def list_of(request: HttpRequest, list_id: UUID) -> PointList:
    found = selectors.list_of(request.user, list_id)
    if found is None:
        raise Http404
    return found


def commission_of(request: HttpRequest, commission_id: UUID) -> Commission:
    found = selectors.commission_of(request.user, commission_id)
    if found is None:
        raise Http404
    return found


def call_of(request: HttpRequest, call_id: UUID) -> Call:
    found = selectors.call_of(request.user, call_id)
    if found is None:
        raise Http404
    return found

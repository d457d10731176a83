"""Writing without a network: the page saying that there is none."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission


@gate.requires(Permission.ITEM_WRITE)
@require_GET
def offline(request: Any) -> HttpResponse:
    """What a phone shows without a network for a page it does not have; it tells nothing about anybody's texts."""
    return render(request, "items/offline.html")

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """What every page's frame needs."""
    return {"now": getattr(request, "now", None), "demo": settings.DEMO}

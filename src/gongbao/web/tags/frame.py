"""Tags of the frame around every page: doors, theme, messages, bell, ledger mark."""

from functools import lru_cache
from typing import Any

from django.template import Context, Library
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

register = Library()
THEMES = ("light", "dark")
DOORS = (("/search/", gettext_lazy("查企业")), ("/lists/", gettext_lazy("查名录")), ("/draws/", gettext_lazy("查抽查")))
FOOT = (
    ("/audit/", gettext_lazy("账本与见证")),
    ("/verify/", gettext_lazy("验证一份证明")),
    ("/docs/", gettext_lazy("使用说明")),
    ("/api/v1/docs", gettext_lazy("开放接口")),
)


@lru_cache(maxsize=64)
def _exists(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """The stored choice, light or dark; empty follows the system."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request else ""
    return chosen if chosen in THEMES else ""


@register.simple_tag(takes_context=True)
def doors(context: Context) -> list[dict[str, Any]]:
    """The public doors this installation has."""
    request = context.get("request")
    path = request.path if request else ""
    return [{"href": h, "text": t, "current": path.startswith(h)} for h, t in DOORS if _exists(h)]


@register.simple_tag
def foot_links() -> list[dict[str, Any]]:
    return [{"href": h, "text": t} for h, t in FOOT if _exists(h)]


@register.simple_tag
def exists(path: str) -> bool:
    """Whether this installation has a page at `path`."""
    return _exists(path)


@register.inclusion_tag("web/components/flashes.html", takes_context=True)
def flashes(context: Context) -> dict[str, Any]:
    """What the last action said (django.contrib.messages)."""
    tones = {"success": "done", "warning": "soon", "error": "late"}
    return {"flashes": [{"words": m, "tone": tones.get(m.level_tag, "info")} for m in context.get("messages") or ()]}


@register.inclusion_tag("web/components/bell.html", takes_context=True)
def bell(context: Context) -> dict[str, Any]:
    """Notices with the count of unread ones (`notices_unread` of the frame)."""
    return {"unread": context.get("notices_unread") or 0, "label": _("通知")}

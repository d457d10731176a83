"""Where signals come from: the feeds, how they fare, files handed in; and how long a unit has to answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongbao.briefing.signals import actions, presenters, selectors
from gongbao.briefing.signals.actions.feeding import FILES
from gongbao.briefing.signals.kinds import WORDS
from gongbao.briefing.signals.models import Feed
from gongbao.briefing.signals.outside.sheets import MOST_BYTES
from gongbao.briefing.signals.views.desk import desk_of
from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.codes.selectors import children
from gongbao.foundation.events.refusals import Refusal

PAGE = 40
MAY = Permission.CHANNELS_MANAGE


def _number(text: str) -> int | None:
    return int(text) if text.strip().isdecimal() and len(text.strip()) < 7 else None


def _how(request: Any) -> dict[str, Any]:
    return {"by": gate.actor_of(request), "now": request.now}


def _require(request: Any) -> None:
    gate.check(request, MAY)


def _places(region: str) -> list[tuple[str, str]]:
    return [("", _("不限定")), (region, _("全县")), *children(region)]


@gate.requires(Permission.DESK_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def feeds(request: Any) -> HttpResponse:
    """The desk's feeds with their health, and setting one up."""
    desk, refusal = desk_of(request), None
    may = policies.has(request.user, MAY)
    if request.method == "POST":
        _require(request)
        try:
            made = actions.add_feed(
                desk=desk,
                name=request.POST.get("name", ""),
                kind=request.POST.get("kind", ""),
                url=request.POST.get("url", ""),
                division=request.POST.get("division", ""),
                minutes=_number(request.POST.get("minutes", "")),
                **_how(request),
            )
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, _("已加入来源，一分钟内开始取。") if made.url else _("已加入来源，请导入文件。"))
            return redirect("signals:feed", made.pk)
    context = {
        "desk": desk,
        "table": presenters.feed_rows(selectors.feeds(desk)),
        "kinds": [(code, str(words)) for code, words in presenters.FEED_KINDS.items()],
        "places": _places(desk.organisation.region),
        "may": may,
        "given": request.POST or {"minutes": "15", "kind": "rss"},
        "refusal": refusal,
    }
    return render(request, "signals/feeds.html", context, status=refusal.status if refusal else 200)


def _feed(request: Any, feed_id: UUID) -> Feed:
    found = selectors.feed_of(request.user, feed_id)
    if found is None:
        raise Http404
    return found


@gate.requires(Permission.DESK_WORK)
@require_safe
def feed(request: Any, feed_id: UUID) -> HttpResponse:
    """One feed: what came of asking it, newest first."""
    return _page(request, _feed(request, feed_id))


@gate.requires(Permission.CHANNELS_MANAGE)
@require_POST
def act(request: Any, feed_id: UUID) -> HttpResponse:
    """Change it, ask it soon, or hand in a file."""
    found = _feed(request, feed_id)
    try:
        words = _do(request, found)
    except Refusal as refusal:
        return _page(request, _feed(request, feed_id), refusal)
    messages.success(request, words)
    return redirect("signals:feed", found.pk)


def _do(request: Any, found: Feed) -> str:
    do = request.POST.get("do", "")
    if do == "soon":
        actions.fetch_soon(feed_id=found.pk, now=request.now)
        return _("一分钟内会再取一次。")
    if do == "file":
        file = request.FILES.get("file")
        data = file.read(MOST_BYTES + 1) if file else b""
        kept, wrong = actions.take_file(feed=found, data=data, **_how(request))
        if wrong:
            lines = "、".join(map(str, wrong[:10]))
            return _("已导入 %(n)s 条；第 %(lines)s 行读不出来，没有导入。") % {"n": kept, "lines": lines}
        return _("已导入，留下 %(n)s 条。") % {"n": kept}
    if do != "change":
        raise Http404
    actions.change_feed(
        feed_id=found.pk,
        name=request.POST.get("name", ""),
        url=request.POST.get("url", ""),
        division=request.POST.get("division", ""),
        minutes=_number(request.POST.get("minutes", "")),
        active=request.POST.get("active") == "on",
        **_how(request),
    )
    return _("已保存。")


def _page(request: Any, found: Feed, refusal: Refusal | None = None) -> HttpResponse:
    page = Paginator(selectors.fetches(found), PAGE).get_page(request.GET.get("page"))
    context = {
        "one": found,
        "kind": str(presenters.FEED_KINDS[found.kind]),
        "state": presenters.outcome(found.outcome, found.detail),
        "page": page,
        "table": presenters.fetch_rows(list(page)),
        "takes_files": found.kind in FILES,
        "places": _places(found.desk.organisation.region),
        "may": policies.has(request.user, MAY),
        "refusal": refusal,
    }
    return render(request, "signals/feed.html", context, status=refusal.status if refusal else 200)


@gate.requires(Permission.DESK_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def limits(request: Any) -> HttpResponse:
    """How long a unit has to answer, of which kind, on what ground; old rows stay."""
    desk, refusal = desk_of(request), None
    if request.method == "POST":
        _require(request)
        try:
            actions.set_limit(
                desk=desk,
                kind=request.POST.get("kind", ""),
                minutes=_number(request.POST.get("minutes", "")),
                wait_minutes=_number(request.POST.get("wait_minutes", "") or "0") or 0,
                automatic=request.POST.get("automatic") == "on",
                citation=request.POST.get("citation", ""),
                confidence=request.POST.get("confidence", "M"),
                **_how(request),
            )
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, _("已设定，今天起生效。"))
            return redirect("signals:limits")
    context = {
        "desk": desk,
        "table": presenters.limit_rows(selectors.limits(desk)),
        "kinds": [("", _("所有种类")), *((code, str(words)) for code, words in WORDS.items())],
        "confidences": [(code, str(words)) for code, words in presenters.CONFIDENCE.items()],
        "may": policies.has(request.user, MAY),
        "given": request.POST or {"minutes": "60", "wait_minutes": "0", "confidence": "M"},
        "refusal": refusal,
    }
    return render(request, "signals/limits.html", context, status=refusal.status if refusal else 200)

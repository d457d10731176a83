"""An organisation's subscriptions: begin, see what was sent, replay, renew the secret, end; and the office's view."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongbao.foundation.accounts.gate import actor_of, requires
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal
from gongbao.register.subscriptions import actions, selectors, tasks
from gongbao.register.subscriptions.models import Subscription
from gongbao.register.subscriptions.presenters import subscribers as presenter
from gongbao.register.subscriptions.views.public import version_asked

PAGE = 30
GIVEN = ("label", "url", "register", "region", "from")


@requires(Permission.LISTS_SUBSCRIBE)
@require_http_methods(["GET", "POST"])
def mine(request: Any) -> HttpResponse:
    """What one's organisation follows, and one more."""
    organisations = selectors.organisations_of(request.user)
    given = {name: request.POST.get(name, "").strip() for name in GIVEN}
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            return _begun(request, organisations[0], given)
        except Refusal as refused:
            refusal = refused
    page = Paginator(selectors.subscriptions_of(organisations), PAGE).get_page(request.GET.get("page"))
    owed = Paginator(selectors.owed_by(organisations), PAGE).get_page(request.GET.get("notices"))
    waiting = selectors.waiting_of([one.pk for one in page])
    context = {
        "page": page,
        "table": presenter.subscriptions_table(list(page), waiting),
        "owed": owed,
        "owed_table": presenter.owed_table(list(owed)),
        "given": given,
        "chosen": set(request.POST.getlist("kinds")),
        "refusal": refusal,
        "lists": presenter.list_choices(),
        "kinds": presenter.kind_choices(),
        "head": selectors.head(),
    }
    return render(request, "subscriptions/mine.html", context, status=refusal.status if refusal else 200)


def _begun(request: Any, organisation_id: int, given: dict[str, str]) -> HttpResponse:
    head = selectors.head()
    made = actions.subscribe(
        organisation_id=organisation_id,
        label=given["label"],
        url=given["url"],
        scope=actions.Scope(
            registers=[given["register"]] if given["register"] else [],
            region=given["region"],
            kinds=request.POST.getlist("kinds")[:20],
        ),
        by=actor_of(request),
        now=request.now,
        since=version_asked(given["from"], head, head),
    )
    tasks.wake()
    if made.secret:
        return _once(request, made.subscription, made.secret)
    messages.success(request, _("已登记。名录文件随时可下载；更正通知会发到您机构的站内通知。"))
    return redirect("subscriptions:one", made.subscription.pk)


def _once(request: Any, row: Subscription, secret: str) -> HttpResponse:
    context = {
        "title": _("签名密钥"),
        "words": _("接收程序用它核对每一条消息确由本系统发出。请现在就保存：离开本页后再也看不到它。"),
        "code": secret,
        "note": _("核对办法和例子见文档“跟随名录”。"),
        "back": reverse("subscriptions:one", args=[row.pk]),
    }
    answer = render(request, "accounts/once.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _own(request: Any, subscription_id: UUID) -> Subscription:
    found = selectors.subscription(subscription_id, selectors.organisations_of(request.user))
    if found is None:
        raise Http404
    return found


@requires(Permission.LISTS_SUBSCRIBE)
@require_safe
def one(request: Any, subscription_id: UUID) -> HttpResponse:
    """One subscription: how it stands, what was sent, what can be done."""
    return _page(request, _own(request, subscription_id), None)


def _page(request: Any, row: Subscription, refusal: Refusal | None) -> HttpResponse:
    show = request.GET.get("show", "")
    show = show if show in ("waiting", "retrying", "delivered") else ""
    page = Paginator(selectors.deliveries(row, show), PAGE).get_page(request.GET.get("page"))
    context = {
        "subscription": row,
        "state": presenter.standing_state(row),
        "facts": presenter.facts(row),
        "stats": presenter.stats(selectors.counts(row)) if row.url else [],
        "tabs": presenter.tabs(show),
        "page": page,
        "table": presenter.deliveries_table(list(page), selectors.over(one.event.entry for one in page)),
        "head": selectors.head(),
        "refusal": refusal,
        "since": request.POST.get("from", ""),
        "may_resume": row.standing in ("paused", "disabled") or row.failing_since is not None,
    }
    return render(request, "subscriptions/one.html", context, status=refusal.status if refusal else 200)


@requires(Permission.LISTS_SUBSCRIBE)
@require_POST
def act(request: Any, subscription_id: UUID) -> HttpResponse:
    """Pause, resume or replay, as the pressed button says."""
    row = _own(request, subscription_id)
    with_ = {"subscription_id": row.pk, "by": actor_of(request), "now": request.now}
    try:
        what = request.POST.get("act", "")
        if what == "pause":
            actions.pause(**with_)
            messages.success(request, _("已暂停。期间的变化会留着，恢复后从断处接着送。"))
        elif what == "resume":
            actions.resume(**with_)
            messages.success(request, _("已恢复，从断处接着送。"))
        elif what == "replay":
            head = selectors.head()
            actions.replay(since=version_asked(request.POST.get("from", ""), head, head), **with_)
            messages.success(request, _("已安排重发。消息编号和以前一样，接收程序可据此去重。"))
        elif what == "secret":
            return _once(request, row, actions.renew_secret(**with_))
        else:
            raise Http404
    except Refusal as refused:
        return _page(request, row, refused)
    tasks.wake()
    return redirect("subscriptions:one", row.pk)


@requires(Permission.LISTS_SUBSCRIBE)
@require_http_methods(["GET", "POST"])
def end(request: Any, subscription_id: UUID) -> HttpResponse:
    """Ask, then end it."""
    row = _own(request, subscription_id)
    if request.method == "POST":
        actions.end(subscription_id=row.pk, by=actor_of(request), now=request.now)
        messages.success(request, _("已退订。"))
        return redirect("subscriptions:mine")
    context = {
        "title": _("退订"),
        "words": _("退订“%(label)s”？此后不再发送变化和更正通知。已有的发送记录保留。") % {"label": row.label},
        "action": request.path,
        "confirm": _("退订"),
        "cancel_href": reverse("subscriptions:one", args=[row.pk]),
    }
    return render(request, "web/confirm.html", context)


@requires(Permission.LISTING_DECIDE)
@require_safe
def office(request: Any) -> HttpResponse:
    """Everybody who follows the lists, and whom messages do not reach."""
    page = Paginator(selectors.every_subscription(), PAGE).get_page(request.GET.get("page"))
    waiting = selectors.waiting_of([one.pk for one in page])
    context = {"page": page, "table": presenter.office_table(list(page), waiting)}
    return render(request, "subscriptions/office.html", context)

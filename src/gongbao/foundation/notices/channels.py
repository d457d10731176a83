"""Outside channels: one's own addresses, the organisation's, the gateways, and what became of what was sent."""

from datetime import time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongbao.foundation.accounts import policies
from gongbao.foundation.accounts.gate import actor_of, requires, signed_in
from gongbao.foundation.accounts.models import Organisation, Role
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.notices import actions, presenters, refusals, selectors
from gongbao.foundation.notices.models import Contact, Gateway
from gongbao.foundation.shapes import Link

PAGE = 20
MOST = 100


def _time(text: str) -> time | None:
    """A time of day as typed, or None for a blank."""
    if not text.strip():
        return None
    try:
        return time.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError as error:
        raise refusals.quiet_both() from error


def _gateway(request: HttpRequest) -> Gateway:
    found = selectors.gateways().filter(pk__in=[one for one in [request.POST.get("gateway", "")] if len(one) == 36])
    chosen = found.first()
    if chosen is None:
        raise refusals.gateway_unknown()
    return chosen


@signed_in
@require_http_methods(["GET", "POST"])
def own(request: Any) -> HttpResponse:
    """Where I am reached outside these pages, my quiet hours, and what was sent to me."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            made = actions.add_contact(
                gateway=_gateway(request),
                address=request.POST.get("address", ""),
                user=request.user,
                quiet_from=_time(request.POST.get("quiet_from", "")),
                quiet_until=_time(request.POST.get("quiet_until", "")),
                by=actor_of(request),
                now=request.now,
            )
        except Refusal as problem:
            refusal = problem
        else:
            actions.send_test(contact=made, by=actor_of(request), now=request.now)
            messages.success(request, _("已登记，并试发了一条。收不到请看下面的原因。"))
            return redirect("notices:channels")
    page = Paginator(selectors.deliveries_to(request.user), PAGE).get_page(request.GET.get("page"))
    context = {
        "contacts": [presenters.contact_row(one) for one in selectors.contacts_of(request.user)[:MOST]],
        "gateways": _choices(),
        "page": page,
        "deliveries": [presenters.delivery_row(one) for one in page],
        "given": request.POST,
        "refusal": refusal,
    }
    return render(request, "notices/channels.html", context, status=refusal.status if refusal else 200)


def _choices() -> list[tuple[str, str]]:
    found = selectors.gateways()[:MOST]
    return [("", _("请选择")), *((str(one.pk), f"{presenters.KINDS[one.kind]} · {one.name}") for one in found)]


def _contact(request: Any, contact_id: UUID) -> Contact:
    """One's own address, or one that a manager of channels keeps."""
    rows = Contact.objects.filter(until=None).select_related("gateway", "user")
    if not policies.has(request.user, Permission.CHANNELS_MANAGE):
        return get_object_or_404(rows, pk=contact_id, user=request.user)
    mine = get_object_or_404(rows, pk=contact_id)
    if mine.user_id not in {None, request.user.pk}:
        return get_object_or_404(rows, pk=contact_id, user=request.user)
    return mine


def _back(request: Any, contact: Contact) -> HttpResponse:
    return redirect("notices:channels" if contact.user_id == request.user.pk else "notices:outside")


@signed_in
@require_POST
def test(request: Any, contact_id: UUID) -> HttpResponse:
    """Send a test there."""
    contact = _contact(request, contact_id)
    actions.send_test(contact=contact, by=actor_of(request), now=request.now)
    messages.success(request, _("已试发。几秒后看结果。"))
    return _back(request, contact)


@signed_in
@require_POST
def end(request: Any, contact_id: UUID) -> HttpResponse:
    """Reach me there no more."""
    contact = _contact(request, contact_id)
    actions.end_contact(contact=contact, by=actor_of(request), now=request.now)
    messages.success(request, _("已停用。"))
    return _back(request, contact)


def _organisations(request: Any) -> list[int]:
    held = policies.memberships(request.user)
    return sorted({m.organisation_id for m in held if Permission.CHANNELS_MANAGE.value in m.role.permissions})


@requires(Permission.CHANNELS_MANAGE)
@require_GET
def outside(request: Any, refusal: Refusal | None = None) -> HttpResponse:
    """The ways out and everything that went or did not go through them."""
    failed_only = request.GET.get("show") == "failed"
    page = Paginator(selectors.deliveries(failed_only=failed_only), PAGE).get_page(request.GET.get("page"))
    mine = _organisations(request)
    context = {
        "gateways": [{"one": one, "kind": presenters.KINDS[one.kind]} for one in selectors.gateways()[:MOST]],
        "choices": _choices(),
        "kinds": [(code, words) for code, words in presenters.KINDS.items()],
        "shared": [presenters.contact_row(one) for one in selectors.shared_contacts(mine)[:MOST]],
        "organisations": [(str(one.pk), one.name) for one in Organisation.objects.filter(pk__in=mine)],
        "roles": [("", _("不分角色")), *Role.objects.order_by("code").values_list("code", "zh")],
        "page": page,
        "deliveries": [presenters.delivery_row(one) for one in page],
        "tabs": [
            Link(text=_("全部"), href="?", current=not failed_only),
            Link(text=_("没送出、重试中"), href="?show=failed", current=failed_only),
        ],
        "refusal": refusal,
        "given": {key: value for key, value in request.POST.items() if key != "url"},
    }
    return render(request, "notices/outside.html", context, status=refusal.status if refusal else 200)


def _refused(request: Any, refusal: Refusal) -> HttpResponse:
    messages.error(request, refusal.words())
    return redirect("notices:outside")


@requires(Permission.CHANNELS_MANAGE)
@require_POST
def open_gateway(request: Any) -> HttpResponse:
    """A new way out. Its address is typed once and never shown again."""
    try:
        actions.open_gateway(
            kind=request.POST.get("kind", ""),
            name=request.POST.get("name", ""),
            url=request.POST.get("url", ""),
            by=actor_of(request),
            now=request.now,
        )
    except Refusal as refusal:
        return _refused(request, refusal)
    messages.success(request, _("已开通。地址已封存，以后不再显示。"))
    return redirect("notices:outside")


@requires(Permission.CHANNELS_MANAGE)
@require_POST
def close_gateway(request: Any, gateway_id: UUID) -> HttpResponse:
    """Use it no more."""
    actions.close_gateway(gateway=get_object_or_404(Gateway, pk=gateway_id), by=actor_of(request), now=request.now)
    messages.success(request, _("已停用。"))
    return redirect("notices:outside")


@requires(Permission.CHANNELS_MANAGE)
@require_POST
def share(request: Any) -> HttpResponse:
    """An address for whoever serves the organisation in a role: a desk's group chat, a duty phone."""
    wanted = [one for one in _organisations(request) if str(one) == request.POST.get("organisation", "")]
    role = request.POST.get("role", "")
    try:
        actions.add_contact(
            gateway=_gateway(request),
            address=request.POST.get("address", ""),
            organisation=get_object_or_404(Organisation, pk__in=wanted),
            role=role if Role.objects.filter(pk=role).exists() else "",
            by=actor_of(request),
            now=request.now,
        )
    except Refusal as refusal:
        return _refused(request, refusal)
    messages.success(request, _("已登记。"))
    return redirect("notices:outside")


@requires(Permission.CHANNELS_MANAGE)
@require_POST
def retry(request: Any, delivery_id: UUID) -> HttpResponse:
    """Try again now."""
    found = get_object_or_404(selectors.deliveries(failed_only=False), pk=delivery_id)
    try:
        actions.retry(delivery_id=found.pk, by=actor_of(request), now=request.now)
    except Refusal as refusal:
        return _refused(request, refusal)
    messages.success(request, _("已重新排队，几秒后看结果。"))
    return redirect("notices:outside")

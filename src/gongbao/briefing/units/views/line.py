"""The line as a tree: one desk's units at a time, a unit with its people and history, and what may be changed."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongbao.briefing.units import actions, open_work, presenters, reach, selectors, steps
from gongbao.briefing.units.models import Level, Unit
from gongbao.briefing.units.typed import day_of, uuid_of, whole_of
from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.actions import invite as make_invitation
from gongbao.foundation.accounts.models import Membership, Role, User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.views.own import once
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.shapes import Link

PAGE = 50
sees = gate.requires(Permission.DESK_WORK, Permission.UNITS_MANAGE, Permission.BRIEFING_SUPERVISE)


def _desks(request: HttpRequest) -> list[Unit]:
    found = selectors.desks_seen(request.user)
    if not found:
        raise Http404
    return found


def seen_unit(request: HttpRequest, unit_id: int) -> Unit:
    """A unit of the caller's line, or 404."""
    found = selectors.unit_within(_desks(request), unit_id)
    if found is None:
        raise Http404
    return found


def _manages(request: HttpRequest, unit: Unit) -> bool:
    """Whether the caller keeps this unit: it is their desk, or lies below it."""
    own = list(Unit.objects.filter(pk__in=reach.organisations(request.user, Permission.UNITS_MANAGE), desk=True))
    return bool(own) and selectors.unit_within(own, unit.pk) is not None


@sees
@require_GET
def line(request: Any) -> HttpResponse:
    """The units that report to a desk; those that are desks themselves lead further down."""
    desks = selectors.desks_seen(request.user)
    if not desks:
        return render(request, "units/no_line.html")
    at = whole_of(request.GET.get("at", ""), desks[0].pk)
    desk = seen_unit(request, at)
    level, search = request.GET.get("level", ""), request.GET.get("q", "").strip()
    closed = bool(request.GET.get("closed"))
    level = level if level in Level.values else ""
    rows = selectors.below(desk, search=search, level=level, closed=closed)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "desk": desk,
        "desks": desks if len(desks) > 1 else [],
        "path": _crumbs(desk, desks),
        "page": page,
        "table": presenters.unit_table(list(page)),
        "tabs": presenters.level_tabs(desk, level, closed=closed),
        "search": search,
        "vacant": selectors.vacant(desk),
        "may_manage": _manages(request, desk),
        "at_desk": policies.has(request.user, Permission.DESK_WORK),
    }
    return render(request, "units/line.html", context)


def _crumbs(unit: Unit, desks: list[Unit]) -> list[Link]:
    path = selectors.path_to(unit, desks)
    return [
        Link(text=one.short, href=f"{reverse('units:line')}?at={one.pk}" if one.desk else "", current=one.pk == unit.pk)
        for one in path
    ]


@gate.requires(Permission.UNITS_MANAGE)
@require_http_methods(["GET", "POST"])
def new(request: Any) -> HttpResponse:
    """Add a unit below a desk."""
    desk = seen_unit(request, whole_of(request.GET.get("at", "") or request.POST.get("at", "")))
    if not _manages(request, desk):
        raise PermissionDenied
    refusal: Refusal | None = None
    if request.method == "POST":
        given = request.POST
        try:
            made = actions.found_unit(
                name=given.get("name", ""),
                region=desk.organisation.region,
                level=_level(given),
                short=given.get("short", ""),
                reports_to=desk,
                band=given.get("band", ""),
                desk=bool(given.get("desk")),
                order=whole_of(given.get("order", ""), 100),
                since=day_of(given.get("since", "")),
                **steps.how(request),
            )
        except Refusal as problem:
            refusal = problem
        else:
            return redirect("units:unit", made.pk)
    context = {
        "desk": desk,
        "levels": presenters.level_choices(),
        "given": request.POST,
        "level": request.POST.get("level") or Level.TOWNSHIP.value,
        "refusal": refusal,
        "wrong": {refusal.field: refusal.words()} if refusal else {},
    }
    return render(request, "units/new.html", context, status=refusal.status if refusal else 200)


def _level(given: Any) -> Level:
    wanted = given.get("level", "")
    if wanted not in Level.values:
        raise Refusal("unit.level", "请选择层级。", "Choose the level.", field="level")
    return Level(wanted)


@sees
@require_GET
def unit(request: Any, unit_id: int) -> HttpResponse:
    """One unit: who serves there since when, what it was called, handovers, commendations, training."""
    return _page(request, seen_unit(request, unit_id))


def _change(request: Any, unit: Unit) -> str:
    given = request.POST
    above = unit.reports_to
    if given.get("reports_to"):
        above = selectors.unit_within(_desks(request), whole_of(given["reports_to"]))
        if above is None:
            raise Http404
    actions.change_unit(
        unit=unit,
        name=given.get("name", ""),
        short=given.get("short", ""),
        band=given.get("band", ""),
        level=given.get("level", ""),
        reports_to=above,
        order=whole_of(given.get("order", ""), unit.order),
        valid_from=day_of(given.get("valid_from", "")),
        **steps.how(request),
    )
    return _("已更改，沿革里留有原来的名称和隶属。")


def _close(request: Any, unit: Unit) -> str:
    actions.close_unit(unit=unit, **steps.how(request))
    return _("已停用。过去报送的都在。")


def role_chosen(request: Any, unit: Unit) -> Role:
    """The role posted, of those the line has for such a body."""
    wanted = request.POST.get("role", "")
    found = next((one for one in selectors.roles(unit.organisation.kind) if one.code == wanted), None)
    if found is None:
        raise Refusal("post.role", "请选择职责。", "Choose the role.", field="role")
    return found


def _appoint(request: Any, unit: Unit) -> str:
    user = selectors.person(request.POST.get("username", ""))
    if user is None:
        raise Refusal(
            "post.nobody",
            "没有这个用户名。对方还没有账户的，请发邀请码。",
            "No such user name. For somebody without an account, make an invitation code.",
            field="username",
        )
    full = request.POST.get("full_time") == "1"
    actions.appoint_officer(unit=unit, user=user, role=role_chosen(request, unit), full_time=full, **steps.how(request))
    return _("已任职，立即可以办理。")


def _membership(request: Any, unit: Unit) -> Membership:
    wanted = uuid_of(request.POST.get("membership", ""))
    found = next((one for one in selectors.serving(unit) if one.pk == wanted), None)
    if found is None:
        raise Http404
    return found


def _relieve(request: Any, unit: Unit) -> str:
    membership = _membership(request, unit)
    actions.relieve_officer(membership=membership, **steps.how(request))
    return _("%(person)s已免职，立即生效。") % {"person": membership.user}


def _post(request: Any, unit: Unit) -> str:
    full = request.POST.get("full_time") == "1"
    actions.record_post(membership=_membership(request, unit), full_time=full, **steps.how(request))
    return _("已登记。")


def colleague(request: Any, unit: Unit, name: str) -> User:
    """Somebody who serves in the unit, by a posted id."""
    wanted = whole_of(request.POST.get(name, ""))
    found = next((one for one in selectors.colleagues(unit) if one.pk == wanted), None)
    if found is None:
        raise Refusal("handover.who", "请选择本单位的人。", "Choose somebody of this unit.", field=name)
    return found


def _hand_over(request: Any, unit: Unit) -> str:
    giver, taker = colleague(request, unit, "giver"), colleague(request, unit, "taker")
    actions.give_over(unit=unit, giver=giver, taker=taker, note=steps.words_of(request, "note"), **steps.how(request))
    return _("交接单已发给%(taker)s，接手后生效。") % {"taker": taker}


def _commend(request: Any, unit: Unit) -> str:
    if not policies.has(request.user, Permission.DESK_SIGN) or unit.reports_to is None:
        raise PermissionDenied
    person = colleague(request, unit, "person") if request.POST.get("person") else None
    year = whole_of(request.POST.get("year", ""), request.now.year)
    reason = request.POST.get("reason", "")
    actions.commend(desk=unit.reports_to, unit=unit, person=person, year=year, reason=reason, **steps.how(request))
    return _("已表扬，并告知该单位。")


DO: dict[str, Callable[[Any, Unit], str]] = {
    "change": _change,
    "close": _close,
    "appoint": _appoint,
    "relieve": _relieve,
    "post": _post,
    "hand-over": _hand_over,
    "commend": _commend,
}


@gate.requires(Permission.UNITS_MANAGE)
@require_POST
def act(request: Any, unit_id: int) -> HttpResponse:
    """One change of a unit or of who serves there."""
    found = seen_unit(request, unit_id)
    if not _manages(request, found):
        raise PermissionDenied
    return steps.take(
        request,
        steps.chosen(DO, request),
        found,
        page=lambda refusal: _page(request, seen_unit(request, unit_id), refusal),
        to=reverse("units:unit", args=[unit_id]),
    )


@gate.requires(Permission.UNITS_MANAGE)
@require_POST
def invite(request: Any, unit_id: int) -> HttpResponse:
    """A code with which somebody without an account joins the unit, shown once."""
    found = seen_unit(request, unit_id)
    if not _manages(request, found):
        raise PermissionDenied
    try:
        role = role_chosen(request, found)
        issued = make_invitation(organisation=found.organisation, role=role, **steps.how(request))
    except Refusal as refusal:
        return _page(request, found, refusal)
    return once(
        request,
        title=_("邀请码"),
        code=issued.code,
        words=_("请当面或打电话交给%(unit)s的%(role)s。对方在“加入”页输入，开通自己的账户。")
        % {"unit": found.short, "role": presenters.role_words(role)},
        back=reverse("units:unit", args=[found.pk]),
    )


def _page(request: Any, unit: Unit, refusal: Refusal | None = None) -> HttpResponse:
    desks = _desks(request)
    people = selectors.serving(unit)
    manages = unit.until is None and _manages(request, unit)
    context = {
        "unit": unit,
        "level": str(presenters.LEVELS[unit.level]),
        "path": _crumbs(unit, desks),
        "people": presenters.people_table(people),
        "rows": presenters.people_rows(people),
        "past": presenters.people_table(selectors.serving(unit, past=True), past=True),
        "standings": presenters.standing_table(selectors.standings(unit)),
        "handovers": selectors.handovers(unit),
        "commendations": selectors.commendations(unit),
        "trainings": selectors.trainings_of(unit),
        "manages": manages,
        "may_commend": manages and unit.reports_to is not None and policies.has(request.user, Permission.DESK_SIGN),
        "refusal": refusal,
        "opened": _opened(request.POST.get("do", "")) if refusal else {},
        "given": request.POST,
        "shown": _typed(unit, request.POST),
        "now_year": request.now.year,
    }
    if manages:
        context |= _choices(unit, desks, people)
    return render(request, "units/unit.html", context, status=refusal.status if refusal else 200)


def _opened(do: str) -> dict[str, bool]:
    """Which part of the page stays open after a refusal."""
    return {"appoint": do == "appoint", "change": do == "change", "commend": do == "commend"} | {
        "people": do in {"relieve", "post", "hand-over"}
    }


def _typed(unit: Unit, given: Any) -> dict[str, str]:
    """The names as they stand, or as they were typed and refused."""
    if given.get("do") == "change":
        return {key: given.get(key, "") for key in ("name", "short", "band")}
    return {"name": unit.organisation.name, "short": unit.short, "band": unit.band}


def _choices(unit: Unit, desks: list[Unit], people: list[Membership]) -> dict[str, Any]:
    above = {
        desk.pk: desk for desk in [*desks, *Unit.objects.filter(reports_to__in=desks, desk=True, until=None)[:200]]
    }
    above.pop(unit.pk, None)
    colleagues = list({one.user_id: one.user for one in people}.values())
    return {
        "desks": [(str(pk), one.short) for pk, one in above.items()],
        "levels": presenters.level_choices(),
        "roles": [(one.code, presenters.role_words(one)) for one in selectors.roles(unit.organisation.kind)],
        "full": [("0", _("兼职")), ("1", _("专职"))],
        "colleagues": [("", _("请选择")), *((str(one.pk), str(one)) for one in colleagues)],
        "whole": [("", _("整个单位")), *((str(one.pk), str(one)) for one in colleagues)],
        "work": [(person, open_work.of(unit, person)) for person in colleagues[:10]],
    }

"""The frame's own pages: the choice of light or dark, and the styleguide."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from gongbao.foundation.accounts.gate import public
from gongbao.web.styleguide import SampleForm, samples
from gongbao.web.tags.frame import THEMES

_YEAR = 365 * 24 * 60 * 60


@public
@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Stores light, dark or (empty) the system's choice in a cookie, and goes back."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    answer = HttpResponseRedirect(target)
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        answer.set_cookie("theme", chosen, max_age=_YEAR, samesite="Lax", secure=request.is_secure())
    else:
        answer.delete_cookie("theme")
    return answer


@public
@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component with realistic text; in operation only for staff, and to others as if it were not there."""
    if not (settings.DEMO or settings.DEBUG or request.user.is_staff):
        raise Http404
    form = SampleForm({"phone": "1380000567", "revenue": "1234.56", "scope": "retail"})
    form.is_valid()
    return render(request, "web/styleguide.html", {"form": form, **samples(request.now)})  # type: ignore[attr-defined]  # set by RequestEdge

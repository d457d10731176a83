"""The public page of an entity: its record in plain words, on any day, with its proof."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from gongbao.foundation.accounts import gate
from gongbao.foundation.ledger import selectors as ledger
from gongbao.kernel.audit.content import written
from gongbao.kernel.tlog.tiles import WIDTH
from gongbao.register.entities.models import Entity
from gongbao.register.records import certificates, presenters, selectors
from gongbao.register.records.selectors import Published


def _entity_or_404(code: str) -> int:
    entity = selectors.entity_id_of(code)
    if entity is None:
        raise Http404
    return entity


def _asked_day(request: HttpRequest) -> date | None:
    raw = request.GET.get("on", "")
    if not raw:
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return None


@gate.public
def record(request: HttpRequest, code: str) -> HttpResponse:
    """The record as readers see it now, or with `?on=YYYY-MM-DD` as it was published on that day; with `&known=` too,
    on to that day as it was known on another.
    """
    entity = _entity_or_404(code)
    day = _asked_day(request)
    known = request.GET.get("known", "")
    if known:
        asked = {"known": known[:40]} | ({"on": day.isoformat()} if day else {})
        return redirect(f"{reverse('history:as-of', args=[code])}?{urlencode(asked)}")
    published = selectors.as_known_at(entity, presenters.end_of_day(day)) if day else selectors.current(entity)
    if published is None:
        return _not_published(request, code, entity, day)
    return _page(request, code, entity, published, day)


@gate.public
def version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One version for ever: a permanent address, with a banner once a newer version stands."""
    entity = _entity_or_404(code)
    published = selectors.version(entity, number)
    if published is None:
        raise Http404
    return _page(request, code, entity, published, None)


def _page(request: HttpRequest, code: str, entity: int, published: Published, day: date | None) -> HttpResponse:
    if published.body is None:
        return render(request, "records/erased.html", {"code": code, "published": published}, status=410)
    page = presenters.record_page(
        code=code,
        published=published,
        proof=presenters.proof_of(code, published),
        history=selectors.history(entity)[:12],
    )
    response = render(request, "records/record.html", {"page": page, "day": day})
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response


def _not_published(request: HttpRequest, code: str, entity: int, day: date | None) -> HttpResponse:
    """Known but not (or not yet) published: say which."""
    name = Entity.objects.filter(pk=entity).values_list("name", flat=True).first()
    if name is None:
        raise Http404
    waiting = selectors.is_pending(entity)
    return render(
        request, "records/waiting.html", {"name": name, "code": code, "waiting": waiting, "day": day}, status=404
    )


@gate.public
def proof(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """How this version is proved, and how anybody checks it without us."""
    published = selectors.version(_entity_or_404(code), number)
    if published is None:
        raise Http404
    mark = presenters.proof_of(code, published)
    context = {"code": code, "published": published, "proof": mark, "rows": presenters.proof_facts(published, mark)}
    return render(request, "records/proof.html", context)


@gate.public
def proof_file(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The `.tlog-proof` file with salt and payload inside; 503 with words while it is not in the log yet."""
    published = selectors.version(_entity_or_404(code), number)
    if published is None or published.body is None or published.salt is None:
        raise Http404
    found = ledger.proof_file(
        published.record, published.version, published.kind, salt=published.salt, payload=published.body
    )
    if found is None:
        words = _("这一版本已登记，正在入账，请几秒后再取证明。")
        return HttpResponse(words, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "3"})
    headers = {"Content-Disposition": f'attachment; filename="{code}-{number}.tlog-proof"'}
    return HttpResponse(found, content_type="text/plain; charset=utf-8", headers=headers)


@gate.public
def certificate(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One version as a certificate to print and keep; 503 with words while it is not in the log yet."""
    published = selectors.version(_entity_or_404(code), number)
    if published is None or published.body is None or published.salt is None:
        raise Http404
    found = ledger.proof_file(
        published.record, published.version, published.kind, salt=published.salt, payload=published.body
    )
    paper = None if found is None else presenters.certificate(code=code, published=published, proof=found)
    return certificates.answer(paper, request.now)  # type: ignore[attr-defined]  # set by RequestEdge


@gate.public
def record_json(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The bytes of one version, as a download."""
    published = selectors.version(_entity_or_404(code), number)
    if published is None or published.body is None:
        raise Http404
    headers = {"ETag": f'"{published.etag}"', "Content-Disposition": f'attachment; filename="{code}-{number}.json"'}
    return HttpResponse(published.body, content_type="application/json", headers=headers)


@gate.public
def content(request: HttpRequest, bundle: str) -> HttpResponse:
    """The documents behind one bundle of the log's entries, for those who mirror the log with its records."""
    number = int(bundle.replace("x", "").replace("/", ""))
    found = written(selectors.documents(number * WIDTH, (number + 1) * WIDTH))
    if not found:
        raise Http404
    return HttpResponse(found, content_type="application/x-ndjson", headers={"Access-Control-Allow-Origin": "*"})

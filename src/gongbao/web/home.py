"""The public's first page: one search field, three doors, how the season stands, what was published last."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongbao.foundation.accounts import gate
from gongbao.foundation.shapes import Link, Moment
from gongbao.register.records import selectors as records
from gongbao.register.records.presenters import reason_words


def _latest() -> list[Moment]:
    return [
        Moment(
            at=row["published_at"],
            title=row["name"],
            words=reason_words(row["reason"]),
            href=reverse("records:version", args=[row["code"] or f"n{row['entity_id']}", row["version"]]),
        )
        for row in records.latest()
    ]


def _doors() -> list[Link]:
    return [
        Link(text=_("查企业"), href="/search/", note=_("按名称、代码或拼音首字母")),
        Link(text=_("查名录"), href="/lists/abnormal/", note=_("经营异常名录和严重违法失信名单，写明事由和移出的办法")),
        Link(text=_("查抽查"), href="/draws/", note=_("事先承诺，事后您可以自己重算")),
        Link(text=_("核查与名单核验"), href="/screening/", note=_("一家或一份名单是不是列入，答复有回执，可以验证")),
        Link(text=_("验证一份证明"), href="/verify/", note=_("用您自己的浏览器核对，不必相信我们")),
    ]


@gate.public
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What this is, and where to begin."""
    return render(request, "web/home.html", {"doors": _doors(), "latest": _latest()})

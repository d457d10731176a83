"""What comes from elsewhere into the form: a Word file's text, and texts a phone kept while it had no network."""

from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from gongbao.briefing.items import actions
from gongbao.briefing.items.models import Item
from gongbao.briefing.items.views.writing import page_of, writing_page
from gongbao.briefing.units import steps
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal

if TYPE_CHECKING:
    from gongbao.briefing.items.word import Imported


@gate.requires(Permission.ITEM_WRITE)
@require_GET
@never_cache
def sync_state(request: Any) -> JsonResponse:
    """Who is signed in, and the token with which a waiting text is sent."""
    return JsonResponse({"user": str(request.user.pk), "csrf": get_token(request)})


@gate.requires(Permission.ITEM_WRITE)
@require_POST
def from_word(request: Any) -> HttpResponse:
    """A new item from a Word file; the file itself and its pictures become attachments."""
    from gongbao.briefing.items.word import read_docx  # noqa: PLC0415 (its library is slow to load, for one page)

    unit = steps.unit_of(request)
    file = request.FILES.get("word")
    try:
        if file is None:
            raise Refusal("word.none", "请先选一个 Word 文件。", "Choose a Word file first.", field="word")
        found = read_docx(file.file)
        item = actions.begin_item(
            unit=unit,
            author=request.user,
            draft=actions.Draft(title=found.title, body=found.body),
            offline_id=page_of(request),
            **steps.how(request),
        )
    except Refusal as refusal:
        return writing_page(request, unit, None, [refusal])
    _keep_files(request, item, file, found)
    messages.success(request, _words(found))
    return redirect("items:write", item.pk)


def _keep_files(request: Any, item: Item, file: Any, found: "Imported") -> None:
    parts = [(file.file, file.name or "file.docx"), *((BytesIO(content), name) for name, content in found.pictures)]
    for stream, name in parts:
        try:
            actions.attach_file(item=item, stream=stream, name=name, **steps.how(request))
        except Refusal as refusal:
            messages.warning(request, f"{name}：{refusal.words()}")


def _words(found: "Imported") -> str:
    """What came along, and what to look at again."""
    said = [_("已从 Word 带入 %(n)s 字，原文件作为附件保存。请核对后再报送。") % {"n": len(found.body)}]
    if found.pictures:
        said.append(_("%(n)s 张图片已作为附件。") % {"n": len(found.pictures)})
    if found.more_pictures:
        said.append(_("还有 %(n)s 张图片没有单独保存，在原文件里。") % {"n": found.more_pictures})
    if found.tables:
        said.append(_("表格已变成文字，每格之间用竖线隔开。"))
    if found.numbered:
        said.append(_("文中的自动编号没有带过来，请补上序号。"))
    return "".join(said)

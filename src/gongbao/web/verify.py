"""The page on which a citizen's own browser checks a proof file, a certificate, or printed codes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongbao.foundation.accounts import gate
from gongbao.foundation.ledger.selectors import log_key, published_policy


@gate.public
@require_GET
def verify(request: HttpRequest) -> HttpResponse:
    """The form; all checking happens in the browser (static/web/js/verify.js)."""
    context = {"vkey": log_key(), "policy": published_policy(), "words": {**_said(), **_labels()}}
    return render(request, "web/verify.html", context)


def _said() -> dict[str, str]:
    """What the page says while it reads and checks. `{n}`, `{of}` and `{missing}` are filled in by the script."""
    return {
        "step_file": _("文件是本账本格式的一个账页"),
        "step_payload": _("文件中的内容就是账页承诺的内容，一字未改"),
        "step_nothing": _("证明里没有附内容，只能核对账页本身"),
        "step_path": _("账页在账本里：证明路径通向签名点的根"),
        "step_signature": _("账本的签名点由这把公钥签名"),
        "step_witness": _("见证人副署达到本站公布的要求"),
        "step_broken": _("这不是完整的证明文件"),
        "step_noproof": _("这份 PDF 里没有附证明文件"),
        "step_severalproofs": _("这份 PDF 里附有不止一份证明文件"),
        "good": _("验证通过。"),
        "bad": _("验证不通过：这份文件不可信。"),
        "bare": _("账页核对无误，但证明里没有附内容，纸面上的字未能核对。"),
        "insecure": _(
            "这个浏览器只在 https 或本机地址上提供镜头和密码学功能，请改用 https 打开，或用 gongbao audit 验证。"
        ),
        "reading": _("正在读照片…"),
        "aim": _("请把镜头对准离线核对码，靠近些，拿稳。"),
        "refused": _("没有得到使用镜头的许可。可以在浏览器设置里允许，或者改用照片。"),
        "nocamera": _("没有找到可用的镜头，请改用照片。"),
        "unread": _("照片里没有读到码。请在亮处正对着拍，让码占满画面，再试一次。"),
        "foreign": _("读到的是联网查看的码，请对准标着“离线核对”的码。"),
        "left": _("已读 {n}/{of} 个码，还差第 {missing} 个。"),
        "whole": _("{of} 个码都读到了。"),
    }


def _labels() -> dict[str, str]:
    """The names of a document's facts, as certificates print them."""
    return {
        "registration": _("登记信息"),
        "report": _("年度报告"),
        "listings": _("经营异常名录"),
        "name": _("名称"),
        "code": _("统一社会信用代码"),
        "kind": _("类型"),
        "status": _("登记状态"),
        "established": _("成立日期"),
        "capital": _("注册资本"),
        "address": _("住所"),
        "region": _("所在地"),
        "industry": _("行业"),
        "scope": _("经营范围"),
        "legal-representative": _("法定代表人"),
        "person-in-charge": _("负责人"),
        "operator": _("经营者"),
        "year": _("报告年度"),
        "late": _("逾期报送"),
        "submitted": _("提交时间"),
        "withheld": _("企业选择不公示"),
        "none": _("没有记录"),
        "wan": _("万元"),
        "yes": _("是"),
        "no": _("否"),
    }

"""A published report as a certificate."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from gongbao.foundation.shapes import Fact
from gongbao.foundation.wording import moment_words
from gongbao.register.filings.models import FilingVersion
from gongbao.register.filings.presenters.report import channel_words, verify_address, view_parts
from gongbao.register.records.certificates import Certificate
from gongbao.register.records.sections import SectionView


def paper_of(version: FilingVersion, body: Mapping[str, Any], proof: bytes) -> Certificate:
    """The certificate of one version of a report, from its published bytes and its receipt."""
    entity = version.entity
    said = _("%(name)s（统一社会信用代码 %(code)s）的 %(year)d 年度报告已于%(at)s收到，公示内容如下。") % {
        "name": entity.name,
        "code": entity.code,
        "year": version.year,
        "at": moment_words(version.submitted_at),
    }
    receipt = [
        Fact(label=_("回执编号"), value=version.receipt),
        Fact(label=_("是否按期"), value=_("逾期报送") if version.late else _("按期报送")),
        Fact(label=_("报送方式"), value=channel_words(version.channel)),
    ]
    if version.reason:
        receipt.append(Fact(label=_("更正原因"), value=version.reason))
    parts = view_parts(body.get("sections", []))
    kept_back = bool(body.get("content_withheld")) or not parts
    return Certificate(
        title=_("年度报告公示证明") if version.number == 1 else _("年度报告更正公示证明"),
        number=version.receipt,
        subject=entity.name,
        statement=said,
        sections=[
            SectionView(
                anchor="receipt",
                title=_("报送"),
                order=0,
                facts=receipt,
                note=_("只公示“已报送”，内容不公示。") if kept_back else "",
            ),
            *(
                SectionView(anchor="", title=part.title, order=order, facts=part.facts, tables=part.tables)
                for order, part in enumerate(parts, 1)
                if part.facts or part.tables
            ),
        ],
        address=verify_address(version),
        name=version.receipt,
        proof=proof,
    )

"""A court of the county consults the lists and follows a firm; the office owes a push to another province."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from gongbao.cli.demo.county import COUNTY, Firm
from gongbao.foundation.accounts import actions as accounts
from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actor import Actor
from gongbao.kernel.screening.parties import Question
from gongbao.register.consultations import actions
from gongbao.register.listings.models import Listing
from gongbao.register.pushes import actions as pushes

COURT = "青岚县人民法院"
CASE = "（2026）青执字第15号"


def court(began: datetime, by: Actor) -> Organisation:
    """The court that consults."""
    return accounts.create_organisation(kind="department", name=COURT, region=COUNTY, by=by, now=began)


def consults(home: Organisation, county: Sequence[Firm], clerk: Actor, when: datetime) -> None:
    """A list for one case, one question for another, one firm followed."""
    listed = [one.entity.name for one in Listing.objects.filter(removed_on=None).select_related("entity")[:2]]
    for reference, names in ((CASE, [*listed, county[0].name]), ("（2026）青民初字第88号", [county[1].name])):
        actions.consult(
            organisation_id=home.pk,
            purpose="court-case",
            reference=reference,
            questions=[Question(name) for name in names],
            by=clerk,
            now=when,
        )
    actions.follow(
        organisation_id=home.pk,
        purpose="court-case",
        reference=CASE,
        code=county[0].code,
        until=china_date(when) + timedelta(days=180),
        by=clerk,
        now=when,
    )


def owes_a_push(office: Organisation, officer: Actor, when: datetime) -> None:
    """A penalty on a party of another province, decided the day before."""
    raw = {
        "arose_on": (china_date(when) - timedelta(days=1)).isoformat(),
        "number": f"青市监处罚〔{when.year}〕21号",
        "breach": "销售不合格商品",
        "types": "罚款",
        "content": "罚款1万元",
    }
    pushes.open_dispatch(
        organisation_id=office.pk,
        source_id="CF-PUSH-021",
        name="白沙县某某商贸有限公司",
        code="91980101MA0PUSH0XX",
        home_region="980101",
        home_office="海云省白沙县市场监督管理局",
        raw=raw,
        by=officer,
        now=when,
    )

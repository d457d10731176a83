"""A named lottery issue was never drawn: only what the plan itself says takes its place, and everybody sees it."""

import json

import pytest
from tests.integration.spotchecks.conftest import AFTER, PLANNER, committed
from tests.integration.spotchecks.test_pages import at, enter  # noqa: F401 (fixtures)
from tests.integration.spotchecks.test_story import RESULT

from gongbao.foundation.draws import actions as draws
from gongbao.foundation.draws import publication
from gongbao.foundation.draws.models import Draw
from gongbao.foundation.draws.replaying import manifest_of
from gongbao.foundation.events.refusals import Refusal, Refusals
from gongbao.kernel.draw.entropy import Void
from gongbao.kernel.draw.published import read, verify
from gongbao.register.spotchecks import actions, forms

pytestmark = pytest.mark.django_db
NAMED = "双色球:2023098"
NEXT = RESULT._replace(issue="2023099")
VOID = Void("双色球", "2023098", "2023099", "中国福利彩票网 2023-08-25 公告")


@pytest.fixture
def ruled(office, firms, inspectors):
    return committed(office, beacon=None, lotteries=(NAMED,), void="next-issue")


def test_the_next_issue_by_the_rule_in_the_manifest(ruled):
    assert (manifest_of(ruled).void, manifest_of(ruled).lotteries) == ("next-issue", (("双色球", "2023098"),))
    with pytest.raises(Refusal, match="entropy-other"):  # nobody says it was void
        draws.carry_out(draw_id=ruled.pk, lotteries=[NEXT], by=PLANNER, now=AFTER)
    later = RESULT._replace(issue="2023101")
    with pytest.raises(Refusal, match="entropy-not-next"):
        draws.carry_out(
            draw_id=ruled.pk, lotteries=[later], voids=[VOID._replace(next="2023101")], by=PLANNER, now=AFTER
        )
    assert not Draw.objects.exclude(drawn_at=None).exists()
    draws.carry_out(draw_id=ruled.pk, lotteries=[NEXT], voids=[VOID], by=PLANNER, now=AFTER)
    shown = actions.reveal(draw_id=ruled.pk, show_inspectors=True, by=PLANNER, now=AFTER)
    said = json.loads("".join(publication.published(shown)))
    assert said["voids"] == [list(VOID)]
    steps = verify(read(json.dumps(said).encode()))
    assert all(step.holds is not False for step in steps)
    assert any("第 2023098 期作废" in step.zh and VOID.words in step.zh for step in steps)
    for edited in (said | {"voids": []}, said | {"voids": [[*VOID[:3], ""]]}):
        assert verify(read(json.dumps(edited).encode()))[-1].holds is False


def test_without_the_rule_nothing_takes_its_place(office, firms, inspectors):
    draw = committed(office, beacon=None, lotteries=(NAMED,))
    assert b'"void"' not in bytes(draw.body)
    with pytest.raises(Refusal, match="entropy-other"):
        draws.carry_out(draw_id=draw.pk, lotteries=[NEXT], voids=[VOID], by=PLANNER, now=AFTER)


def test_the_rule_is_sealed_with_the_plan(ruled):
    from django.db import IntegrityError, transaction  # noqa: PLC0415 (only here)

    from gongbao.foundation.draws.models import Plan  # noqa: PLC0415 (only here)

    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(id=ruled.pk).update(lotteries=NAMED)


def test_by_the_pages(ruled, enter, at):  # noqa: F811 (fixtures)
    at(AFTER)
    office = enter("regulator")
    page = f"/office/draws/{ruled.pk}/"
    assert "这一期作废了" in office.get(page).content.decode()
    numbers = " ".join(map(str, RESULT.numbers))
    told = {"do": "draw", "numbers_0": numbers, "issue_0": "2023099"}
    answer = office.post(page, told)
    assert answer.status_code == 422
    assert "作废的公告出处" in answer.content.decode()
    assert numbers in answer.content.decode()  # what was typed stays
    far = office.post(page, told | {"issue_0": "2023105", "void_0": VOID.words})
    assert far.status_code == 422
    assert "只能用紧接着的下一期" in far.content.decode()
    assert office.post(page, told | {"void_0": VOID.words}).status_code == 302
    public = office.get(f"/draws/{ruled.pk}/").content.decode()
    assert "第 2023098 期作废，按方案改用第 2023099 期" in public
    assert VOID.words in public
    api = office.get(f"/api/v1/draws/{ruled.pk}").json()
    assert (api["void"], api["lotteries"], api["voids"][0]["next"]) == ("next-issue", [NAMED], "2023099")


def test_several_void_in_a_row(rf):
    post = {"numbers_0": "1 2 3", "issue_0": "2023100", "void_0": "公告"}
    lotteries, voids = forms.lotteries_of(post, [("双色球", "2023098")], "next-issue")
    assert [(one.issue, one.next) for one in voids] == [("2023098", "2023099"), ("2023099", "2023100")]
    assert lotteries[0].issue == "2023100"
    with pytest.raises(Refusals, match=r"draw\.not-next"):
        forms.lotteries_of(post | {"issue_0": "2023120"}, [("双色球", "2023098")], "next-issue")
    ignored, none = forms.lotteries_of(post, [("双色球", "2023098")], "")
    assert (ignored[0].issue, none) == ("2023098", [])


def test_the_form_keeps_the_rule(ruled):
    said = forms.as_given(ruled.plan)
    assert (said["void"], said["lotteries"]) == ("next-issue", NAMED)


def test_what_the_api_tells_of_a_draw(ruled, client, at):  # noqa: F811 (fixtures)
    at(AFTER)
    root = f"/api/v1/draws/{ruled.pk}"
    assert client.get(f"{root}/drawn").status_code == 409
    draws.carry_out(draw_id=ruled.pk, lotteries=[RESULT], by=PLANNER, now=AFTER)
    first = draws_of(client, root)
    assert first == [("manifest", None), ("result", None)]
    gone = min(row.identifier for row in ruled.drawn.all())
    party = ruled.drawn.get(identifier=gone).party_id
    actions.replace(draw=ruled.pk, party_id=party, reason="moved", words="", by=PLANNER, now=AFTER)
    assert draws_of(client, root)[-1] == ("replace", None)  # whom: not before the reveal
    actions.reveal(draw_id=ruled.pk, by=PLANNER, now=AFTER)
    assert ("replace", gone) in draws_of(client, root)
    rows = client.get(f"{root}/drawn").json()
    assert rows["next_page"] is None
    assert {one["state"] for one in rows["drawn"]} == {"drawn", "replaced"}
    assert [one["reason"] for one in rows["drawn"] if one["code"] == gone] == ["moved"]
    assert all(one["inspectors"] is None for one in rows["drawn"])  # not shown yet
    (numbers,) = client.get("/api/v1/draws/numbers", {"region": ruled.plan.region}).json()
    assert (numbers["draws"], numbers["replaced"], numbers["late"]) == (1, 1, 0)
    assert client.get("/api/v1/draws/withdrawn").json() == []


def draws_of(client, root):
    return [(one["sort"], one["subject"]) for one in client.get(f"{root}/papers").json()]

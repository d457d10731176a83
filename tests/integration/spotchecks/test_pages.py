"""The pages and the API of draws: a plan walked through by planner and signer, and what the public sees when."""

import json

import pytest
from django.test import Client
from tests.integration.spotchecks.conftest import AFTER, BEFORE, PLANNER, SIGNATURE, committed

from gongbao.foundation.accounts.actions import ensure_roles
from gongbao.foundation.accounts.models import Mandate, Membership, Organisation, Role, User
from gongbao.foundation.draws import actions as draws
from gongbao.foundation.draws.models import Draw, Drawn, Plan, PlanState
from gongbao.kernel.draw.published import read, verify
from gongbao.register.spotchecks import actions
from gongbao.register.spotchecks.models import Inspector, Interest

pytestmark = pytest.mark.django_db
FORM = {
    "title": "2023 年度不定向抽查",
    "year": "2023",
    "mode": "undirected",
    "categories": "enterprise",
    "quota_by": "rate",
    "rate": "10",
    "cap": "5",
    "commit_by": "2023-08-23 22:00",
    "beacon_at": "2023-08-23 23:59:24",
    "reveal_by": "2023-10-23 17:00",
}


@pytest.fixture
def enter(settings, office):
    """enter(role): a client signed in as somebody of the office."""
    settings.DEMO = True
    ensure_roles(now=BEFORE)

    def made(role: str, organisation: Organisation = office) -> Client:
        user = User.objects.create_user(role, display_name=f"{role}某某")
        Membership.objects.create(
            user=user,
            organisation=organisation,
            role=Role.objects.get(code=role),
            region=organisation.region,
            since=BEFORE.date(),
        )
        client = Client()
        client.force_login(user)
        return client

    return made


@pytest.fixture
def at(monkeypatch):
    """at(moment): the clock of the next requests."""

    def set_(moment) -> None:
        monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: moment)

    return set_


def text(answer) -> str:
    return answer.content.decode()


def test_a_plan_from_the_form_to_the_reveal(enter, at, firms, inspectors):
    at(BEFORE)
    planner, signer = enter("regulator"), enter("signer")
    assert "拟定方案" in text(planner.get("/office/draws/new/"))
    wrong = planner.post("/office/draws/new/", FORM | {"rate": "很多", "beacon_at": "明天", "title": ""})
    assert wrong.status_code == 422
    assert "请填百分数" in text(wrong)
    assert "请写成 2026-07-01 17:00" in text(wrong)
    answer = planner.post("/office/draws/new/", FORM)
    plan = Plan.objects.get()
    assert answer["Location"] == f"/office/draws/{plan.id}/"
    assert plan.beacon == 1000
    page = text(planner.get(answer["Location"]))
    assert "40 户，辖区共 40 户" in page
    assert "批准这份方案" not in page
    address = f"/office/draws/{plan.id}/"
    assert planner.post(address, {"do": "approve"}).status_code == 403
    assert planner.post(address, {"do": "nonsense"}).status_code == 404
    assert "批准这份方案" in text(signer.get(address))
    assert signer.post(address, {"do": "approve"}).status_code == 302
    assert signer.post(address, {"do": "commit"}).status_code == 403
    assert planner.get(f"{address}edit/").status_code == 200
    assert planner.post(address, {"do": "commit"}).status_code == 302
    assert Plan.objects.get().state == PlanState.COMMITTED
    assert "不能再改" in text(planner.post(f"{address}edit/", FORM))

    at(AFTER)
    refused = planner.post(address, {"do": "draw", "signature": "zz"})
    assert refused.status_code == 422
    assert "96 位十六进制" in text(refused)
    assert planner.post(address, {"do": "draw", "signature": SIGNATURE.hex()}).status_code == 302
    row = Drawn.objects.order_by("rank").first()
    one = f"{address}{row.party_id}/"
    assert "更换检查人员" in text(planner.get(one))
    assert planner.post(one, {"do": "recuse", "inspector": row.inspectors[0], "reason": "absent"}).status_code == 302
    assert planner.post(one, {"do": "replace", "reason": "made-up"}).status_code == 422
    assert planner.post(one, {"do": "replace", "reason": "moved"}).status_code == 302
    more = {"do": "supplement", "stratum": "all", "count": "1", "reason": "ordered"}
    assert planner.post(address, more).status_code == 302
    assert planner.post(address, {"do": "reveal"}).status_code == 302
    assert planner.post(address, {"do": "show"}).status_code == 302
    answer = Client().get(f"/draws/{plan.id}/file/")
    steps = verify(read(b"".join(answer.streaming_content)))
    assert [step.holds for step in steps] == [None, True, True, True, True, True]


def test_what_the_public_sees_and_when(enter, at, firms, inspectors, office, django_assert_max_num_queries):
    at(AFTER)
    draw = committed(office)
    everybody = Client()
    home = Organisation.objects.create(kind="enterprise", name="某公司", region="999101", created_at=BEFORE)
    clerk = enter("clerk", home)
    Mandate.objects.create(entity_id=firms[0].id, organisation=home, own=True, since=BEFORE.date())
    draws.carry_out(draw_id=draw.pk, signature=SIGNATURE, by=PLANNER, now=AFTER)
    address = f"/draws/{draw.pk}/"
    drawn = Drawn.objects.order_by("rank").first()

    page = text(everybody.get(address))
    assert "为什么还看不到名单" in page
    assert drawn.identifier not in page
    assert bytes(draw.secret_commitment).hex() in page
    assert everybody.get(f"{address}file/").status_code == 404
    assert everybody.get(f"{address}manifest/").content == bytes(draw.body)
    asked = f"{address}place/?code={firms[0].code}"
    assert "揭示以前只告诉主体自己" in text(everybody.get(asked))
    assert "在名单内" in text(clerk.get(asked))
    assert "揭示以前只告诉主体自己" in text(clerk.get(f"{address}place/?code={firms[1].code}"))
    api = f"/api/v1/draws/{draw.pk}"
    assert everybody.get(f"{api}/place?code={firms[0].code}").status_code == 409
    assert everybody.get(f"{address}proof/1/").status_code == 503  # not in the log yet
    assert everybody.get(f"{address}proof/9/").status_code == 404

    actions.reveal(draw_id=draw.pk, by=PLANNER, now=AFTER)
    with django_assert_max_num_queries(22):
        page = text(everybody.get(address))
    assert drawn.identifier in page.replace("<wbr>", "") or drawn.identifier in page
    assert inspectors[0].name not in page
    said = everybody.get(f"{api}/place?code={drawn.identifier}").json()
    assert (said["rank"], said["drawn"], said["of"]) == (1, True, 40)
    assert json.loads(everybody.get(f"{asked}&as=file").content)["format"] == "draw-place/v1"
    assert everybody.get(f"{api}/place?code=X").status_code == 404
    listed = everybody.get("/api/v1/draws?region=999101&year=2023").json()
    assert [one["number"] for one in listed["draws"]] == ["CC-999101-2023-0001"]
    assert everybody.get(api).json()["strata"][0] == {
        "code": "all", "definition": "范围内全部主体", "size": 40, "quota": 4,
    }  # fmt: skip
    assert "10.0%" in text(everybody.get("/draws/numbers/"))
    assert draw.plan.number in text(everybody.get("/draws/"))
    assert everybody.get(f"/draws/again/?draw={draw.pk}").status_code == 200


def test_a_missed_reveal_stands_on_the_page(at, firms, inspectors, office):
    draw = committed(office, mode="directed", purpose="投诉较多")
    assert "青岚县" in text(Client().get("/draws/numbers/"))
    at(draw.plan.reveal_by.replace(year=2024))
    assert "没有做到" in text(Client().get(f"/draws/{draw.pk}/"))


def test_the_directory(enter, at, office, firms):
    at(BEFORE)
    planner = enter("regulator")
    add = {"do": "add", "office": office.id, "name": "丙某某", "code": "云执法1"}
    assert planner.post("/office/draws/inspectors/", add).status_code == 302
    assert "已在名录中" in text(planner.post("/office/draws/inspectors/", add))
    planner.post("/office/draws/inspectors/", add | {"code": "云执法2"})
    person = Inspector.objects.get(code="云执法1")
    interest = {"do": "interest", "inspector": person.id, "entity_code": firms[0].code, "ground": "kinship"}
    assert planner.post("/office/draws/inspectors/", interest).status_code == 302
    assert Interest.objects.get().entity_id == firms[0].id
    assert "近亲属" in text(planner.get("/office/draws/inspectors/"))
    assert planner.post("/office/draws/inspectors/", interest | {"entity_code": "none"}).status_code == 422
    assert planner.post("/office/draws/inspectors/", {"do": "retire", "inspector": person.id}).status_code == 302
    assert not Inspector.objects.get(code="云执法1").active
    assert planner.post("/office/draws/inspectors/", {"do": "retire", "inspector": "x"}).status_code == 422


def test_another_area_stays_closed(enter, at, firms, inspectors, office):
    at(BEFORE)
    draw = committed(office)
    far = Organisation.objects.create(kind="authority", name="远县局", region="999102", created_at=BEFORE)
    stranger = enter("regulator", far)
    assert stranger.get(f"/office/draws/{draw.pk}/").status_code == 403
    assert draw.plan.title not in text(stranger.get("/office/draws/"))
    assert Draw.objects.count() == 1

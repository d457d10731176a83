"""A court consults the lists for a purpose and a file, its office sees that it did, and a followed firm is told of."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.integration.screening.conftest import BY, at

from gongbao.foundation.accounts.actions import create_token
from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.models import Event
from gongbao.foundation.notices.models import Notice
from gongbao.kernel.screening.parties import Question
from gongbao.kernel.screening.receipt import asked_commitment, row_salt
from gongbao.register.consultations import actions
from gongbao.register.consultations.models import Consultation, Following, News, Purpose
from gongbao.register.listings.models import Listing
from gongbao.register.screening import actions as screening
from gongbao.register.screening import tasks
from gongbao.register.screening.models import Job

pytestmark = pytest.mark.django_db
HUAXIN, CODE = "青岚县花鲸信科技有限公司", "91999101MA0AGENT0X"
FILE = "（2026）青执字第15号"
API = "/api/v1/consultations"


def ask(client, **changed):
    asked = {
        "purpose": "court-case",
        "reference": FILE,
        "items": [{"name": HUAXIN}, {"code": "91999101MA0ABSENT9"}],
        **changed,
    }
    return client.post(API, json.dumps(asked), content_type="application/json")


def code_of(answer):
    assert answer.status_code == 422
    return answer.json()["errors"][0]["code"]


def test_every_request_names_a_purpose_and_a_file_and_is_logged_without_what_was_asked(
    client, version, clock, desk, clerk, court
):
    client.force_login(clerk)
    assert code_of(ask(client, purpose="curiosity")) == "consult.purpose"
    assert code_of(ask(client, reference="  ")) == "consult.reference"
    assert not Consultation.objects.exists()
    done = ask(client)
    assert [row["outcome"] for row in done.json()["rows"]] == ["same", "none"]
    row = Consultation.objects.get(pk=done.headers["Gongbao-Consultation"])
    assert (row.organisation, row.purpose_id, row.reference, row.lines) == (court, "court-case", FILE, 2)
    assert (row.same, row.none, row.by_program, row.asked_by) == (1, 1, False, "申某某")
    assert row.digest == done.json()["statement"]["root"]
    event = Event.objects.get(name="consult.asked")
    assert HUAXIN not in json.dumps([event.detail, str(row.__dict__)], ensure_ascii=False)
    # Who holds the receipt shows what was asked: its rows make the root the log has.
    receipt = done.json()
    salt = row_salt(bytes.fromhex(receipt["opening"]["salt"]), 1)
    assert receipt["rows"][0]["asked"] == asked_commitment(Question(HUAXIN), salt)


def test_a_program_asks_with_a_key_of_its_department(client, version, clock, desk, clerk, court):
    made = create_token(
        user=clerk,
        organisation=court,
        permissions=[Permission.CONSULT_USE],
        purpose="执行系统",
        days=30,
        by=BY,
        now=at(2026, 7, 8),
    )
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {made.key}"
    assert ask(client).status_code == 200
    assert Consultation.objects.get().by_program
    assert {one["code"] for one in client.get(f"{API}/purposes").json()} >= {"court-case", "procurement"}
    log = client.get(API).json()
    assert [(one["reference"], one["same"]) for one in log["items"]] == [(FILE, 1)]
    assert log["next"] == ""


def test_without_the_permission_nobody_consults(client, version, clock, desk, banker, court):
    client.force_login(banker)
    assert ask(client).status_code == 403
    assert client.get("/consult/").status_code == 403


def test_a_list_is_answered_in_the_background_and_committed_to(client, version, clock, desk, clerk, court):
    client.force_login(clerk)
    file = SimpleUploadedFile("a.csv", f"名称\n{HUAXIN}\n无此企业有限公司".encode())
    started = client.post(f"{API}/lists", {"file": file, "purpose": "procurement", "reference": "青采〔2026〕7号"})
    assert (started.status_code, started.json()["digest"]) == (202, "")
    where = f"{API}/{started.json()['id']}"
    assert client.get(f"{where}/receipt").status_code == 409
    tasks.screen_jobs()
    told = client.get(where).json()
    receipt = client.get(f"{where}/receipt").json()
    assert (told["lines"], told["same"], told["none"]) == (2, 1, 1)
    assert told["digest"] == receipt["statement"]["root"]
    assert client.get(f"{where}/results").content.startswith(b"\xef\xbb\xbf")
    screening.delete_job(job_id=Job.objects.get().pk, by=BY, now=at(2026, 7, 9))
    assert client.get(f"{where}/receipt").status_code == 404
    assert client.get(where).json()["digest"] == told["digest"]  # the log stays when the list is forgotten


def test_an_unreadable_list_is_no_mystery(client, version, clock, desk, clerk, court):
    client.force_login(clerk)
    file = SimpleUploadedFile("a.xlsx", b"PK\x03\x04 not a workbook")
    made = client.post("/consult/", {"file": file, "purpose": "procurement", "reference": "甲"})
    page = client.get(made.url).content.decode()
    assert "名单读不出" in page
    assert Consultation.objects.get().answered_at is not None


def test_the_departments_page_asks_answers_and_keeps_what_was_typed(client, version, clock, desk, clerk, court):
    client.force_login(clerk)
    refused = client.post("/consult/", {"names": HUAXIN, "purpose": "court-case"})
    assert refused.status_code == 422
    assert HUAXIN in refused.content.decode()
    one = client.post("/consult/", {"names": HUAXIN, "purpose": "court-case", "reference": FILE})
    page = client.get(one.url).content.decode()
    assert HUAXIN in page
    assert "同一家" in page
    assert client.get(f"{one.url}receipt/").json()["statement"]["rows"] == 1
    assert FILE in client.get("/consult/").content.decode()


def test_the_supervisor_sees_who_asked_what_for_but_not_whom(
    client, version, clock, desk, clerk, supervisor, court, person, county, now, django_assert_max_num_queries
):
    client.force_login(clerk)
    for number in range(3):
        assert ask(client, reference=f"第{number}号").status_code == 200
    assert ask(client, purpose="honours", reference="评优").status_code == 200
    assert client.get("/office/consultations/").status_code == 403
    client.force_login(supervisor)
    with django_assert_max_num_queries(15):
        page = client.get("/office/consultations/").content.decode()
    assert "青岚县人民法院" in page
    assert "第2号" in page
    assert HUAXIN not in page
    narrowed = client.get("/office/consultations/", {"purpose": "honours", "start": "2026-07-08"}).content.decode()
    assert "评优" in narrowed
    assert "第1号" not in narrowed
    assert "评优" not in client.get("/office/consultations/", {"start": "2026-07-09"}).content.decode()
    elsewhere = Organisation.objects.create(kind="authority", name="云岭县局", region="999102", created_at=now)
    client.force_login(person("外某某", elsewhere, "consult.supervise", region="999102"))
    assert "评优" not in client.get("/office/consultations/").content.decode()


def test_purposes_are_the_offices_to_add_and_retire(client, version, clock, desk, clerk, supervisor, court):
    client.force_login(supervisor)
    page = "/office/consultations/purposes/"
    bad = client.post(page, {"code": "Bad Code", "zh": "甲", "en": "A", "basis": "乙"})
    assert bad.status_code == 422
    client.post(page, {"code": "subsidy", "zh": "补贴审核", "en": "Subsidies", "basis": "本地规定（未确认）"})
    client.post(page, {"code": "court-case", "act": "retire"})
    assert Purpose.objects.get(code="subsidy").active
    client.force_login(clerk)
    assert code_of(ask(client)) == "consult.purpose"
    assert ask(client, purpose="subsidy").status_code == 200
    assert actions.ensure_purposes(by=BY, now=at(2026, 7, 9)) == 0
    assert not Purpose.objects.get(code="court-case").active  # a packaged one that was retired stays so


def test_a_department_hears_of_a_followed_firm_until_the_last_day(client, version, clock, desk, clerk, court, listed):
    client.force_login(clerk)
    asked = {"purpose": "court-case", "reference": FILE, "code": CODE, "until": "2026-07-20"}

    def follow(**changed):
        return client.post(f"{API}/followings", json.dumps({**asked, **changed}), content_type="application/json")

    assert code_of(follow(code="91999101MA0NOBODY1")) == "consult.no-firm"
    assert code_of(follow(until="2026-07-08")) == "consult.until"
    assert code_of(follow(until="2027-07-10")) == "consult.until"
    made = follow()
    assert made.status_code == 201
    assert len(made.json()["entries"]) == 1  # it begins with how the firm stands
    assert follow().status_code == 409
    assert client.get(f"{API}/news").json() == {"items": [], "next": 0}

    def round_(moment):
        screening.take_version(by=BY, now=moment)
        desk._loaded = None
        return actions.tell_followers(parties=desk.current(moment).screener.parties, now=moment)

    Listing.objects.filter(entity_id=listed[0].id).update(shown_until=date(2026, 7, 9))
    assert round_(at(2026, 7, 10)) == 1
    assert round_(at(2026, 7, 10, 12)) == 0  # told once
    news = client.get(f"{API}/news").json()
    assert [(one["change"], one["name"], one["reference"]) for one in news["items"]] == [("removed", HUAXIN, FILE)]
    assert client.get(f"{API}/news", {"after": news["next"]}).json() == {"items": [], "next": news["next"]}
    assert Notice.objects.filter(party_kind="organisation", party_id=court.pk, kind="follow-removed").count() == 1
    assert HUAXIN in client.get("/consult/follow/").content.decode()
    Listing.objects.filter(entity_id=listed[0].id).update(shown_until=None)
    assert round_(at(2026, 7, 21)) == 0  # the last day is over: nobody is told any more
    assert News.objects.count() == 1


def test_a_following_is_stopped_and_another_department_cannot(
    client, version, clock, desk, clerk, court, person, now, listed
):
    made = actions.follow(
        organisation_id=court.pk,
        purpose="court-case",
        reference=FILE,
        code=CODE,
        until=date(2026, 8, 1),
        by=BY,
        now=at(2026, 7, 8),
    )
    other = Organisation.objects.create(kind="department", name="青岚县财政局", region="999101", created_at=now)
    client.force_login(person("午某某", other, "consult.use"))
    assert client.delete(f"{API}/followings/{made.entity_id}/{made.id}").status_code == 404
    assert client.get("/consult/follow/").content.decode().count(HUAXIN) == 0
    client.force_login(clerk)
    place = f"/consult/follow/{made.entity_id}/{made.id}/stop/"
    assert "停止跟踪" in client.get(place).content.decode()
    client.post(place)
    assert Following.objects.get().stopped_by == "申某某"
    Listing.objects.all().update(shown_until=date(2026, 7, 9))
    assert actions.tell_followers(parties=[], now=at(2026, 7, 10)) == 0


def test_the_bus_carries_a_new_version_to_followers(version, desk, court, monkeypatch, listed):
    actions.follow(
        organisation_id=court.pk,
        purpose="court-case",
        reference=FILE,
        code=CODE,
        until=date(2026, 8, 1),
        by=BY,
        now=at(2026, 7, 8),
    )
    monkeypatch.setattr(tasks, "desk", desk)
    monkeypatch.setattr(tasks, "read_clock", lambda: at(2026, 7, 10))
    Listing.objects.filter(entity_id=listed[0].id).update(shown_until=date(2026, 7, 9))
    desk._loaded = None
    tasks.follow_the_lists(0)
    assert News.objects.get().change == "removed"

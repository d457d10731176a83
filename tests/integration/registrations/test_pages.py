"""The registrar's pages: a file checked before it is taken in, and one firm's registration changed in two steps."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongbao.foundation.accounts.models import Membership, Organisation, Role, User
from gongbao.foundation.codes.actions import load_divisions, load_lists
from gongbao.foundation.events.actor import command
from gongbao.foundation.events.models import Event
from gongbao.register.entities.models import Entity, EntityChange
from gongbao.register.records.models import PendingPublication, Record
from gongbao.register.registrations import tasks
from gongbao.register.registrations.models import Upload

pytestmark = pytest.mark.django_db(transaction=True)
BY = command("test")
HEADER = "企业名称,统一社会信用代码,注册日期,企业类型,注册资金,经营范围,所在省份,地区,注册地址\n"
GOOD = (
    "青岚明远茶业有限公司,91999101MA0000103A,2015-03-04,有限责任公司,100万元人民币,茶叶,云岭省,青云市,青岚县建设路1号\n"
)
DOUBTFUL = "青岚远山茶业有限公司,9991010123,2015-03-04,有限责任公司,100万元人民币,茶叶,云岭省,青云市,青岚县建设路2号\n"
BAD = ",,,,,,,,\n"


@pytest.fixture(autouse=True)
def house(now, settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    settings.FILES_DIR = tmp_path / "files"
    load_lists(by=BY, now=now)
    rows = [("99", "云岭省"), ("9991", "青云市"), ("999101", "青岚县"), ("999102", "白鹭区")]
    load_divisions(rows=rows, valid_from=date(2020, 1, 1), source="test", by=BY, now=now)
    monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: now)
    monkeypatch.setattr("gongbao.register.registrations.tasks.read_clock", lambda: now)


@pytest.fixture
def registrar(client, now):
    office = Organisation.objects.create(kind="authority", name="青岚县市场监督管理局", region="999101", created_at=now)
    role = Role.objects.create(code="r", zh="r", en="r", permissions=["entity.import", "entity.edit"])
    user = User.objects.create(username="registrar", display_name="丙某某", is_active=True)
    Membership.objects.create(user=user, organisation=office, role=role, region="999101", since=date(2020, 1, 1))
    client.force_login(user)
    return client


def put(client, content, name="登记.csv"):
    return client.post("/office/import/", {"file": SimpleUploadedFile(name, content.encode())})


def test_a_file_is_checked_then_taken_in_and_its_records_wait(registrar):
    assert put(registrar, HEADER + GOOD + DOUBTFUL + BAD).status_code == 302
    one = Upload.objects.get()
    assert "逐行检查" in registrar.get(f"/office/import/{one.pk}/").content.decode()
    tasks.work_on_uploads()
    one.refresh_from_db()
    assert (one.state, one.read, one.accepted, one.doubtful, one.rejected) == ("checked", 3, 1, 1, 1)
    assert not Entity.objects.exists()
    page = registrar.get(f"/office/import/{one.pk}/").content.decode()
    assert "9991010123" in page
    assert "拒收" in page
    assert "导入" in page
    report = registrar.get(f"/office/import/{one.pk}/report/")
    assert "9991010123" in b"".join(report).decode()
    report.close()
    registrar.post(f"/office/import/{one.pk}/take/")
    tasks.work_on_uploads()
    one.refresh_from_db()
    assert (one.state, one.read, one.accepted, one.doubtful, one.rejected) == ("done", 3, 1, 1, 1)
    assert Entity.objects.count() == 2
    assert PendingPublication.objects.count() == 2
    assert list(Event.objects.filter(subject_kind="upload").order_by("id").values_list("name", flat=True)) == [
        "registrations.uploaded",
        "registrations.let-in",
    ]


def test_the_same_file_at_work_is_refused_and_one_let_in_twice_says_so(registrar):
    put(registrar, HEADER + GOOD)
    again = put(registrar, HEADER + GOOD)
    assert again.status_code == 409
    assert "已经上传过" in again.content.decode()
    one = Upload.objects.get()
    response = registrar.post(f"/office/import/{one.pk}/take/", follow=True)
    assert "不在待导入" in response.content.decode() or "waiting" in response.content.decode()


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"\x00\x01\x02\x03" * 100, "x.csv"), (b"PK\x03\x04broken", "x.xlsx"), (b"%PDF-1.4\n", "x.csv")],
)
def test_another_kind_of_file_is_refused_in_words(registrar, content, name):
    response = registrar.post("/office/import/", {"file": SimpleUploadedFile(name, content)})
    assert response.status_code in {400, 413, 415, 422}
    assert not Upload.objects.exists()


def test_a_text_that_is_no_register_is_told_on_its_page(registrar):
    put(registrar, "这不是登记数据\n" * 3)
    tasks.work_on_uploads()
    one = Upload.objects.get()
    page = registrar.get(f"/office/import/{one.pk}/").content.decode()
    assert one.state in {"failed", "checked"}
    assert one.accepted == 0
    assert ("这个文件读不出" in page) == (one.state == "failed")


def test_no_file_is_told_at_the_field(registrar):
    assert "请选择一个文件" in registrar.post("/office/import/", {}).content.decode()


@pytest.fixture
def firm(registrar):
    put(registrar, HEADER + GOOD)
    tasks.work_on_uploads()
    registrar.post(f"/office/import/{Upload.objects.get().pk}/take/")
    tasks.work_on_uploads()
    return Entity.objects.get()


def typed(firm, **changed):
    now = {"name": firm.name, "status": firm.status, "capital_text": firm.capital_text, "region": firm.region}
    rest = {"address": firm.address, "industry": firm.industry, "scope": firm.scope}
    return now | rest | {"effective_on": "2026-06-28", "reason": "变更通知书2026第1号"} | changed


def test_a_change_is_seen_before_it_is_saved_and_published_when_it_is(registrar, firm):
    address = f"/office/entities/{firm.code}/"
    seen = registrar.post(address, typed(firm, address="青岚县新路9号", step="check")).content.decode()
    assert "改前改后" in seen
    assert "青岚县新路9号" in seen
    firm.refresh_from_db()
    assert firm.address == "青岚县建设路1号"
    assert registrar.post(address, typed(firm, address="青岚县新路9号", step="save")).status_code == 302
    firm.refresh_from_db()
    assert firm.address == "青岚县新路9号"
    change = EntityChange.objects.get()
    assert (change.field, change.old, change.new, change.effective_on) == (
        "address",
        "青岚县建设路1号",
        "青岚县新路9号",
        date(2026, 6, 28),
    )
    assert Record.objects.get(entity=firm).reason == "changed"
    assert "变更历史" in registrar.get(address).content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"reason": " "}, "依据"),
        ({"effective_on": "2026-07-01"}, "今天之后"),
        ({"effective_on": "someday"}, "变更日期"),
        ({"name": " "}, "名称不能为空"),
        ({"status": "zz"}, "状态不在代码表中"),
    ],
)
def test_what_cannot_be_saved_keeps_what_was_typed(registrar, firm, changed, words):
    form = typed(firm, scope="茶叶、茶具", step="save", **changed)
    response = registrar.post(f"/office/entities/{firm.code}/", form)
    assert response.status_code in {409, 422}
    assert words in response.content.decode()
    assert "茶叶、茶具" in response.content.decode()
    assert not EntityChange.objects.exists()


def test_an_officer_changes_only_firms_of_the_area(registrar, firm):
    Entity.objects.update(region="999102001")
    assert registrar.get(f"/office/entities/{firm.code}/").status_code == 403
    assert registrar.get("/office/entities/91999101MA00000000/").status_code == 404


def test_the_desk_finds_firms_by_name_or_code(registrar, firm):
    for asked in ("明远", firm.code):
        assert firm.name in registrar.get("/office/entities/", {"q": asked}).content.decode()
    assert "没有找到" in registrar.get("/office/entities/", {"q": "无此字号"}).content.decode()


def test_a_refused_row_with_an_endless_cell_is_told_like_the_others(registrar):
    endless = '"' + "鲸" * 140_000 + '",,,,,,,,\n'
    put(registrar, HEADER + endless + BAD)
    one = Upload.objects.get()
    tasks.work_on_uploads()
    one.refresh_from_db()
    assert (one.read, one.rejected) == (2, 2)
    page = registrar.get(f"/office/import/{one.pk}/")
    assert page.status_code == 200
    assert "鲸" * 100 in page.content.decode()

"""Entries of before this system: transcribed with their own number and day, by hand and as a file."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.made_serious import BY, at

from gongbao.foundation.events.refusals import Refusal
from gongbao.register.listings.models import Decision
from gongbao.register.people.models import Bar
from gongbao.register.serious import actions, sheets
from gongbao.register.serious.actions.former import Former
from gongbao.register.serious.models import Entry
from gongbao.register.serious.selectors import bitemporal

pytestmark = pytest.mark.django_db
THEN = at(2021, 6, 1)
OLD = {
    "code": "",
    "ground": "s15-5-7",
    "listed_on": date(2019, 3, 4),
    "number": "青市监严列〔2019〕2号",
    "facts": "两年内三次因虚假广告受到行政处罚",
}


@pytest.fixture
def party(firm):
    return firm()


def enter(firm, now=THEN, **changed):
    given = {**OLD, "code": firm.code, **changed}
    return actions.enter_former(former=Former(**given), region="999101", by=BY, now=now)


def test_an_entry_of_the_old_law_keeps_its_number_and_day_and_bars_nobody(party, offices):
    entry = enter(party)
    decision = Decision.objects.get(id=entry.decision_id)
    assert (entry.state, entry.listed_on, entry.ground) == ("published", date(2019, 3, 4), "s15-5-7")
    assert (decision.number, decision.decided_on) == ("青市监严列〔2019〕2号", date(2019, 3, 4))
    assert "启用前" in decision.reason_zh
    assert decision.citations == ["S15:5.1(7)[S]"]
    assert not Bar.objects.exists()  # who was in charge in 2019 is not known here
    rows = bitemporal.in_force(on=date(2020, 1, 1), known=at(2021, 6, 2), entity_ids=[party.id], limit=10)
    assert [one.ground for one in rows] == ["s15-5-7"]
    assert bitemporal.in_force(on=date(2020, 1, 1), known=at(2021, 5, 1), entity_ids=[party.id], limit=10) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"ground": "s21-5-1"}, "serious-ground-needed"),  # no ground yet in 2019
        ({"ground": "s15-5-7", "listed_on": date(2015, 5, 1)}, "serious-ground-needed"),  # no list yet in 2015
        ({"ground": "none"}, "serious-ground-needed"),
        ({"listed_on": date(2016, 4, 5)}, "serious-over"),  # five years were over
        ({"number": " "}, "serious-number-needed"),
        ({"code": "91999101MA0NOBODY1"}, "serious-code-needed"),
        ({"penalty": "prison"}, "serious-penalty-needed"),
    ],
)
def test_what_cannot_be_is_refused(party, offices, changed, code):
    with pytest.raises(Refusal) as refused:
        enter(party, **changed)
    assert refused.value.code == code
    assert not Entry.objects.exists()


def test_the_same_entry_twice_is_one(party, offices):
    enter(party)
    with pytest.raises(Refusal) as refused:
        enter(party)
    assert refused.value.code == "serious-already"


def test_a_file_is_tried_row_by_row_then_kept(party, offices, officer, client, clock):
    clock(at(2022, 2, 1))
    client.force_login(officer)
    place = "/office/serious/former/"
    assert "s15-5-7" in client.get(place).content.decode()
    assert client.get("/office/serious/former/xlsx/").content.startswith(b"PK")
    heads = client.get("/office/serious/former/csv/").content.decode("utf-8-sig").strip()
    good = f"{party.code},s15-5-7,2019-03-04,青市监严列〔2019〕2号,虚假广告"
    bad = f"{party.code},s15-5-7,某天,甲,乙"
    unknown = "91999101MA0NOBODY1,s15-5-7,2019/3/4,甲,乙"

    def send(step):
        text = "\n".join([heads, good, bad, unknown])
        file = SimpleUploadedFile("a.csv", text.encode("utf-8-sig"))
        return client.post(place, {"file": file, "step": step}).content.decode()

    tried = send("check")
    assert "可以录入 1 行" in tried
    assert "请按年-月-日填写" in tried
    assert "没有这个代码的主体" in tried
    assert not Entry.objects.exists()
    assert "已录入 1 行" in send("enter")
    assert Entry.objects.get().penalty_number == "青市监严列〔2019〕2号"
    assert "已录入 0 行" in send("enter")  # again: nothing new
    lacking = SimpleUploadedFile("a.csv", "甲,乙\n1,2".encode())
    assert client.post(place, {"file": lacking, "step": "check"}).status_code == 422


def test_a_screen_enters_one_and_keeps_what_was_typed(party, offices, officer, client, clock):
    clock(at(2022, 2, 1))
    client.force_login(officer)
    given = {"code": party.code, "ground": "s15-5-7", "listed_on": "2019-03-04", "facts": "虚假广告"}
    refused = client.post("/office/serious/former/", given)
    assert refused.status_code == 422
    assert "虚假广告" in refused.content.decode()
    done = client.post("/office/serious/former/", given | {"number": "甲〔2019〕1号"})
    entry = Entry.objects.get()
    assert done.url == f"/office/serious/{party.id}/{entry.id}/"
    assert client.get(done.url).status_code == 200
    assert client.get(f"/lists/serious/{party.id}/{entry.id}/").status_code == 200


def test_every_column_that_is_wrong_is_named():
    assert set(sheets.former_of({"listed_on": "昨天"})) == {"listed_on", "code", "ground", "number", "facts"}


@pytest.mark.parametrize("text", ["2019-03-04", "2019/3/4", "2019.3.4", "2019年3月4日"])
def test_a_day_is_read_as_people_write_it(text):
    read = sheets.former_of({**OLD, "code": "1", "listed_on": text})
    assert read.listed_on == date(2019, 3, 4)

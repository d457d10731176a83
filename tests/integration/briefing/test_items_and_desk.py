"""From a unit's draft to the desk's adoption: who may do what when, who hears, and that nothing lodged is ever lost."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.integration.briefing.people import acting

from gongbao.briefing.desk import actions as desk
from gongbao.briefing.desk import selectors as desk_reads
from gongbao.briefing.desk.models import Source
from gongbao.briefing.items import actions as items
from gongbao.briefing.items import selectors as item_reads
from gongbao.briefing.items.models import Item, ItemVersion
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.notices.models import Notice


def delete_past_the_application(item):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM items_item WHERE id = %s", [item.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_lodging_gives_a_number_and_an_answer_always_comes(line, lodged, now):
    first, second = lodged(), lodged(title="松坪镇桥面塌陷", unit=line.songping, author=line.other)
    assert (first.number, second.number) == ("信息科收〔2026〕1号", "信息科收〔2026〕2号") or first.number.endswith(
        "1号"
    )
    assert first.hand == str(line.desk)
    item = desk.claim(item_id=first.pk, editor=line.editor, turn=first.turn, by=acting(line.editor), now=now)
    assert (item.state, item.hand) == ("claimed", str(line.editor))
    later = now + timedelta(minutes=40)
    item = desk.send_back(
        item_id=item.pk, turn=item.turn, reason="thin", words="请补时间、伤亡。", by=acting(line.editor), now=later
    )
    assert item.state == "returned"
    told = Notice.objects.get(party_id=line.shimen.pk, kind="item.returned")
    assert "请补时间" in told.body_zh
    moves = item_reads.whole(item).moves
    assert [step.action for step in moves] == ["lodge", "claim", "return"]
    assert moves[-1].at - moves[-2].at == timedelta(minutes=40)


def test_two_editors_and_two_writers_are_kept_apart(line, lodged, now):
    item = lodged()
    taken = desk.claim(item_id=item.pk, editor=line.editor, turn=item.turn, by=acting(line.editor), now=now)
    with pytest.raises(Refusal, match=r"changed-meanwhile"):
        desk.claim(item_id=item.pk, editor=line.editor2, turn=item.turn, by=acting(line.editor2), now=now)
    with pytest.raises(Refusal, match=r"in-other-hands"):
        desk.claim(item_id=item.pk, editor=line.editor2, turn=taken.turn, by=acting(line.editor2), now=now)
    again = desk.claim(item_id=item.pk, editor=line.editor, turn=taken.turn, by=acting(line.editor), now=now)
    assert again.turn == taken.turn
    made = desk.join_items(desk=line.desk, items=[item.pk], editor=line.editor, by=acting(line.editor), now=now)
    edit = {"manuscript_id": made.pk, "title": "石门镇滑坡", "note": ""}
    desk.edit_manuscript(**edit, body="一稿", turn=made.turn, by=acting(line.editor), now=now)
    with pytest.raises(Refusal, match=r"changed-meanwhile"):
        desk.edit_manuscript(**edit, body="二稿", turn=made.turn, by=acting(line.editor2), now=now)


def test_what_was_lodged_stays_as_it_was(line, lodged, now):
    item = lodged()
    with pytest.raises(Refusal, match=r"not-writable"):
        items.save_draft(
            item_id=item.pk, draft=items.Draft(title="改"), turn=item.turn, by=acting(line.officer), now=now
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        delete_past_the_application(item)
    item = items.recall(item_id=item.pk, turn=item.turn, words="数字有误", by=acting(line.officer), now=now)
    item = items.save_draft(
        item_id=item.pk,
        draft=items.Draft(title="石门镇滑坡，转移14人", body="转移14人。"),
        turn=item.turn,
        by=acting(line.officer),
        now=now,
    )
    item = items.lodge(item_id=item.pk, turn=item.turn, by=acting(line.officer), now=now)
    kept = list(ItemVersion.objects.filter(item=item).order_by("number"))
    assert [one.number for one in kept] == [1, 2]
    assert "12人" in kept[0].title
    assert len({one.sha256 for one in kept}) == 2
    assert item.number.endswith("1号")  # the number stays


def test_a_claimed_item_cannot_be_recalled(line, lodged, now):
    item = lodged()
    item = desk.claim(item_id=item.pk, editor=line.editor, turn=item.turn, by=acting(line.editor), now=now)
    with pytest.raises(Refusal, match=r"not-now"):
        items.recall(item_id=item.pk, turn=item.turn, words="不报了", by=acting(line.officer), now=now)


def test_joined_items_share_the_credit_and_both_units_hear(line, lodged, now):
    by = acting(line.editor)
    one, two = lodged(), lodged(title="松坪镇也有滑坡", body="松坪镇转移3人。", unit=line.songping, author=line.other)
    with pytest.raises(Refusal, match=r"not-in-hand"):
        desk.join_items(desk=line.desk, items=[one.pk, two.pk], editor=line.editor, by=by, now=now)
    for item in (one, two):
        desk.claim(item_id=item.pk, editor=line.editor, turn=None, by=by, now=now)
    made = desk.join_items(desk=line.desk, items=[one.pk, two.pk], editor=line.editor, by=by, now=now)
    assert "【松坪镇】松坪镇转移3人。" in made.body
    assert sorted(Source.objects.filter(manuscript=made).values_list("share", flat=True)) == [Decimal("0.5")] * 2
    desk.set_shares(manuscript=made, shares={one.pk: Decimal("0.7"), two.pk: Decimal("0.3")}, by=by, now=now)
    with pytest.raises(Refusal, match=r"shares"):
        desk.set_shares(manuscript=made, shares={one.pk: Decimal("0.7"), two.pk: Decimal("0.4")}, by=by, now=now)
    first = desk.adopt(manuscript_id=made.pk, use="own", by=by, now=now)
    assert desk.adopt(manuscript_id=made.pk, use="own", by=by, now=now).pk == first.pk
    desk.adopt(manuscript_id=made.pk, use="upward", by=by, now=now)
    assert set(Item.objects.values_list("state", flat=True)) == {"adopted"}
    assert Notice.objects.filter(kind="item.adopted", party_id=line.songping.pk).count() == 2
    with pytest.raises(Refusal, match=r"adopted"):
        desk.take_item_out(manuscript=made, item_id=two.pk, by=by, now=now)


def test_personal_data_and_secrets_stop(line, lodged, now):
    by = acting(line.editor)
    item = lodged(body="伤者身份证号11010519491231002X，已送医。")
    desk.claim(item_id=item.pk, editor=line.editor, turn=None, by=by, now=now)
    made = desk.join_items(desk=line.desk, items=[item.pk], editor=line.editor, by=by, now=now)
    with pytest.raises(Refusal, match=r"personal.id"):
        desk.adopt(manuscript_id=made.pk, use="own", by=by, now=now)
    with pytest.raises(Refusal, match=r"classified"):
        lodged(body="机密★一年\n关于……")


def test_a_question_goes_to_the_unit_and_its_answer_back(line, lodged, now):
    by = acting(line.editor)
    item = desk.claim(item_id=lodged().pk, editor=line.editor, turn=None, by=by, now=now)
    item = desk.ask(item_id=item.pk, turn=item.turn, words="多少户？", by=by, now=now)
    assert item.hand == str(line.shimen)
    item = items.answer_question(item_id=item.pk, turn=item.turn, words="5户。", by=acting(line.officer), now=now)
    assert (item.state, item.claimed_by, item.versions) == ("claimed", line.editor, 1)


def test_a_level_is_passed_only_with_a_name_and_a_reason(line, now):
    made = items.begin_item(
        unit=line.shimen,
        author=line.officer,
        draft=items.Draft(title="情况紧急", body="县里电话打不通。"),
        by=acting(line.officer),
        now=now,
    )
    with pytest.raises(Refusal, match=r"words-needed"):
        desk.bypass(item_id=made.pk, turn=made.turn, words=" ", by=acting(line.officer), now=now)
    passed = desk.bypass(
        item_id=made.pk, turn=made.turn, words="县值班室 20 分钟无人接听", by=acting(line.officer), now=now
    )
    assert (passed.item.desk, passed.passed) == (line.city, line.desk)
    assert Notice.objects.filter(party_id=line.desk.pk, kind="item.bypassed").exists()


def test_cosigning_holds_an_item_until_all_agree(line, now):
    by = acting(line.officer)
    made = items.begin_item(
        unit=line.shimen, author=line.officer, draft=items.Draft(title="一事", body="正文"), by=by, now=now
    )
    made = items.ask_cosign(item_id=made.pk, users=[line.second], turn=made.turn, by=by, now=now)
    with pytest.raises(Refusal, match=r"cosign-open"):
        items.lodge(item_id=made.pk, turn=made.turn, by=by, now=now)
    with pytest.raises(Refusal, match=r"not-asked"):
        items.say_cosign(item_id=made.pk, user=line.other, agreed=True, words="", by=acting(line.other), now=now)
    items.say_cosign(item_id=made.pk, user=line.second, agreed=True, words="", by=acting(line.second), now=now)
    assert items.lodge(item_id=made.pk, turn=None, by=by, now=now).state == "lodged"


def test_the_same_offline_item_arrives_once(line, now):
    mark = uuid.uuid4()
    how = {"unit": line.shimen, "author": line.officer, "by": acting(line.officer), "now": now, "offline_id": mark}
    one = items.begin_item(draft=items.Draft(title="甲"), **how)
    assert items.begin_item(draft=items.Draft(title="甲"), **how).pk == one.pk


def test_similar_items_are_shown_and_nobody_reads_anothers_draft(line, lodged, now):
    one = lodged()
    two = lodged(title="石门镇茶园发生滑坡，转移12人", body="28日夜石门镇茶园滑坡，转移群众12人，无人员伤亡。")
    lodged(title="松坪镇小学运动会", body="松坪镇中心小学举办春季运动会。", unit=line.songping, author=line.other)
    assert [row.pk for row, _ in item_reads.similar(one)] == [two.pk]
    draft = items.begin_item(
        unit=line.shimen, author=line.officer, draft=items.Draft(title="草稿"), by=acting(line.officer), now=now
    )
    assert item_reads.own_item(line.other, draft.pk) is None
    assert desk_reads.item_of(line.editor, draft.pk) is None
    assert desk_reads.item_of(line.editor, one.pk) is not None


@pytest.mark.parametrize("count", [3, 9])
def test_the_inbox_asks_as_many_queries_for_many_as_for_few(client, line, lodged, count):
    for number in range(count):
        lodged(title=f"第{number}条")
    client.force_login(line.editor)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get("/desk/").status_code == 200
    assert len(asked) <= 14, len(asked)


def test_pages_of_a_unit_and_of_the_desk(client, line, now):
    client.force_login(line.officer)
    typed = {"title": "石门镇茶园滑坡", "body": "转移12人。", "type": "dynamic", "mood": "bad", "go": "lodge"}
    page = client.post("/report/new/", typed, follow=True)
    assert "已报送。编号" in page.content.decode()
    item = Item.objects.get()
    client.force_login(line.editor)
    page = client.get(f"/desk/items/{item.pk}/").content.decode()
    assert "石门镇茶园滑坡" in page
    page = client.post(f"/desk/items/{item.pk}/act/", {"do": "claim", "turn": item.turn}, follow=True).content.decode()
    assert "已认领" in page
    page = client.post("/desk/join/", {"items": str(item.pk)}, follow=True)
    address = page.redirect_chain[-1][0]
    page = client.post(
        address, {"title": "石门镇滑坡转移群众", "body": "转移12人。", "note": "", "revision": 1}, follow=True
    )
    assert "已保存第 2 稿" in page.content.decode()
    stale = client.post(address, {"title": "另一个标题", "body": "x", "note": "", "revision": 1})
    assert stale.status_code == 409
    assert "另一个标题" in stale.content.decode()
    page = client.post(f"{address}act/", {"do": "adopt", "use": "own"}, follow=True).content.decode()
    assert "已采用，并告知来源单位" in page
    client.force_login(line.officer)
    assert "已采用" in client.get("/report/").content.decode()
    client.force_login(line.other)
    assert client.get(f"/report/items/{item.pk}/").status_code == 404
    assert client.get(f"/desk/items/{item.pk}/").status_code == 403

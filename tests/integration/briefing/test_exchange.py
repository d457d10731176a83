"""Between two levels: signed for once, in order, nothing twice, nothing from strangers; what came of it comes back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.integration.briefing.exchange_line import HERE, ITEM, Other, said
from tests.integration.briefing.people import acting

from gongbao.briefing.bulletins import actions as bulletins
from gongbao.briefing.desk import actions as desk
from gongbao.briefing.exchange import actions, rules, signing
from gongbao.briefing.exchange.models import Outcome, Peer, Received, Repulse, Sent
from gongbao.briefing.instructions import actions as instructions
from gongbao.briefing.items.models import Item
from gongbao.briefing.units.models import Material
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.notices.models import Notice


def test_an_item_arrives_once_however_often_it_is_sent(line, world, now):
    package = world.town.package("item", ITEM, now)
    raw = world.town.raw(package)
    first = said(actions.receive(raw=raw, now=now))
    again = said(actions.receive(raw=raw, now=now + timedelta(hours=1)))
    assert first.said == again.said == "accepted"
    assert first.number == again.number != ""
    item = Item.objects.get()
    assert (item.unit, item.desk, item.state, item.type_id, item.mood) == (
        line.songping, line.desk, "lodged", "problem", "bad",
    )  # fmt: skip
    assert str(item.author) == "松坪镇系统"
    assert not item.author.is_active
    assert Received.objects.count() == 1


def test_the_order_is_kept_and_a_gap_is_named(line, world, now):
    one, two, three = (world.town.package("item", ITEM | {"title": f"第{n}条"}, now) for n in (1, 2, 3))
    assert said(actions.receive(raw=world.town.raw(three), now=now)).expected == 1
    for package in (one, two, three):
        assert said(actions.receive(raw=world.town.raw(package), now=now)).said == "accepted"
    assert list(Item.objects.order_by("number").values_list("title", flat=True)) == ["第1条", "第2条", "第3条"]
    used = replace(world.town.package("item", ITEM, now), sequence=2)
    answer = said(actions.receive(raw=world.town.raw(used), now=now))
    assert (answer.said, answer.expected) == ("expected", 4)


def test_strangers_and_forgers_are_turned_away_and_counted(line, world, now):
    stranger = Other("evil.example/gongbao")
    with pytest.raises(Refusal, match="unknown-peer"):
        actions.receive(raw=stranger.raw(stranger.package("item", ITEM, now)), now=now)
    package = world.town.package("item", ITEM, now)
    with pytest.raises(Refusal, match="signature"):
        actions.receive(raw=world.town.raw(package, signer=world.town.key()), now=now)
    with pytest.raises(Refusal, match="not-for-us"):
        actions.receive(raw=world.town.raw(replace(package, to="else.example/gongbao")), now=now)
    for _ in range(3):
        with pytest.raises(Refusal, match="not-a-note"):
            actions.receive(raw=b"\x00\xff", now=now)
    assert said(actions.receive(raw=world.town.raw(package), now=now)).said == "accepted"
    with pytest.raises(Refusal, match="conflict"):
        actions.receive(raw=world.town.raw(replace(package, body=ITEM | {"title": "改过"})), now=now)
    counted = {one.code: (one.origin, one.count) for one in Repulse.objects.all()}
    assert counted == {
        "exchange.unknown-peer": ("evil.example/gongbao", 1),
        "exchange.signature": ("songping.example/gongbao", 1),
        "exchange.not-for-us": ("songping.example/gongbao", 1),
        "exchange.not-a-note": ("", 3),
        "exchange.conflict": ("songping.example/gongbao", 1),
    }
    assert Item.objects.count() == 1


def test_invented_names_fill_nothing(line, world, now, monkeypatch):
    monkeypatch.setattr("gongbao.briefing.exchange.actions.receiving.MOST_LINES", 3)
    for n in range(9):
        stranger = Other(f"evil{n}.example/gongbao")
        with pytest.raises(Refusal, match="unknown-peer"):
            actions.receive(raw=stranger.raw(stranger.package("item", ITEM, now)), now=now)
    assert Repulse.objects.count() == 4
    assert Repulse.objects.get(origin="").count == 6


BAD = {
    "secret": ("item", ITEM | {"text": "秘密★10年\n正文"}, "涉密"),
    "no title": ("item", {"text": "x"}, "交换包"),
    "title no text": ("item", ITEM | {"title": ""}, "标题"),
    "unknown kind": ("weather", {"title": "晴"}, "升级"),
    "wrong way": ("circular", {"title": "通报", "text": "x"}, "方向"),
    "too long": ("item", ITEM | {"text": "长" * 60_000}, "最多"),
    "not a list": ("item", ITEM | {"places": 5}, "交换包"),
    "answers nothing": ("outcome", {"title": "x"}, "方向"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_taken_is_refused_for_good_with_a_reason(line, world, now, name):
    kind, body, words = BAD[name]
    answer = said(actions.receive(raw=world.town.raw(world.town.package(kind, body, now)), now=now))
    assert answer.said == "refused"
    assert words in answer.zh
    assert answer.en
    assert not Item.objects.exists()
    after = said(actions.receive(raw=world.town.raw(world.town.package("item", ITEM, now)), now=now))
    assert after.said == "accepted", "a refused package does not block those behind it"


def test_control_characters_are_not_kept(line, world, now):
    body = ITEM | {"title": "石门\x00镇\u202e", "text": "正文\x07"}
    assert said(actions.receive(raw=world.town.raw(world.town.package("item", body, now)), now=now)).said == "accepted"
    assert Item.objects.get().title == "石门镇"


def test_an_adopted_text_goes_up_signed_off_and_is_receipted_and_answered(line, world, adopted, now):
    manuscript = adopted("石门镇茶园滑坡", use="upward")
    by = acting(line.editor)
    with pytest.raises(Refusal, match="sign-off"):
        actions.send_up(manuscript=manuscript, peer=world.above, to="", signed_off_by=" ", by=by, now=now)
    sent = actions.send_up(manuscript=manuscript, peer=world.above, to="", signed_off_by="章某", by=by, now=now)
    same = actions.send_up(manuscript=manuscript, peer=world.above, to="", signed_off_by="章某", by=by, now=now)
    assert sent.pk == same.pk
    raw = actions.signed_package(Peer.objects.get(pk=world.above.pk), sent).encode()
    package = rules.read_package(rules.opened(raw))
    assert (package.sequence, package.to, package.body["title"]) == (1, world.city.origin, "石门镇茶园滑坡")
    assert package.body["sources"] == [{"unit": "石门镇", "share": 10_000}]
    actions.take_receipt(raw=world.city.receipt(sent, now, number="青云收〔2026〕9号"), now=now)
    sent.refresh_from_db()
    assert sent.state == "receipted"
    came = {
        "title": "x", "came": "adopted", "tier": "city", "on": "2026-06-30", "place": "《青云信息》",
        "number": "2026年第9期", "leader": "", "words": "",
    }  # fmt: skip
    answer = world.city.package("outcome", came, now, answers=sent.pk)
    assert said(actions.receive(raw=world.city.raw(answer), now=now)).said == "accepted"
    outcome = Outcome.objects.get(sent=sent)
    assert (outcome.place, outcome.number, outcome.received.sequence) == ("《青云信息》", "2026年第9期", 1)
    assert Notice.objects.filter(party_id=line.shimen.pk, kind="exchange.outcome").count() == 1
    with pytest.raises(Refusal, match="leader"):
        actions.record_outcome(sent=sent, came="instructed", tier="province", on=None, by=by, now=now)


def test_only_what_was_adopted_for_it_goes_up(line, world, adopted, now):
    with pytest.raises(Refusal, match="not-adopted"):
        actions.send_up(
            manuscript=adopted("甲"), peer=world.above, to="", signed_off_by="章某", by=acting(line.editor), now=now
        )


def test_a_receipt_nobody_signed_changes_nothing(line, world, adopted, now):
    sent = actions.send_up(
        manuscript=adopted("甲", use="upward"), peer=world.above, to="", signed_off_by="章某",
        by=acting(line.editor), now=now,
    )  # fmt: skip
    good = world.city.receipt(sent, now)
    world.city.signer = world.city.key()
    with pytest.raises(Refusal, match="signature"):
        actions.take_receipt(raw=world.city.receipt(sent, now), now=now)
    with pytest.raises(Refusal):
        actions.take_receipt(raw=good.replace(b"accepted", b"refused"), now=now)
    sent.refresh_from_db()
    assert sent.state == "waiting"


def test_both_sides_back_from_a_backup_find_their_place(line, world, adopted, now):
    by = acting(line.editor)
    one, two = (
        actions.send_up(
            manuscript=adopted(t, use="upward"), peer=world.above, to="", signed_off_by="章", by=by, now=now
        )
        for t in ("甲", "乙")
    )
    actions.take_receipt(raw=world.city.receipt(one, now), now=now)
    actions.take_receipt(raw=world.city.receipt(two, now, said="expected", expected=1), now=now)  # they lost number 1
    assert [s.pk for s in actions.waiting(world.above)] == [one.pk, two.pk]
    actions.take_receipt(raw=world.city.receipt(one, now, said="expected", expected=5), now=now)  # we lost 1 to 4
    numbers = [rules.read_package(rules.opened(actions.signed_package(world.above, s).encode())) for s in
               actions.waiting(world.above)]  # fmt: skip
    assert [(p.sequence, p.id) for p in numbers] == [(5, one.pk), (6, two.pk)]
    assert [rules.digest_of(p) for p in numbers] == [one.digest, two.digest]
    third = actions.send_up(
        manuscript=adopted("丙", use="upward"), peer=world.above, to="", signed_off_by="章", by=by, now=now
    )
    assert third.sequence == 7


def test_keys_change_without_a_gap(line, world, now):
    by = acting(line.chief)
    new = world.town.key()
    told = world.town.package("key", {"vkey": new.verifier.vkey}, now)
    assert said(actions.receive(raw=world.town.raw(told), now=now)).said == "accepted"
    old_still = world.town.package("item", ITEM | {"title": "旧"}, now)
    assert said(actions.receive(raw=world.town.raw(old_still), now=now)).said == "accepted"
    under_new = world.town.package("item", ITEM | {"title": "新"}, now + timedelta(minutes=1))
    assert said(actions.receive(raw=world.town.raw(under_new, new), now=now + timedelta(minutes=1))).said == "accepted"
    late = world.town.package("item", ITEM, now)
    with pytest.raises(Refusal, match="signature"):
        actions.receive(raw=world.town.raw(late), now=now + timedelta(minutes=2))

    before = Peer.objects.get(pk=world.above.pk).own_key.vkey
    made = actions.rotate_key(by=by, now=now)
    sent = actions.waiting(world.above)[0]
    raw = actions.signed_package(Peer.objects.get(pk=world.above.pk), sent).encode()
    assert rules.signed_by(rules.opened(raw), [signing.Verifier.parse(before)])
    actions.take_receipt(raw=world.city.receipt(sent, now), now=now)
    assert Peer.objects.get(pk=world.above.pk).own_key == made


def test_an_unconfirmed_key_counts_for_nothing(line, world, now):
    lost = world.town.key()
    actions.add_key(peer=world.below, vkey=lost.verifier.vkey, by=acting(line.chief), now=now)
    with pytest.raises(Refusal, match="signature"):
        actions.receive(raw=world.town.raw(world.town.package("item", ITEM, now), lost), now=now)


def test_what_became_of_it_is_told_below_by_itself_and_once(line, world, periodical, make_issue, now):
    by = acting(line.editor)
    package = world.town.package("item", ITEM, now)
    actions.receive(raw=world.town.raw(package), now=now)
    item = Item.objects.get()
    desk.claim(item_id=item.pk, editor=line.editor, turn=None, by=by, now=now)
    desk.ask(item_id=item.pk, turn=None, words="宽度是谁量的？", by=by, now=now)
    assert actions.tell_outcomes(by=by, now=now) == 1
    item.refresh_from_db()
    desk.send_back(item_id=item.pk, turn=None, reason="thin", words="请补充里程。", by=by, now=now)
    again = world.town.package("item", ITEM | {"title": "松坪镇村道会车难（补充）"}, now)
    actions.receive(raw=world.town.raw(again), now=now)
    second = Item.objects.get(title__contains="补充")
    desk.claim(item_id=second.pk, editor=line.editor, turn=None, by=by, now=now)
    manuscript = desk.join_items(desk=line.desk, items=[second.pk], editor=line.editor, by=by, now=now)
    desk.adopt(manuscript_id=manuscript.pk, use="own", by=by, now=now)
    issue = bulletins.sign(issue_id=make_issue([manuscript]).pk, by=acting(line.chief), now=now)
    issue.refresh_from_db()
    instructions.give(entry=issue.entries.get(), leader=line.chief, words="请交通局研究。", by=by, now=now)
    assert actions.tell_outcomes(by=by, now=now) == 3
    assert actions.tell_outcomes(by=by, now=now) == 0
    told = Sent.objects.filter(kind="outcome").order_by("sequence")
    came = [rules.read_package(rules.opened(actions.signed_package(world.below, one).encode())) for one in told]
    assert [(one.body["came"], one.answers) for one in came] == [
        ("asked", package.id), ("returned", package.id), ("adopted", again.id), ("instructed", again.id),
    ]  # fmt: skip
    assert came[2].body["place"] == "《青岚信息》"
    assert came[3].body["leader"] == str(line.chief)


def test_a_circular_from_above_is_handed_on_to_the_units(line, world, now):
    body = {"title": "七月报送要点", "text": "一、防汛。二、夏茶。"}
    raw = world.city.raw(world.city.package("key-points", body, now))
    assert said(actions.receive(raw=raw, now=now)).said == "accepted"
    came = Received.objects.get()
    assert Notice.objects.filter(kind="exchange.circular", party_id=line.desk.pk).exists()
    by = acting(line.editor)
    made = actions.hand_on(received_id=came.pk, by=by, now=now)
    assert actions.hand_on(received_id=came.pk, by=by, now=now).pk == made.pk
    assert Material.objects.get().words.startswith("一、防汛。")


def test_circulars_go_down_to_those_chosen(line, world, now):
    by = acting(line.editor)
    how = {"desk": line.desk, "kind": "circular", "title": "六月通报", "words": "采用12条。", "by": by, "now": now}
    with pytest.raises(Refusal, match="nobody"):
        actions.send_down(peers=[world.above], **how)
    with pytest.raises(Refusal, match="classified"):
        actions.send_down(peers=[world.below], **(how | {"words": "机密★\n内容"}))
    (sent,) = actions.send_down(peers=[world.below], **how)
    assert (sent.kind, sent.sequence, sent.state) == ("circular", 1, "waiting")


def test_by_file_there_and_back(line, world, adopted, now):
    by = acting(line.editor)
    for title in ("甲", "乙"):
        actions.send_up(
            manuscript=adopted(title, use="upward"), peer=world.above, to="", signed_off_by="章", by=by, now=now
        )
    file = actions.export_file(peer=world.above, by=by, now=now)
    packages = [rules.read_package(rules.opened(one)) for one in rules.notes_of(file.encode())]
    assert [one.sequence for one in packages] == [1, 2]
    back = rules.bundle(world.city.receipt(one, now).decode() for one in Sent.objects.order_by("sequence"))
    circular = world.city.raw(world.city.package("circular", {"title": "通报", "text": "内容"}, now)).decode()
    carried = actions.import_file(raw=f"{back}\n=====\n{circular}\n=====\n胡说".encode(), by=by, now=now)
    assert (carried.taken, carried.refused, carried.receipts, len(carried.turned_away)) == (1, 0, 2, 1)
    assert not actions.waiting(world.above)
    receipts = rules.notes_of(actions.export_file(peer=world.above, by=by, now=now).encode())
    assert [rules.read_receipt(rules.opened(one)).said for one in receipts] == ["accepted"]


def test_who_collects_is_asked_for_a_name_and_a_time(line, world, now):
    actions.send_down(
        desk=line.desk, kind="circular", title="通报", words="x", peers=[world.below], by=acting(line.editor), now=now
    )
    ask = rules.signed(rules.ask_text(origin=world.town.origin, to=HERE, at=now), world.town.signer).encode()
    assert len(rules.notes_of(actions.collected(raw=ask, now=now).encode())) == 1
    with pytest.raises(Refusal, match="too-old"):
        actions.collected(raw=ask, now=now + timedelta(minutes=16))
    forged = rules.signed(rules.ask_text(origin=world.town.origin, to=HERE, at=now), world.city.signer).encode()
    with pytest.raises(Refusal, match="signature"):
        actions.collected(raw=forged, now=now)


def test_a_peer_that_does_not_answer_is_tried_later_and_later(line, world, now):
    for expected in (2, 4, 8):
        actions.note_trouble(peer=world.above, what="refused", now=now)
        assert Peer.objects.get(pk=world.above.pk).next_at == now + timedelta(seconds=expected)


def test_a_paused_peer_is_not_taken_from(line, world, now):
    actions.change_peer(peer_id=world.below.pk, address="", paused=True, by=acting(line.chief), now=now)
    with pytest.raises(Refusal, match="unknown-peer"):
        actions.receive(raw=world.town.raw(world.town.package("item", ITEM, now)), now=now)

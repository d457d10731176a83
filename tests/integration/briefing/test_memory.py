"""Everything one may read is found, and nothing else: tried for every person against every text."""

from datetime import date, timedelta
from itertools import count

import pytest
from tests.integration.briefing.people import acting

from gongbao.briefing.bulletins import actions as bulletins
from gongbao.briefing.desk import actions as desk
from gongbao.briefing.instructions import actions as instructions
from gongbao.briefing.items import actions as items
from gongbao.briefing.items.models import Item
from gongbao.briefing.memory import actions, selectors
from gongbao.briefing.memory.models import Document, Stale
from gongbao.briefing.memory.selectors import Asked
from gongbao.briefing.units.actions import issue_material
from gongbao.foundation.accounts.models import Membership, Role, User
from gongbao.foundation.events.refusals import Refusal

WORD = "暗号滑坡"


def remembered():
    while actions.refresh_waiting():
        pass


def found(user, text=WORD, **more):
    hits = selectors.find(user, Asked(text=text, **more), now=user.now).hits
    return [(one.kind, one.title) for one in hits]


@pytest.fixture
def everybody(line, now):
    """The people of the line; a leader and a reader who get the bulletin, and one of each who do not."""
    numbers = count()

    def leader(name, role="leader"):
        user = User.objects.create_user(f"leader{next(numbers)}", display_name=name)
        Membership.objects.create(
            user=user, organisation=line.desk.organisation, role=Role.objects.get(pk=role), region="999101",
            since=date(2026, 1, 1),
        )  # fmt: skip
        return user

    line.leader, line.stranger = leader("某县长"), leader("某副县长")
    line.reader, line.bystander = leader("读者", "bulletin-reader"), leader("没有刊物的读者", "bulletin-reader")
    line.city_editor = User.objects.create_user("city", display_name="市某")
    Membership.objects.create(
        user=line.city_editor, organisation=line.city.organisation, role=Role.objects.get(pk="editor"), region="9991",
        since=date(2026, 1, 1),
    )  # fmt: skip
    for user in vars(line).values():
        if isinstance(user, User):
            user.now = now
    return line


@pytest.fixture
def texts(everybody, lodged, adopted, periodical, make_issue, now):
    """A draft, a lodged item, a recalled one, a printed one, an instruction, a material: each with the word."""
    line = everybody
    by = acting(line.officer)
    draft = items.Draft(title=f"草稿{WORD}", body="x")
    items.begin_item(unit=line.shimen, author=line.officer, draft=draft, by=by, now=now)
    lodged(title=f"石门{WORD}", body="一")
    back = lodged(title=f"撤回{WORD}", body="二")
    items.recall(item_id=back.pk, turn=None, words="写错了", by=by, now=now)
    lodged(title=f"松坪{WORD}", body="三", unit=line.songping, author=line.other)
    for words, user in (("县长", line.leader), ("读者", line.reader)):
        bulletins.add_reader(
            periodical=periodical, line="peers", words=words, user=user, copies=1, by=acting(line.chief), now=now
        )
    printed = adopted(f"刊登{WORD}", body="正文")
    issue = bulletins.sign(issue_id=make_issue([printed]).pk, by=acting(line.chief), now=now)
    line.issue = issue
    entry = issue.entries.get()
    given = instructions.give(entry=entry, leader=line.leader, words=f"批示{WORD}", by=acting(line.leader), now=now)
    instructions.assign(
        instruction_id=given.pk, owner=line.songping, helpers=[], due_on=now.date() + timedelta(days=9),
        by=acting(line.editor), now=now,
    )  # fmt: skip
    issue_material(desk=line.desk, title=f"材料{WORD}", words="读", files=(), by=acting(line.chief), now=now)
    remembered()
    return line


I, E, B, M = "item", "entry", "instruction", "material"  # noqa: E741 (short for the table below)
#: Who finds what: titles without the word.
TABLE = {
    "officer": {(I, "草稿"), (I, "石门"), (I, "撤回"), (I, "刊登"), (B, "批示"), (M, "材料")},
    "other": {(I, "松坪"), (B, "批示"), (M, "材料")},
    "editor": {(I, "石门"), (I, "松坪"), (I, "刊登"), (E, "刊登"), (B, "批示"), (M, "材料")},
    "chief": {(I, "石门"), (I, "松坪"), (I, "刊登"), (E, "刊登"), (B, "批示"), (M, "材料")},
    "leader": {(E, "刊登"), (B, "批示")},
    "stranger": set(),
    "reader": {(E, "刊登")},
    "bystander": set(),
    "city_editor": set(),
}


@pytest.mark.parametrize("who", TABLE)
def test_everybody_finds_what_they_may_read_and_nothing_else(texts, who):
    assert {(kind, title.removesuffix(WORD)) for kind, title in found(getattr(texts, who))} == TABLE[who]
    browsing = {(kind, title.removesuffix(WORD)) for kind, title in found(getattr(texts, who), text="")}
    assert browsing == TABLE[who], "without words too"


def test_of_many_issues_a_reader_finds_the_same_as_of_a_few(texts, monkeypatch):
    few = found(texts.reader)
    monkeypatch.setattr("gongbao.briefing.memory.reach.FEW", 0)
    assert found(texts.reader) == few == [(E, f"刊登{WORD}")]
    assert found(texts.bystander) == []


def test_a_recalled_issue_is_found_by_its_desk_only_even_before_the_index_hears_of_it(texts, now):
    bulletins.recall(issue_id=texts.issue.pk, why="有误", by=acting(texts.chief), now=now)
    assert (E, f"刊登{WORD}") not in found(texts.leader)
    assert found(texts.reader) == []
    remembered()
    assert (E, f"刊登{WORD}") not in found(texts.leader)
    assert (E, f"刊登{WORD}") in found(texts.editor)


def test_whoever_leaves_a_unit_finds_nothing_of_it(texts, now):
    Membership.objects.filter(user=texts.officer).update(until=now.date())
    again = User.objects.get(pk=texts.officer.pk)
    again.now = now
    assert found(again) == []


def test_related_texts_stay_within_reach(texts, lodged):
    lodged(title=f"石门镇又见{WORD}险情", body="一")
    remembered()
    item = Item.objects.get(title=f"石门{WORD}")

    def near(user):
        return {one.title for one, _, _ in selectors.related(user, kind="item", ref=item.pk)}

    assert f"石门镇又见{WORD}险情" in near(texts.officer)
    assert f"松坪{WORD}" not in near(texts.officer)
    assert f"松坪{WORD}" in near(texts.editor)
    assert near(texts.stranger) == near(texts.city_editor) == set()


def test_words_in_any_order_traditional_and_without_gaps(texts, lodged):
    lodged(title="石门镇茶园滑坡", body="6月28日夜转移１２人，道路中断。")
    remembered()
    for asked in ("滑坡 茶园", "茶園滑坡", "转移12人", "道路中断 石门镇", "茶园道路中断"):
        assert ("item", "石门镇茶园滑坡") in found(texts.editor, asked), asked
    assert found(texts.editor, "滑茶") == []
    assert found(texts.editor, "%%__") == found(texts.editor, "")
    assert selectors.find(texts.editor, Asked(text="坡"), now=texts.editor.now).hits == []


def test_a_title_ranks_before_a_text(texts, lodged):
    lodged(title="甲", body="这里提到水库管涌。")
    lodged(title="水库管涌", body="乙")
    remembered()
    assert [title for _, title in found(texts.editor, "水库管涌")] == ["水库管涌", "甲"]


def test_filters(texts, now):
    assert found(texts.editor, kind="entry") == [("entry", f"刊登{WORD}")]
    assert found(texts.editor, unit=texts.songping.pk, kind="item") == [("item", f"松坪{WORD}")]
    assert found(texts.editor, since=now.date() + timedelta(days=1)) == []
    assert len(found(texts.editor, until=now.date())) == 6
    assert found(texts.editor, type="nothing") == []


def test_what_is_changed_is_found_by_its_new_words(texts, now):
    item = Item.objects.get(title=f"草稿{WORD}")
    draft = items.Draft(title="改过的题目", body="改过的正文")
    items.save_draft(item_id=item.pk, draft=draft, turn=item.turn, by=acting(texts.officer), now=now)
    assert Stale.objects.filter(kind="item", ref=item.pk).exists(), "noted with the change"
    remembered()
    assert ("item", "改过的题目") in found(texts.officer, "改过的正文")
    assert ("item", f"草稿{WORD}") not in found(texts.officer)
    assert not Stale.objects.exists()


def test_a_refused_act_leaves_no_note(texts, now):
    item = Item.objects.get(title=f"松坪{WORD}")
    with pytest.raises(Refusal):
        desk.send_back(item_id=item.pk, turn=None, reason="", words="", by=acting(texts.editor), now=now)
    assert not Stale.objects.exists()


def test_made_anew_it_is_the_same(texts, now):
    before = {(one.kind, one.ref): (one.text, sorted(one.keys), one.desk_id) for one in Document.objects.all()}
    Document.objects.all().delete()
    counted = actions.rebuild(by=acting(texts.chief), now=now)
    after = {(one.kind, one.ref): (one.text, sorted(one.keys), one.desk_id) for one in Document.objects.all()}
    assert after == before
    assert counted == {"item": 5, "entry": 1, "instruction": 1, "material": 1}


def test_the_page_and_the_pages_of_ones_own(texts, client):
    client.force_login(texts.leader)
    page = client.get("/memory/", {"q": WORD}).content.decode()
    assert f"<mark>{WORD}</mark>" in page
    assert f"/read/{texts.issue.pk}/1/" in page
    assert client.get(f"/read/{texts.issue.pk}/1/").status_code == 200
    assert "批示" in client.get("/memory/leader/").content.decode()
    assert client.get("/report/memory/").status_code == 403
    client.force_login(texts.officer)
    assert client.get("/memory/", {"q": "\x00%", "unit": "九", "since": "0000", "page": "-1"}).status_code == 200
    assert "石门镇" in client.get("/report/memory/").content.decode()
    client.force_login(texts.editor)
    assert client.get(f"/memory/units/{texts.shimen.pk}/").status_code == 200
    assert client.get(f"/memory/units/{texts.city.pk}/").status_code == 404
    item = Item.objects.get(title=f"石门{WORD}")
    assert "有关的" in client.get(f"/desk/items/{item.pk}/").content.decode()


def test_pages_ask_a_fixed_number_of_questions(texts, lodged, client, django_assert_max_num_queries):
    for n in range(25):
        lodged(title=f"第{n}条{WORD}", body="x")
    remembered()
    client.force_login(texts.editor)
    with django_assert_max_num_queries(18):
        client.get("/memory/", {"q": WORD})
    with django_assert_max_num_queries(30):
        client.get(f"/memory/units/{texts.shimen.pk}/")

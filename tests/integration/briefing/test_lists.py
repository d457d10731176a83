"""Long lists and searches of the line: the same rows as read whole, in a few bounded questions."""

import pytest
from django.core.paginator import Paginator

from gongbao.briefing.desk import selectors
from gongbao.briefing.instructions.models import Instruction
from gongbao.briefing.instructions.selectors import of_units
from gongbao.briefing.items.models import Item
from gongbao.briefing.memory import selectors as memory
from gongbao.briefing.memory.actions import refresh_waiting
from gongbao.briefing.units.paging import ByKeys

LONG = "".join(chr(0x4E00 + n * 7) for n in range(900))


def titles(line, search, box="new"):
    return [one.title for one in selectors.inbox(line.desk, box=box, editor=line.editor, search=search)]


def test_the_inbox_finds_words_wherever_they_stand(line, lodged):
    lodged(title="水库水位上涨", body="超过汛限。")
    lodged(title="另一条", body="石门镇，Reservoir 已开闸；水，库存不足。")
    lodged(title="很长的一条", body=f"{LONG}水库在最后。")
    number = Item.objects.get(title="另一条").number
    assert titles(line, "水库") == ["水库水位上涨", "很长的一条"]
    assert titles(line, "reservoir") == titles(line, "门镇，R") == titles(line, number) == ["另一条"]
    assert titles(line, "闸") == ["另一条"]
    assert titles(line, "水库水位下降") == []
    assert titles(line, "水库", box="done") == []


def test_of_a_common_word_the_first_are_listed_and_it_is_said(line, lodged, client, monkeypatch):
    monkeypatch.setattr(selectors, "MOST_FOUND", 3)
    for n in range(5):
        lodged(title=f"第{n}条汛情")
    client.force_login(line.editor)
    page = client.get("/desk/", {"q": "汛情"})
    assert page.context["page"].paginator.count == 3
    assert "只列出前 3 条" in page.content.decode()
    assert "只列出前" not in client.get("/desk/").content.decode()
    assert "只列出前" not in client.get("/desk/", {"q": "第1条"}).content.decode()


def test_pages_by_keys_are_the_pages_and_cost_three_questions(line, lodged, django_assert_num_queries):
    for n in range(7):
        lodged(title=f"第{n}条")
    rows = selectors.inbox(line.desk, box="new", editor=line.editor)
    for number in (1, 2, 3, 99):
        whole, ours = Paginator(rows, 3).get_page(number), ByKeys(rows, 3).get_page(number)
        assert [one.pk for one in ours] == [one.pk for one in whole]
        assert (ours.number, ours.paginator.count, ours.has_next()) == (whole.number, 7, whole.has_next())
    with django_assert_num_queries(3):
        assert {one.unit.short for one in ByKeys(rows, 3).get_page(2)} == {"石门镇"}
    assert list(ByKeys(rows.none(), 3).get_page(1)) == []


def test_without_words_the_newest_come_first_and_no_more_are_counted(line, lodged, monkeypatch, now):
    for n in range(6):
        lodged(title=f"第{n}条")
    while refresh_waiting():
        pass
    monkeypatch.setattr(memory, "MOST", 4)
    monkeypatch.setattr(memory, "PAGE", 2)
    found = memory.find(line.editor, memory.Asked(), now=now)
    newest = list(memory.Document.objects.order_by("-at", "id").values_list("pk", flat=True)[:2])
    assert (found.total, found.more, found.newest) == (4, True, 0)
    assert [one.pk for one in found.hits] == newest
    monkeypatch.setattr(memory, "MOST", 1_000)
    assert memory.find(line.editor, memory.Asked(), now=now).more is False


@pytest.fixture
def told(line, now):
    """Three instructions: one we own and help with, one we help with, one that is another's."""

    def make(owner, *helpers):
        made = Instruction.objects.create(
            desk=line.desk,
            leader=line.chief,
            words="请办",
            medium="screen",
            subject_kind="incident",
            subject_id="01a224b0-0a64-7630-8000-000000000000",
            subject_title="汛情",
            given_at=now,
            entered_by="x",
            state="open",
            owner=owner,
            due_on=now.date(),
        )
        made.helpers.set(helpers)
        return made.pk

    return {
        "both": make(line.shimen, line.shimen, line.songping),
        "helps": make(line.songping, line.shimen),
        "other": make(line.songping),
    }


def test_a_unit_sees_what_it_owns_and_helps_with_once(line, told):
    assert {one.pk for one in of_units([line.shimen.pk])} == {told["both"], told["helps"]}
    assert of_units([line.shimen.pk]).count() == 2
    assert of_units([line.shimen.pk]).exclude(state="closed").count() == 2
    assert of_units([]).count() == 0

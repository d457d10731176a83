"""The line: its tree and history, who serves where, handing over, training, materials, commendations, by-passes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.integration.briefing.people import acting

from gongbao.briefing.desk import actions as desk
from gongbao.briefing.desk.models import ByPass
from gongbao.briefing.items import actions as items
from gongbao.briefing.units import actions, open_work, selectors
from gongbao.briefing.units.models import Handover, Level, MaterialReading, Unit
from gongbao.foundation.accounts.models import Membership, Role, User
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.notices.models import Notice


@pytest.fixture
def supervisor(line, now):
    """Somebody of the county's supervision office, a unit below the desk."""
    office = actions.found_unit(
        name="青岚县督查室",
        region="999101",
        level=Level.DEPARTMENT,
        short="督查室",
        reports_to=line.desk,
        by=acting(line.chief),
        now=now,
    )
    user = User.objects.create_user("du", display_name="督某")
    role = Role.objects.get(pk="briefing-supervisor")
    actions.appoint_officer(unit=office, user=user, role=role, full_time=True, by=acting(line.chief), now=now)
    return user


def change(unit, by, now, **kw):
    facts = {"short": unit.short, "band": unit.band, "reports_to": unit.reports_to, "order": unit.order} | kw
    return actions.change_unit(unit=unit, by=acting(by), now=now, **facts)


def test_an_old_name_stays_with_its_days(line, now):
    later = now + timedelta(days=30)
    change(line.shimen, line.chief, later, short="石门新镇", name="石门新镇人民政府", valid_from=later.date())
    assert selectors.short_on(line.shimen, now.date()) == "石门镇"
    assert selectors.short_on(line.shimen, later.date()) == "石门新镇"
    first, second = selectors.standings(line.shimen)[::-1]
    assert (first.until, second.until) == (later.date(), None)
    assert line.shimen.organisation.__class__.objects.get(pk=line.shimen.pk).name == "石门新镇人民政府"


def test_the_same_day_puts_the_same_row_right(line, now):
    change(line.shimen, line.chief, now, short="石门", valid_from=now.date())
    assert [one.short for one in selectors.standings(line.shimen)] == ["石门"]


@pytest.mark.parametrize(("days", "code"), [(1, "day-to-come"), (-400, "before-the-last")])
def test_a_change_holds_from_a_day_that_makes_sense(line, now, days, code):
    with pytest.raises(Refusal, match=code):
        change(line.shimen, line.chief, now, short="x", valid_from=(now + timedelta(days=days)).date())
    line.shimen.refresh_from_db()
    assert line.shimen.short == "石门镇"


def test_no_unit_reports_to_itself_and_none_with_units_below_is_closed(line, now):
    with pytest.raises(Refusal, match=r"circle"):
        change(line.city, line.chief, now, reports_to=line.desk)
    with pytest.raises(Refusal, match=r"no-desk"):
        change(line.songping, line.chief, now, reports_to=line.shimen)
    with pytest.raises(Refusal, match=r"has-units"):
        actions.close_unit(unit=line.desk, by=acting(line.chief), now=now)
    actions.close_unit(unit=line.songping, by=acting(line.chief), now=now)
    assert Unit.objects.get(pk=line.songping.pk).until is not None


def test_nobody_appoints_themselves_and_work_in_hand_is_handed_over_first(line, lodged, now):
    chief, editor = acting(line.chief), acting(line.editor)
    role = Role.objects.get(pk="leader")
    with pytest.raises(Refusal, match=r"post.own"):
        actions.appoint_officer(unit=line.desk, user=line.chief, role=role, full_time=True, by=chief, now=now)
    item = lodged()
    desk.claim(item_id=item.pk, editor=line.editor, turn=None, by=editor, now=now)
    asked = desk.claim(item_id=lodged(title="二").pk, editor=line.editor, turn=None, by=editor, now=now)
    desk.ask(item_id=asked.pk, turn=None, words="几人？", by=editor, now=now)
    post = Membership.objects.get(user=line.editor)
    with pytest.raises(Refusal, match=r"work-in-hand"):
        actions.relieve_officer(membership=post, by=chief, now=now)
    given = actions.give_over(
        unit=line.desk, giver=line.editor, taker=line.editor2, note="两条在手", by=editor, now=now
    )
    assert "石门镇茶园滑坡" in given.open_work
    item.refresh_from_db()
    assert item.claimed_by == line.editor, "given is not yet taken"
    later = now + timedelta(hours=1)
    actions.take_over(handover_id=given.pk, taker=line.editor2, by=acting(line.editor2), now=later)
    item.refresh_from_db()
    assert (item.claimed_by, item.hand, item.state) == (line.editor2, str(line.editor2), "claimed")
    asked.refresh_from_db()
    assert (asked.claimed_by, asked.state, asked.hand) == (line.editor2, "asked", str(line.shimen))
    assert asked.hand_since == now
    assert not open_work.of(line.desk, line.editor)
    actions.relieve_officer(membership=post, by=chief, now=later)
    assert not Membership.objects.filter(user=line.editor, until=None).exists()


def test_the_tree_and_a_units_page_are_the_desks(client, line, now):
    client.force_login(line.chief)
    page = client.get("/line/").content.decode()
    assert "石门镇" in page
    assert "松坪镇" in page
    assert f"/line/units/{line.city.pk}/" not in page
    assert client.get(f"/line/units/{line.city.pk}/").status_code == 404, "the level above is not ours to see"
    client.force_login(line.officer)
    assert client.get("/line/").status_code == 403
    own = client.get("/report/unit/").content.decode()
    assert "shi某" in own
    assert "song某" not in own
    client.force_login(line.editor)
    unit = client.get(f"/line/units/{line.shimen.pk}/").content.decode()
    assert "shi某" in unit
    assert "免职" not in unit, "an editor looks; the chief manages"
    assert client.post(f"/line/units/{line.shimen.pk}/act/", {"do": "close"}).status_code == 403


def test_the_chief_adds_renames_appoints_invites_and_relieves(client, line, now):
    client.force_login(line.chief)
    refused = client.post("/line/new/", {"at": line.desk.pk, "name": "白鹤村", "short": "", "level": "village"})
    assert refused.status_code == 422
    assert "白鹤村" in refused.content.decode(), "what was typed stays"
    village = {"at": line.desk.pk, "name": "白鹤村民委员会", "short": "白鹤村", "level": "village"}
    made = client.post("/line/new/", village | {"since": "2026-06-01"}, follow=True)
    assert "这里还没有人" in made.content.decode()
    village = Unit.objects.get(short="白鹤村")
    assert "白鹤村" in client.get("/line/?level=village").content.decode()
    here = f"/line/units/{village.pk}/"
    nobody = client.post(f"{here}act/", {"do": "appoint", "username": "keiner", "role": "info-officer"})
    assert nobody.status_code == 422
    assert "没有这个用户名" in nobody.content.decode()
    wrong = {"do": "appoint", "username": "men", "role": "county-admin"}
    assert client.post(f"{here}act/", wrong).status_code == 422, "only roles of the line"
    done = client.post(
        f"{here}act/", {"do": "appoint", "username": "men", "role": "info-officer", "full_time": "0"}, follow=True
    ).content.decode()
    assert "兼职" in done
    code = client.post(f"{here}invite/", {"role": "info-officer"})
    assert "邀请码" in code.content.decode()
    assert code.headers["Cache-Control"] == "no-store"
    post = Membership.objects.get(user=line.second, organisation_id=village.pk)
    gone = client.post(f"{here}act/", {"do": "relieve", "membership": post.pk}, follow=True).content.decode()
    assert "曾任" in gone
    client.post(f"{here}act/", {"do": "change", "short": "白鹤", "name": "白鹤社区", "level": "village"})
    assert "白鹤村" in client.get(here).content.decode(), "the old name stays in the history"
    client.post(f"{here}act/", {"do": "close"})
    assert "白鹤" not in client.get("/line/").content.decode()
    assert "白鹤" in client.get(f"/line/?at={line.desk.pk}&closed=1").content.decode()


def test_an_officer_hands_over_and_the_colleague_takes_over(client, line, now):
    draft = items.Draft(title="半条信息")
    items.begin_item(unit=line.shimen, author=line.officer, draft=draft, by=acting(line.officer), now=now)
    client.force_login(line.officer)
    page = client.post("/report/unit/act/", {"do": "give", "taker": line.second.pk, "note": ""})
    assert page.status_code == 422
    assert client.post("/report/unit/act/", {"do": "give", "taker": line.other.pk, "note": "x"}).status_code == 422, (
        "only to a colleague of the unit"
    )
    client.post("/report/unit/act/", {"do": "give", "taker": line.second.pk, "note": "下周下乡"})
    assert "半条信息" in Handover.objects.get().open_work
    client.force_login(line.second)
    mine = client.get("/report/unit/").content.decode()
    assert "下周下乡" in mine
    client.post("/report/unit/act/", {"do": "take", "handover": Handover.objects.get().pk})
    assert Handover.objects.get().taken_at is not None


def test_materials_are_read_and_the_desk_sees_who_has_not(client, line, now):
    client.force_login(line.editor)
    assert client.post("/line/materials/", {"title": ""}).status_code == 422
    made = client.post("/line/materials/", {"title": "怎样写一条信息", "words": "先说结果。"}, follow=True)
    assert "还没有打开" in made.content.decode()
    material = line.desk.materials.get()
    assert Notice.objects.filter(kind="material").count() == 2
    client.force_login(line.officer)
    assert "1 份未阅" in client.get("/report/unit/").content.decode()
    page = client.get(f"/report/materials/{material.pk}/").content.decode()
    assert "先说结果" in page
    client.post(f"/report/materials/{material.pk}/")
    assert "未阅" not in client.get("/report/unit/").content.decode()
    client.force_login(line.editor)
    receipts = client.get(f"/line/materials/{material.pk}/").content.decode()
    assert receipts.index("song某") < receipts.index("shi某"), "who has not read it comes first"
    reading = MaterialReading.objects.get(user=line.officer)
    assert reading.acknowledged_at is not None


def test_training_and_commendations_are_kept(client, line, now):
    client.force_login(line.chief)
    form = {"held_on": "2026-06-10", "topic": "怎样写问题建议", "hours": "1.5", "attendees": [line.officer.pk]}
    assert client.post("/line/training/", form | {"hours": "两"}).status_code == 422
    client.post("/line/training/", form)
    found = line.desk.trainings.get()
    assert (found.hours, list(found.attendees.all())) == (Decimal("1.5"), [line.officer])
    here = f"/line/units/{line.shimen.pk}/act/"
    assert client.post(here, {"do": "commend", "year": "2026", "reason": ""}).status_code == 422
    client.post(here, {"do": "commend", "year": "2026", "reason": "滑坡首报快、准", "person": line.officer.pk})
    client.force_login(line.officer)
    own = client.get("/report/unit/").content.decode()
    assert "滑坡首报快、准" in own
    assert "怎样写问题建议" in own


def test_a_by_pass_is_named_and_seen_by_the_desk_passed(client, line, supervisor, now):
    made = items.begin_item(
        unit=line.shimen,
        author=line.officer,
        draft=items.Draft(title="压了三天的塌方", body="6月25日塌方，未上报。"),
        by=acting(line.officer),
        now=now,
    )
    client.force_login(line.officer)
    assert "越级报送" in client.get(f"/report/items/{made.pk}/").content.decode()
    here = f"/report/items/{made.pk}/over/"
    assert client.post(here, {"turn": made.turn, "words": ""}).status_code == 422
    assert not ByPass.objects.exists()
    done = client.post(here, {"turn": made.turn, "words": "报了三次没有回音"}, follow=True).content.decode()
    assert "已越级报送青云市信息科" in done
    client.force_login(line.other)
    assert client.get(here).status_code == 404, "another unit's item"
    for who in (line.editor, supervisor):
        client.force_login(who)
        seen = client.get("/desk/passed/").content.decode()
        assert "报了三次没有回音" in seen
        assert "shi某" in seen
        assert client.get(f"/desk/items/{made.pk}/").status_code in {403, 404}, "the text is the level's above"


def test_what_is_held_shows_its_name_and_reason(client, line, lodged, supervisor, now):
    item = lodged()
    editor = acting(line.editor)
    desk.claim(item_id=item.pk, editor=line.editor, turn=None, by=editor, now=now)
    desk.hold(item_id=item.pk, turn=None, reason="verify", words="等水利局回话", by=editor, now=now)
    client.force_login(supervisor)
    page = client.get("/desk/passed/").content.decode()
    assert "等水利局回话" in page
    assert "bian某" in page


def test_everything_about_one_decision_is_called_up(client, line, lodged, now):
    client.force_login(line.editor)
    assert client.post("/desk/decisions/", {"title": ""}).status_code == 422
    client.post("/desk/decisions/", {"title": "茶园低改三年行动", "decided_on": "2026-06-01"})
    one = line.desk.undertakings.get()
    before = lodged(title="低改前的摸底", stage="before", undertaking=one.pk)
    after = lodged(title="第一批苗到位", stage="after", undertaking=one.pk)
    items.begin_item(
        unit=line.shimen,
        author=line.officer,
        draft=items.Draft(title="还在写的", stage="close", undertaking=one.pk),
        by=acting(line.officer),
        now=now,
    )
    page = client.get(f"/desk/decisions/{one.pk}/").content.decode()
    assert page.index(before.title) < page.index(after.title)
    assert "还在写的" not in page, "a draft is the unit's own"
    assert client.post(f"/desk/decisions/{one.pk}/", {"closed_on": "2026-05-01"}).status_code == 422
    client.post(f"/desk/decisions/{one.pk}/", {})
    one.refresh_from_db()
    assert one.closed_on is not None
    client.force_login(line.officer)
    assert client.get(f"/desk/decisions/{one.pk}/").status_code == 403


def test_the_tree_asks_as_many_queries_for_many_as_for_few(client, line, now):
    def add(count):
        for number in range(count):
            actions.found_unit(
                name=f"村{Unit.objects.count()}-{number}",
                region="999101",
                level=Level.VILLAGE,
                short=f"村{Unit.objects.count()}-{number}",
                reports_to=line.desk,
                by=acting(line.chief),
                now=now,
            )

    client.force_login(line.chief)
    add(3)
    client.get("/line/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/line/")
    add(30)
    with CaptureQueriesContext(connection) as many:
        client.get("/line/")
    assert len(many) <= len(few)

"""The inbox: of the organisations one acts for and the entities they have mandates for, and nobody else's."""

import json

import pytest
from django.db import connection

from gongbao.foundation.accounts import actions as accounts
from gongbao.foundation.accounts.models import Role, User
from gongbao.foundation.events.actor import command
from gongbao.foundation.notices import actions, selectors
from gongbao.foundation.notices.models import Notice

pytestmark = pytest.mark.django_db
BY = command("test")
WORDS = actions.Words(
    kind="season.reminder",
    title_zh="年报还没有报",
    title_en="Your annual report is due",
    body_zh="请于6月30日前报送。",
    body_en="Please file by 30 June.",
    link="/my/reports/2025/",
)


def person(now, name, kind="enterprise", role="clerk"):
    accounts.ensure_roles(now=now)
    user = User.objects.create_user(name, display_name=f"{name}某")
    organisation = accounts.create_organisation(kind=kind, name=name, region="999101", by=BY, now=now)
    accounts.appoint(user=user, organisation=organisation, role=Role.objects.get(pk=role), by=BY, now=now)
    return user, organisation


@pytest.fixture
def clerk(now):
    user, firm = person(now, "clerk")
    accounts.grant_mandate(entity_id=7, organisation=firm, own=True, by=BY, now=now)
    return user


def test_a_clerk_reads_the_firms_and_the_entitys_notices_only(now, clerk):
    organisation = clerk.memberships.get().organisation_id
    actions.send(party_kind="entity", party_id=7, words=WORDS, now=now)
    actions.send(party_kind="organisation", party_id=organisation, words=WORDS, now=now)
    actions.send(party_kind="entity", party_id=8, words=WORDS, now=now)
    actions.send(party_kind="organisation", party_id=organisation + 1000, words=WORDS, now=now)
    actions.send(party_kind="organisation", party_id=7 if organisation != 7 else 9, words=WORDS, now=now)
    assert selectors.unread_count(clerk) == selectors.inbox(clerk).count() == 2


def test_the_count_is_one_query_and_a_stranger_has_none(now, clerk, django_assert_num_queries):
    actions.send(party_kind="entity", party_id=7, words=WORDS, now=now)
    assert selectors.unread_count(clerk) == 1
    with django_assert_num_queries(1):
        selectors.unread_count(clerk)
    assert selectors.unread_count(User.objects.create_user("nobody", display_name="x")) == 0


def test_many_at_once(now, clerk):
    assert actions.send_many(party_kind="entity", notices=[(n, WORDS) for n in range(1, 301)], now=now) == 300
    assert selectors.unread_count(clerk) == 1


def test_everybody_a_query_finds(now, clerk):
    parties = actions.Parties("SELECT entity_id FROM accounts_mandate WHERE entity_id <= %s", [7])
    assert actions.send_to_all(party_kind="entity", parties=parties, words=WORDS, now=now) == 1
    assert Notice.objects.get().title_en == WORDS.title_en


def test_the_count_stops_at_a_hundred(now, clerk):
    actions.send_many(party_kind="entity", notices=[(7, WORDS)] * 130, now=now)
    assert selectors.unread_count(clerk) == 100


def test_only_open_pages_of_the_party_are_told_and_after_commit(now, clerk, django_capture_on_commit_callbacks):
    connection.ensure_connection()
    with django_capture_on_commit_callbacks() as callbacks:
        actions.send(party_kind="entity", party_id=7, words=WORDS, now=now)
    assert len(callbacks) == 1
    message = json.loads(callbacks[0].__closure__[0].cell_contents)
    assert (message["topic"], message["to"]) == ("notices", ["entity:7"])
    assert WORDS.title_zh not in json.dumps(message, ensure_ascii=False)


def test_the_inbox_shows_unread_first_and_marks_what_is_opened(client, now, clerk):
    old = actions.send(party_kind="entity", party_id=7, words=WORDS, now=now)
    client.force_login(clerk)
    page = client.get("/account/notices/")
    assert "年报还没有报" in page.content.decode()
    assert "1" in page.content.decode()
    answer = client.post(f"/account/notices/{old.id}/")
    assert (answer.status_code, answer["Location"]) == (302, "/my/reports/2025/")
    read = Notice.objects.get()
    assert read.read_by == "clerk某"
    actions.send(party_kind="entity", party_id=7, words=WORDS, now=now)
    assert [one.read_at is None for one in selectors.inbox(clerk)] == [True, False]
    assert len(client.get("/account/notices/?show=unread").context["notices"]) == 1
    client.post("/account/notices/read/")
    assert selectors.unread_count(clerk) == 0


def test_english_readers_get_english(client, now, clerk):
    actions.send(party_kind="entity", party_id=7, words=WORDS, now=now)
    client.force_login(clerk)
    client.cookies["language"] = "en"
    assert "Please file by 30 June." in client.get("/account/notices/").content.decode()


def test_somebody_elses_notice_cannot_be_opened(client, now, clerk):
    notice = actions.send(party_kind="entity", party_id=8, words=WORDS, now=now)
    client.force_login(clerk)
    assert client.post(f"/account/notices/{notice.id}/").status_code == 404
    assert Notice.objects.get().read_at is None


def test_a_link_never_leads_outside(client, now, clerk):
    words = actions.Words("x", "甲", "a", "乙", "b", link="//evil.example/")
    notice = actions.send(party_kind="entity", party_id=7, words=words, now=now)
    client.force_login(clerk)
    assert client.post(f"/account/notices/{notice.id}/")["Location"] == "/account/notices/"

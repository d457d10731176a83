"""Messages: signed, in order for each party, tried again, replayed, stopped after days; nobody waits for another."""

import json
from datetime import timedelta

import pytest
from tests.integration.subscriptions.conftest import BY, NOW, at, correct, later, list_, pump, record, remove

from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.notices.models import Notice
from gongbao.register.subscriptions import actions
from gongbao.register.subscriptions.models import Delivery, ListEvent, Standing, Subscription
from gongbao.register.subscriptions.rules.messages import secret_bytes, verified

pytestmark = pytest.mark.django_db


def numbers(messages):
    return [one["data"]["version"] for one in messages]


def test_a_message_is_signed_and_tells_one_change(firm, follow, receiver):
    made = follow()
    list_(firm())
    record()
    told = pump()
    assert (told.delivered, told.failed) == (1, 0)
    ((given, body, _status),) = receiver.got["/in"]
    now = int(NOW.timestamp())
    key = secret_bytes(made.secret)
    assert verified(key, given, body, now)
    assert not verified(key, given, body + b" ", now)
    assert not verified(key, given, body, now + 301)
    assert not verified(key, given | {"webhook-id": "msg_0"}, body, now)
    message = json.loads(body)
    assert message["type"] == "list.listed"
    assert message["data"]["name"].endswith("鲸茶业有限公司")
    assert message["data"]["reason_zh"]
    assert given["gongbao-sequence"] == "1"
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.status) == ("delivered", 1, 200)
    assert Subscription.objects.get().last_ok_at == NOW


def test_both_secrets_sign_for_a_day(firm, follow, receiver):
    made = follow()
    new = actions.renew_secret(subscription_id=made.subscription.pk, by=BY, now=NOW)
    list_(firm())
    record()
    pump()
    list_(firm(), later(hours=25))
    record(later(hours=25))
    pump(later(hours=25))
    first, second = receiver.got["/in"]
    stamp = int(NOW.timestamp())
    assert verified(secret_bytes(made.secret), first[0], first[1], stamp)
    assert verified(secret_bytes(new), first[0], first[1], stamp)
    assert not verified(secret_bytes(made.secret), second[0], second[1], stamp + 25 * 3600)
    assert verified(secret_bytes(new), second[0], second[1], stamp + 25 * 3600)


def test_a_failed_message_is_tried_again_and_its_party_waits_but_no_other(firm, follow, receiver):
    follow()
    one, other = firm(), firm()
    listing = list_(one)
    record()
    pump()
    remove(listing, later(days=1))
    record(later(days=1))
    receiver.answers["/in"] = [500]
    pump(later(days=1))
    list_(one, later(days=1, minutes=1))
    list_(other, later(days=1, minutes=2))
    record(later(days=1, minutes=3))
    Delivery.objects.filter(state="waiting", attempts=1).update(next_at=later(days=2))
    pump(later(days=1, minutes=3))
    assert numbers(receiver.took("/in")) == [1, 4]
    pump(later(days=2, minutes=1))
    assert numbers(receiver.took("/in")) == [1, 4, 2, 3]
    ids = [given["webhook-id"] for given, _, _ in receiver.got["/in"]]
    assert ids[1] == ids[3]  # the same message, tried twice
    assert [given["gongbao-attempt"] for given, _, _ in receiver.got["/in"]] == ["1", "1", "1", "2", "1"]


def test_who_fails_delays_nobody_and_rests(firm, follow, receiver):
    follow("/well")
    follow("/ill")
    receiver.always["/ill"] = 503
    receiver.extra["/ill"] = {"retry-after": "120"}
    for _ in range(6):
        list_(firm())
    record()
    told = pump()
    assert sorted(numbers(receiver.took("/well"))) == [1, 2, 3, 4, 5, 6]
    assert told.failed == len(receiver.got["/ill"]) == 3  # then the whole subscriber rests
    ill = Subscription.objects.get(url__endswith="/ill")
    assert (ill.failures, ill.standing) == (3, Standing.ON)
    assert ill.retry_at == NOW + timedelta(minutes=2)
    assert ill.last_error == "HTTP 503"


def test_nobody_at_the_address_is_a_failure_in_words(firm, association, follow, receiver):
    actions.subscribe(
        organisation_id=association.id,
        label="没有人接",
        url="http://127.0.0.1:9/none",
        scope=actions.Scope(),
        by=BY,
        now=NOW,
        since=0,
    )
    list_(firm())
    record()
    assert pump().failed == 1
    row = Subscription.objects.get()
    assert row.last_error.startswith("ConnectError")
    assert row.retry_at is not None
    assert Delivery.objects.get().status is None


def test_a_redirect_is_not_followed(firm, follow, receiver):
    follow()
    receiver.always["/in"] = 302
    receiver.extra["/in"] = {"location": "/secret"}
    list_(firm())
    record()
    pump()
    assert receiver.got["/secret"] == []
    assert Delivery.objects.get().error == "HTTP 302"


def test_after_days_of_failure_it_stops_says_so_and_goes_on_where_it_stopped(firm, follow, receiver, association):
    made = follow()
    receiver.always["/in"] = 500
    list_(firm())
    record()
    for day in range(6):
        pump(later(days=day))
    row = Subscription.objects.get()
    assert row.standing == Standing.DISABLED
    notice = Notice.objects.get(kind="list-subscription-stopped")
    assert (notice.party_kind, notice.party_id) == ("organisation", association.id)
    assert notice.link == f"/subscriptions/{row.pk}/"
    tried = len(receiver.got["/in"])
    list_(firm(), later(days=7))
    record(later(days=7))
    pump(later(days=7))
    assert len(receiver.got["/in"]) == tried
    receiver.always.clear()
    actions.resume(subscription_id=made.subscription.pk, by=BY, now=later(days=8))
    pump(later(days=8))
    assert sorted(numbers(receiver.took("/in"))) == [1, 2]


def test_gone_stops_at_once(firm, follow, receiver):
    follow()
    receiver.always["/in"] = 410
    list_(firm())
    record()
    assert pump().stopped == [Subscription.objects.get().pk]


def test_replay_sends_the_same_ids_again(firm, follow, receiver):
    made = follow()
    for _ in range(3):
        list_(firm())
    record()
    pump()
    actions.replay(subscription_id=made.subscription.pk, since=1, by=BY, now=NOW)
    pump()
    ids = [given["webhook-id"] for given, _, _ in receiver.got["/in"]]
    assert sorted(ids[3:]) == sorted(ids[1:3])
    with pytest.raises(Refusal, match=r"lists\.version"):
        actions.replay(subscription_id=made.subscription.pk, since=4, by=BY, now=NOW)


def test_a_replay_after_the_removal_names_nobody(firm, follow, receiver):
    """Publication ended with the removal: who holds the entry learns which it is, and nobody else whose it was."""
    made = follow()
    gone, kept = list_(firm()), list_(firm(), later(minutes=1))
    record(later(minutes=1))
    pump(later(minutes=1))
    first = {one["data"]["version"]: one["data"] for one in receiver.took("/in")}
    assert first[1]["name"].endswith("鲸茶业有限公司")
    assert first[1]["code"]
    remove(gone, later(days=1))
    record(later(days=1))
    receiver.got["/in"].clear()
    actions.replay(subscription_id=made.subscription.pk, since=0, by=BY, now=later(days=1))
    pump(later(days=1))
    again = {one["data"]["version"]: one["data"] for one in receiver.took("/in")}
    assert (again[1]["name"], again[1]["code"]) == ("", "")
    assert again[1]["entry"] == first[1]["entry"] == again[3]["entry"]
    assert (again[3]["name"], again[3]["code"]) == ("", first[1]["code"])
    assert again[2] == first[2]
    assert kept.entity.name in json.dumps(again, ensure_ascii=False)
    assert gone.entity.name not in json.dumps(again, ensure_ascii=False)


def test_a_late_delivery_after_the_removal_names_nobody(firm, follow, receiver):
    follow()
    receiver.always["/in"] = 503
    listing = list_(firm())
    record()
    pump()
    remove(listing, later(days=1))
    record(later(days=1))
    receiver.always.clear()
    receiver.got["/in"].clear()
    pump(later(days=1))
    pump(later(days=1, minutes=1))
    assert numbers(receiver.took("/in")) == [1, 2]
    assert listing.entity.name not in json.dumps(receiver.took("/in"), ensure_ascii=False)


def test_scope_filters_but_corrections_always_come(firm, follow, receiver):
    follow("/place", region="999101002")
    follow("/kinds", kinds=["removed"])
    follow("/list", registers=["serious"])
    here, there = firm(), firm(region="999101002")
    first, second = list_(here), list_(there, later(minutes=1))
    remove(second, later(days=1))
    correct(first, later(days=2))
    record(later(days=2))
    pump(later(days=2))
    assert sorted(numbers(receiver.took("/place"))) == [2, 3, 4]
    assert sorted(numbers(receiver.took("/kinds"))) == [3, 4]
    assert numbers(receiver.took("/list")) == [4]
    assert receiver.took("/list")[0]["notice"]["body"]


def test_a_window_bounds_what_is_queued_and_nothing_is_left_out(firm, follow, receiver, monkeypatch):
    monkeypatch.setattr("gongbao.register.subscriptions.actions.delivering.WINDOW", 4)
    monkeypatch.setattr(actions.fan_out, "__kwdefaults__", {"window": 4})
    follow()
    for minute in range(11):
        list_(firm(), later(minutes=minute))
    record(later(minutes=11))
    assert actions.fan_out(now=later(minutes=11)) == 4
    assert actions.fan_out(now=later(minutes=11)) == 0
    assert pump(later(minutes=11)).delivered == 11
    assert sorted(numbers(receiver.took("/in"))) == list(range(1, 12))
    assert sorted(Delivery.objects.values_list("sequence", flat=True)) == list(range(1, 12))


def test_paused_and_ended_get_nothing(firm, follow, receiver):
    paused, ended = follow("/paused"), follow("/ended")
    list_(firm())
    record()
    actions.fan_out(now=NOW)
    actions.pause(subscription_id=paused.subscription.pk, by=BY, now=NOW)
    actions.end(subscription_id=ended.subscription.pk, by=BY, now=NOW)
    assert pump().delivered == 0
    actions.resume(subscription_id=paused.subscription.pk, by=BY, now=NOW)
    assert pump().delivered == 1
    with pytest.raises(Refusal, match=r"lists\.ended"):
        actions.resume(subscription_id=ended.subscription.pk, by=BY, now=NOW)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/hook",
        "https://127.0.0.1/hook",
        "https://2130706433/hook",
        "https://0x7f.1/hook",
        "https://[::1]/hook",
        "https://localhost/hook",
        "https://db.internal/hook",
        "https://intranet/hook",
        "https://user:word@example.org/",
        "https://example.org/#part",
        "ftp://example.org/",
        "https://exa mple.org/",
        "https://example.org:0/",
        "javascript:alert(1)",
        "https://" + "a" * 600 + ".org/",
        "https:///nohost",
    ],
)
def test_addresses_inside_and_odd_ones_are_refused(association, url):
    with pytest.raises(Refusal, match=r"lists\.address"):
        actions.subscribe(organisation_id=association.id, label="系统", url=url, scope=actions.Scope(), by=BY, now=NOW)
    assert not Subscription.objects.exists()


def test_a_name_that_turns_inward_later_gets_nothing(firm, follow, receiver, settings, monkeypatch):
    """Judged again at the moment of connecting: the name was public when it was given."""
    follow("/in")
    settings.WEBHOOK_INSIDE = False
    list_(firm())
    record()
    assert pump().failed == 1
    assert receiver.got["/in"] == []
    assert "inside address refused" in Subscription.objects.get().last_error


def test_a_second_organisation_is_not_told_of_the_first(firm, follow, receiver, db):
    other = Organisation.objects.create(kind="reader", name="另一协会", region="999101", created_at=NOW)
    follow("/a")
    follow("/b", organisation=other)
    list_(firm())
    record()
    pump()
    assert {given["webhook-id"] for given, _, _ in receiver.got["/a"]} == {
        given["webhook-id"] for given, _, _ in receiver.got["/b"]
    }
    assert receiver.got["/a"][0][0]["webhook-signature"] != receiver.got["/b"][0][0]["webhook-signature"]


def test_order_holds_for_each_party_under_random_failures(firm, follow, receiver):
    follow()
    firms = [firm() for _ in range(4)]
    for day in range(3):
        for one in firms:
            remove(list_(one, at(2026, 7, 9 + day, 9)), at(2026, 7, 9 + day, 10))
    record(at(2026, 7, 12))
    assert ListEvent.objects.count() == 24
    receiver.answers["/in"] = [(500, 200, 200, 429)[number % 4] for number in range(60)]
    for hour in range(40):
        pump(at(2026, 7, 12) + timedelta(hours=hour))
    found = receiver.took("/in")
    assert len(found) == 24
    parties, last = dict(ListEvent.objects.values_list("number", "party")), {}
    for one in found:
        party = parties[one["data"]["version"]]
        assert one["data"]["previous"] == last.get(party, 0)
        last[party] = one["data"]["version"]


def test_delivered_messages_are_forgotten_after_a_month(firm, follow, receiver):
    follow()
    list_(firm())
    record()
    pump()
    assert actions.prune(now=later(days=29)) == 0
    assert actions.prune(now=later(days=31)) == 1
    assert ListEvent.objects.count() == 1

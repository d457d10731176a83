"""Outside channels: nothing is lost when a gateway is down, nothing is sent twice, no secret leaves its seal."""

import http.server
import json
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta

import pytest
from django.db import connection

from gongbao.foundation.accounts import actions as accounts
from gongbao.foundation.accounts.models import Role, User
from gongbao.foundation.events.actor import command
from gongbao.foundation.events.models import Event
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.notices import actions
from gongbao.foundation.notices.models import Attempt, Delivery
from gongbao.foundation.notices.outside import Outgoing, send_out, understood
from gongbao.foundation.notices.postman import Postman

BY = command("test")
SECRET = "s3cr3t-token"
PHONE = "13900010002"
WORDS = actions.Words(
    kind="alarm",
    title_zh="石门镇滑坡",
    title_en="Landslide at Shimen",
    body_zh="请立即应答。",
    body_en="Please answer.",
)


class Gateway(http.server.BaseHTTPRequestHandler):
    """A gateway on this machine that answers `status` and keeps what it was sent."""

    status = 200
    got: list[dict]

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).got.append(json.loads(body) | {"path": self.path, "key": self.headers.get("X-Key")})
        self.send_response(type(self).status)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def served():
    class Mine(Gateway):
        got = []

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Mine) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        Mine.url = f"json://127.0.0.1:{server.server_port}/send?+X-Key={SECRET}&:phone={{to}}"
        yield Mine
        server.shutdown()


@pytest.fixture
def desk(db, now, settings):
    settings.DEMO = True
    accounts.ensure_roles(now=now)
    return accounts.create_organisation(kind="unit", name="信息科", region="999101", by=BY, now=now)


@pytest.fixture
def officer(desk, now):
    user = User.objects.create_user("officer", display_name="值班员")
    accounts.appoint(user=user, organisation=desk, role=Role.objects.get(pk="desk-chief"), by=BY, now=now)
    return user


@pytest.fixture
def phone(served, officer, now):
    gateway = actions.open_gateway(kind="sms", name="短信", url=served.url, by=BY, now=now)
    return actions.add_contact(
        gateway=gateway, address=PHONE, user=officer, quiet_from=time(8), quiet_until=time(20), by=BY, now=now
    )


def postman(at):
    return Postman(lambda: at)


def queued(officer, now, key="alarm:1", **more):
    return actions.queue(to=actions.Told(users=[officer.pk]), words=WORDS, key=key, now=now, **{"urgent": True} | more)


def test_it_goes_out_once_and_is_seen_to(served, phone, officer, now):
    assert queued(officer, now) == 1
    assert queued(officer, now) == 0, "the same key is not sent again"
    assert postman(now).step()
    assert not postman(now).step()
    (got,) = served.got
    assert (got["title"], got["phone"], got["key"]) == (WORDS.title_zh, PHONE, SECRET)
    assert Delivery.objects.get().state == "sent"


def test_a_drill_says_so_everywhere(served, phone, officer, now):
    queued(officer, now, drill=True)
    postman(now).step()
    assert served.got[0]["title"].startswith("【演练】")
    assert served.got[0]["message"].startswith("【演练】")


def test_quiet_hours_hold_what_is_not_urgent(served, phone, officer, now):
    queued(officer, now, urgent=False)
    assert not postman(now).step()
    evening = now.replace(hour=20)
    assert postman(evening).step()
    assert len(served.got) == 1


def test_a_gateway_that_is_down_loses_nothing(served, phone, officer, now):
    served.status = 503
    queued(officer, now)
    at = now
    for _ in range(3):
        postman(at).step()
        waiting = Delivery.objects.get()
        assert (waiting.state, waiting.reason) == ("queued", "refused:503")
        assert not postman(at).step(), "it waits for its next try"
        at = waiting.next_at
    served.status = 200
    postman(at).step()
    assert Delivery.objects.get().state == "sent"
    assert list(Attempt.objects.order_by("at", "id").values_list("ok", flat=True)) == [False] * 3 + [True]


def test_it_is_given_up_in_the_end_seen_and_can_be_tried_again(client, served, phone, officer, now):
    served.status = 500
    queued(officer, now)
    at, tries = now, 0
    while postman(at).step():
        tries += 1
        one = Delivery.objects.get()
        at = one.next_at if one.state == "queued" else at + timedelta(days=1)
    assert one.state == "failed"
    assert tries == 12
    assert Event.objects.filter(name="delivery.failed").exists()
    client.force_login(officer)
    page = client.get("/outside/?show=failed").content.decode()
    assert "没送出" in page
    assert "500" in page
    assert SECRET not in page
    assert PHONE not in page
    served.status = 200
    client.post(f"/outside/deliveries/{one.pk}/retry/")
    one.refresh_from_db()
    postman(one.next_at).step()
    assert Delivery.objects.get().state == "sent"
    with pytest.raises(Refusal, match="not-failed"):
        actions.retry(delivery_id=one.pk, by=BY, now=at)


def test_whoever_sends_is_killed_and_another_takes_over(phone, officer, now):
    queued(officer, now)
    assert len(actions.take_due(now=now, most=10)) == 1  # and never comes back
    assert actions.take_due(now=now + timedelta(seconds=60), most=10) == []
    assert len(actions.take_due(now=now + timedelta(seconds=91), most=10)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_senders_never_send_one_twice(served, phone, officer, now):
    for number in range(30):
        queued(officer, now, key=f"alarm:{number}")

    def work(_):
        try:
            while postman(now).step():
                pass
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as workers:
        list(workers.map(work, range(3)))
    assert len(served.got) == 30
    assert Delivery.objects.filter(state="sent").count() == 30


def test_secrets_rest_sealed_and_are_never_said(phone, officer, now, caplog):
    rows = []
    with connection.cursor() as cursor:
        for table in ("notices_gateway", "notices_contact", "events_event"):
            cursor.execute(f"SELECT * FROM {table}")
            rows += cursor.fetchall()
    assert SECRET not in str(rows)
    assert PHONE not in str(rows)
    assert phone.hint == "139****0002"
    with caplog.at_level(logging.DEBUG):
        what = Outgoing(f"json://127.0.0.1:9/x?+X-Key={SECRET}&:phone={{to}}", PHONE, "t", "b")
        assert send_out(what) == "unreachable"
    assert SECRET not in caplog.text + repr(what)
    assert PHONE not in caplog.text + repr(what)


def test_an_address_cannot_change_the_gateway(served):
    what = Outgoing(served.url, "1&+X-Key=other&:to=all", "t", "b")
    assert send_out(what) == ""
    assert served.got[0]["key"] == SECRET
    assert "to" not in served.got[0]


@pytest.mark.parametrize("url", ["", "nonsense", "syslog://", "dbus://", "http//x", "file:///etc/passwd"])
def test_what_is_no_gateway_is_refused_without_repeating_it(db, url, now):
    assert not understood(url)
    with pytest.raises(Refusal, match="unknown"):
        actions.open_gateway(kind="sms", name="x", url=url, by=BY, now=now)


def test_mail_chat_and_shared_addresses(db, desk, officer, now):
    mail = actions.open_gateway(kind="mail", name="邮件", url="mailtos://u:p@qinglan.example?to={to}", by=BY, now=now)
    chat = actions.open_gateway(kind="chat", name="群", url="wecombot://abcdefgh-1234", by=BY, now=now)
    with pytest.raises(Refusal, match="mail"):
        actions.add_contact(gateway=mail, address="nobody", user=officer, by=BY, now=now)
    actions.add_contact(gateway=mail, address="z@qinglan.example", user=officer, by=BY, now=now)
    with pytest.raises(Refusal, match="known"):
        actions.add_contact(gateway=mail, address="y@qinglan.example", user=officer, by=BY, now=now)
    room = actions.add_contact(gateway=chat, address="", organisation=desk, role="desk-chief", by=BY, now=now)
    told = actions.Told(users=[officer.pk], organisations=[desk.pk], role="desk-chief")
    assert actions.queue(to=told, words=WORDS, key="a", now=now, urgent=True) == 2
    other = actions.Told(organisations=[desk.pk], role="leader")
    assert actions.queue(to=other, words=WORDS, key="b", now=now, urgent=True) == 0
    assert actions.queue(to=told, words=WORDS, key="c", now=now, urgent=True, kinds=["chat"]) == 1
    actions.end_contact(contact=room, by=BY, now=now)
    actions.close_gateway(gateway=mail, by=BY, now=now)
    assert actions.queue(to=told, words=WORDS, key="d", now=now, urgent=True) == 0


def test_the_pages(client, served, phone, officer, now):
    client.force_login(officer)
    page = client.get("/account/channels/").content.decode()
    assert "139****0002" in page
    assert client.post(f"/account/channels/{phone.pk}/test/").status_code == 302
    postman(now).step()
    stranger = User.objects.create_user("stranger", display_name="x")
    client.force_login(stranger)
    assert client.post(f"/account/channels/{phone.pk}/test/").status_code == 404
    assert client.get("/outside/").status_code == 403
    bad = client.post("/account/channels/", {"gateway": phone.gateway_id, "address": "12", "quiet_from": "8"})
    assert bad.status_code == 422

"""Addresses, signatures and tries, without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from gongbao.register.subscriptions.kinds import BEGINNINGS, ENDINGS, WRONG
from gongbao.register.subscriptions.models import Change
from gongbao.register.subscriptions.rules import tries
from gongbao.register.subscriptions.rules.addresses import allowed_ip, refused_url
from gongbao.register.subscriptions.rules.messages import message_id, secret_bytes, secret_text, signature

NOW = datetime(2026, 7, 8, tzinfo=UTC)


def test_the_signature_is_that_of_standard_webhooks():
    """The vector published with the specification's libraries."""
    secret = secret_bytes("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    given = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, b'{"test": 2432232314}')
    assert given == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert secret_bytes(secret_text(secret)) == secret
    for wrong in ("MfKQ", "whsec_*", "whsec_a"):
        with pytest.raises(ValueError, match="secret"):
            secret_bytes(wrong)


def test_an_id_depends_on_register_and_number_alone():
    assert message_id("a/b", 1) == message_id("a/b", 1) != message_id("a/b", 2)
    assert message_id("a/c", 1) != message_id("a/b", 1)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "fec0::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "2001:0:a00:1::",
        "not an address",
    ],
)
def test_inside_addresses_get_nothing(address):
    assert not allowed_ip(address, inside=False)


def test_outside_addresses_are_fine_and_a_closed_network_allows_its_own():
    assert allowed_ip("93.184.216.34", inside=False)
    assert allowed_ip("2606:2800:220:1::1", inside=False)
    assert allowed_ip("10.0.0.1", inside=True)
    assert allowed_ip("127.0.0.1", inside=True)
    assert not allowed_ip("169.254.169.254", inside=True)
    assert not allowed_ip("224.0.0.1", inside=True)


def test_good_addresses():
    assert refused_url("https://hooks.example.org/lists?key=1", inside=False) is None
    assert refused_url("https://hooks.example.org:8443/", inside=False) is None
    assert refused_url("http://10.0.0.5:8080/in", inside=True) is None
    assert refused_url("https://例子.example.org/", inside=False) is None


def test_waits_grow_and_what_is_asked_for_is_kept_within_a_day():
    waits = [tries.next_try(n, NOW) - NOW for n in range(1, 12)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=5)
    assert tries.next_try(1, NOW, asked=timedelta(minutes=7)) == NOW + timedelta(minutes=7)
    assert tries.next_try(1, NOW, asked=timedelta(days=30)) == NOW + timedelta(days=1)
    assert tries.retry_after("120") == timedelta(minutes=2)
    assert tries.retry_after("Wed, 21 Oct 2026 07:28:00 GMT") is None


def test_when_sending_stops():
    assert not tries.stops(NOW, 500, NOW + timedelta(days=4))
    assert tries.stops(NOW, 500, NOW + timedelta(days=5))
    assert tries.stops(None, 410, NOW)
    assert tries.rests(1, reached=False)
    assert not tries.rests(2, reached=True)
    assert tries.rests(3, reached=True)


def test_the_plain_words_are_the_models_kinds():
    assert {*BEGINNINGS, *ENDINGS, "renamed", "distinct"} == set(Change.values)
    assert set(WRONG) <= set(Change.values)

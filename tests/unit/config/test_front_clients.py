"""Who asks: an account once Django said so, else the address; a made-up cookie buys no share of its own."""

from gongbao.config.front_clients import Clients


def scope(**headers):
    return {"headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]}


def test_a_cookie_counts_once_django_answered_it():
    clients = Clients("sessionid")
    asked = scope(cookie="language=en; sessionid=abc")
    assert clients.of(asked, "192.0.2.1") == "address:192.0.2.1"
    clients.learn(asked, "7")
    assert clients.of(asked, "192.0.2.1") == "account:7"
    assert clients.of(scope(cookie="sessionid=made-up"), "192.0.2.1") == "address:192.0.2.1"
    again = scope(cookie="sessionid=def")
    clients.learn(again, "7")
    assert clients.of(again, "192.0.2.9") == "account:7", "two windows of one account share"


def test_a_key_is_a_credential_too_and_no_secret_is_kept():
    clients = Clients("sessionid")
    clients.learn(scope(authorization="Bearer gb_secret"), "9")
    assert clients.of(scope(authorization="Bearer gb_secret"), "192.0.2.1") == "account:9"
    assert "gb_secret" not in str(vars(clients))


def test_the_longest_unused_are_forgotten(monkeypatch):
    monkeypatch.setattr("gongbao.config.front_clients.MOST", 2)
    clients = Clients("sessionid")
    for name in "abc":
        clients.learn(scope(cookie=f"sessionid={name}"), name)
    assert clients.of(scope(cookie="sessionid=a"), "x") == "address:x"
    assert clients.of(scope(cookie="sessionid=c"), "x") == "account:c"

"""Officers act only after a second factor; firms and the public are not held up."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from tests.integration.accounts.conftest import PASSWORD

SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()


def code() -> str:
    return format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))


@pytest.fixture
def sign_in(client, office):
    def enter(user):
        user.set_password(PASSWORD)
        user.save()
        return client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})

    return enter


def test_an_officer_without_one_is_sent_to_set_it_up_and_can_do_nothing_else(client, office, sign_in):
    sign_in(office.admin)
    for page in ["/office/people/", "/account/", "/account/tokens/", "/work/"]:
        answer = client.get(page)
        assert answer["Location"].startswith("/accounts/2fa/totp/activate/?next="), page
    assert client.post(f"/office/people/{office.clerk.pk}/block/").status_code == 302
    office.clerk.refresh_from_db()
    assert office.clerk.is_active
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200


def test_what_everybody_sees_an_officer_sees_too(client, office, sign_in):
    sign_in(office.admin)
    assert client.get("/account/join/").status_code == 200


def test_an_officer_signs_in_with_password_and_code(client, office, sign_in):
    TOTP.activate(office.admin, SECRET)
    answer = sign_in(office.admin)
    assert "/accounts/2fa/authenticate/" in answer["Location"]
    assert client.get("/office/people/").headers["Location"].startswith("/accounts/login/")
    client.post("/accounts/2fa/authenticate/", {"code": code()})
    assert client.get("/office/people/").status_code == 200


def test_a_recovery_code_counts(client, office, sign_in):
    TOTP.activate(office.admin, SECRET)
    codes = RecoveryCodes.activate(office.admin).get_unused_codes()
    sign_in(office.admin)
    client.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert client.get("/office/people/").status_code == 200


def test_a_session_from_before_the_factor_must_show_it(client, office, sign_in):
    sign_in(office.admin)
    TOTP.activate(office.admin, SECRET)
    assert client.get("/office/people/")["Location"].startswith("/accounts/2fa/reauthenticate/?next=")
    client.post("/accounts/2fa/reauthenticate/", {"code": code()})
    assert client.get("/office/people/").status_code == 200


def test_a_firms_officer_is_not_held_up(client, office, sign_in):
    assert sign_in(office.clerk)["Location"] == "/work/"
    assert client.get("/account/").status_code == 200


def test_for_the_api_an_officer_without_it_is_a_visitor(client, office, sign_in):
    sign_in(office.admin)
    assert client.get("/api/v1/records/91999101MA0000001X").status_code == 404


def test_the_demonstration_lets_its_officers_skip_it_and_says_so(client, office, sign_in, settings):
    settings.DEMO = True
    sign_in(office.admin)
    assert "演示系统不要求两步验证" in client.get("/account/").content.decode()
    settings.DEMO = False
    assert client.get("/account/").status_code == 302

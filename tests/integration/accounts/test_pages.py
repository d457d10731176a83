"""The pages of accounts: one happy path each, and the doors that must stay shut."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.integration.accounts.conftest import PASSWORD

from gongbao.foundation.accounts import actions, directory, landing
from gongbao.foundation.accounts.actions.roles import packaged_roles
from gongbao.foundation.accounts.directory import Firm
from gongbao.foundation.accounts.models import ApiToken, Invitation, Mandate, PersonalReading, User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.models import Event

CODE = re.compile(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}\b")


@pytest.fixture(autouse=True)
def _demonstration(settings):
    """The second factor has tests of its own."""
    settings.DEMO = True
    cache.clear()


@pytest.fixture
def as_(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def words(answer):
    return answer.content.decode()


def test_an_administrator_invites_and_the_person_joins(as_, office, client):
    as_(office.admin)
    page = client.post(f"/office/people/organisations/{office.authority.pk}/invite/", {"role": "regulator"})
    assert page["Cache-Control"] == "no-store"
    code = CODE.search(words(page))[0]
    assert code not in words(client.get("/office/people/invitations/"))
    client.logout()
    answer = client.post(
        "/account/join/", {"code": code, "username": "new", "display_name": "庚某某", "password": PASSWORD}
    )
    assert answer["Location"] == "/accounts/login/"
    assert client.post("/accounts/login/", {"login": "new", "password": PASSWORD})["Location"] == "/work/"
    assert User.objects.get(username="new").memberships.get().role_id == "regulator"
    assert Event.objects.filter(name="person.signed-in").count() == 1


def test_a_refused_join_keeps_what_was_typed_but_not_the_password(office, client):
    form = {"code": "AAAA", "username": "new", "display_name": "庚某某", "password": PASSWORD}
    answer = client.post("/account/join/", form)
    assert answer.status_code == 422
    assert "没有这个码" in words(answer)
    assert "庚某某" in words(answer)
    assert PASSWORD not in words(answer)


def test_whoever_tries_codes_is_slowed_down(office, client):
    form = {"code": "AAAA", "username": "new", "display_name": "庚某某", "password": PASSWORD}
    for _ in range(10):
        assert "没有这个码" in words(client.post("/account/join/", form))
    assert "10 分钟后再试" in words(client.post("/account/join/", form))


def test_a_forgotten_password_comes_back_by_code(as_, office, client):
    page = as_(office.admin).post(f"/office/people/{office.clerk.pk}/password-code/")
    code = CODE.search(words(page))[0]
    client.logout()
    answer = client.post("/account/reset/", {"username": "clerk", "code": code, "password": "another-horse-9"})
    assert answer.status_code == 302
    assert client.login(username="clerk", password="another-horse-9")


def test_mail_pages_of_the_library_lead_to_ours(client):
    assert client.get("/accounts/signup/")["Location"] == "/account/join/"
    assert client.get("/accounts/password/reset/")["Location"] == "/account/reset/"


def test_an_administrator_sees_and_changes_the_own_region_only(as_, office, client):
    as_(office.admin)
    page = words(client.get("/office/people/"))
    assert "clerk某" in page
    assert "stranger某" not in page
    assert client.get(f"/office/people/{office.stranger.pk}/").status_code == 404
    assert client.get(f"/office/people/organisations/{office.elsewhere.pk}/").status_code == 404
    theirs = office.stranger.memberships.get()
    assert client.post(f"/office/people/appointments/{theirs.pk}/end/").status_code == 403
    outside = {"role": "regulator", "region": "999102", "organisation": office.authority.pk}
    assert client.post(f"/office/people/{office.auditor.pk}/appoint/", outside).status_code == 403
    elsewhere = {"kind": "agent", "name": "甲", "region": "999102"}
    assert client.post("/office/people/organisations/new/", elsewhere).status_code == 403


def test_an_account_shared_with_another_region_is_not_reset_here(as_, office, client, now):
    actions.appoint(
        user=office.regulator, organisation=office.elsewhere, role=office.roles["regulator"], by=office.by, now=now
    )
    as_(office.admin)
    for what in ["password-code", "block", "second-factor"]:
        assert client.post(f"/office/people/{office.regulator.pk}/{what}/").status_code == 403


def test_appointing_ending_and_blocking(as_, office, client):
    as_(office.admin)
    person = f"/office/people/{office.auditor.pk}/"
    client.post(f"{person}appoint/", {"role": "signer", "organisation": office.authority.pk})
    signer = office.auditor.memberships.get(role="signer")
    assert client.get(f"/office/people/appointments/{signer.pk}/end/").status_code == 200
    client.post(f"/office/people/appointments/{signer.pk}/end/")
    assert office.auditor.memberships.get(role="signer").until
    assert "以前的任职" in words(client.get(person))
    client.post(f"{person}block/")
    assert not User.objects.get(pk=office.auditor.pk).is_active
    client.post(f"{person}block/")
    assert User.objects.get(pk=office.auditor.pk).is_active
    mine = office.admin.memberships.get()
    refused = client.post(f"/office/people/appointments/{mine.pk}/end/")
    assert refused.status_code == 403
    assert "不能任免自己" in words(refused)


def test_organisations_are_added_found_and_closed(as_, office, client):
    as_(office.admin)
    form = {"kind": "agent", "name": "青岚县新联代理", "region": "999101002", "code": "91999101MA0000008W"}
    made = client.post("/office/people/organisations/new/", form)
    assert "青岚县新联代理" in words(client.get(made["Location"]))
    again = client.post("/office/people/organisations/new/", form)
    assert again.status_code == 422
    assert "青岚县新联代理" in words(client.get("/office/people/organisations/?q=新联"))
    client.post(f"{made['Location']}close/")
    assert "已停用" in words(client.get(made["Location"]))


def test_a_firms_liaison_officer_is_invited_by_the_firms_code(as_, office, client, monkeypatch):
    firm = Firm(entity_id=8, name="青岚县竹里机械厂", code="91999101MA0000003Z", region="999101002")
    far = Firm(entity_id=9, name="云泽县某厂", code="91999102MA0000004Z", region="999102002")
    known = {firm.code: firm, far.code: far}
    monkeypatch.setattr(directory, "_answers", {"register": (known.get, lambda ids: [])})
    as_(office.admin)
    answer = client.post("/office/people/invitations/firm/", {"code": firm.code.lower()})
    assert CODE.search(words(answer))
    assert Mandate.objects.get(entity_id=8).own
    assert client.post("/office/people/invitations/firm/", {"code": far.code}).status_code == 403
    assert client.post("/office/people/invitations/firm/", {"code": "9" * 18}).status_code == 422
    client.post(f"/office/people/invitations/{Invitation.objects.get().pk}/revoke/")
    assert Invitation.objects.get().revoked_at


def test_a_token_is_shown_once_and_can_be_revoked(as_, office, client):
    as_(office.helper)
    form = {"organisation": office.agent.pk, "permissions": ["filing.submit"], "purpose": "财务系统", "days": 90}
    page = client.post("/account/tokens/new/", form)
    key = re.search(r"gb_[0-9a-f]{10}_[\w-]{43}", words(page))[0]
    listed = words(client.get("/account/tokens/"))
    assert key not in listed
    assert key[:13] in listed
    token = ApiToken.objects.get()
    as_(office.clerk)
    assert client.post(f"/account/tokens/{token.pk}/revoke/").status_code == 404
    as_(office.helper).post(f"/account/tokens/{token.pk}/revoke/")
    assert ApiToken.objects.get().revoked_at
    beyond = {**form, "permissions": ["season.sign"]}
    assert client.post("/account/tokens/new/", beyond).status_code == 422


def test_a_firm_engages_an_agent_and_ends_the_mandate(as_, office, client):
    as_(office.clerk)
    client.post("/my/agents/", {"entity": 7, "agent": office.agent.code})
    assert office.agent.name in words(client.get("/my/agents/"))
    mandate = Mandate.objects.get(organisation=office.agent)
    as_(office.helper)
    assert client.post(f"/my/agents/7/{mandate.id}/end/").status_code == 403
    assert client.post("/my/agents/", {"entity": 7, "agent": office.agent.code}).status_code == 422
    as_(office.clerk).post(f"/my/agents/7/{mandate.id}/end/")
    assert Mandate.objects.get(organisation=office.agent).until
    own = Mandate.objects.get(organisation=office.firm)
    assert client.post(f"/my/agents/7/{own.id}/end/").status_code == 404


def test_a_personal_fact_opens_for_a_purpose_and_within_reach(as_, office, client, now, monkeypatch):
    fact = actions.record_facts(
        subject=actions.Subject("filing", "f-1", 7), values={"phone": "13800005678"}, by=office.by, now=now
    )[0]
    place = Firm(7, "松月", "", "999101003")
    monkeypatch.setattr(directory, "_answers", {"register": (lambda code: None, lambda ids: [place])})
    page = f"/office/personal/{fact.pk}/"
    as_(office.regulator)
    assert "13800005678" not in words(client.get(page))
    assert client.post(page, {"purpose": "看"}).status_code == 422
    full = client.post(page, {"purpose": "年报期内电话催报"})
    assert "13800005678" in words(full)
    assert full["Cache-Control"] == "no-store"
    assert "regulator某" in words(client.get(page))
    place = Firm(7, "松月", "", "999102003")
    assert client.post(page, {"purpose": "年报期内电话催报"}).status_code == 403
    assert PersonalReading.objects.count() == 1
    place = Firm(7, "松月", "", "999101003")
    client.post(f"{page}erase/", {"ground": "本人请求 2026-8"})
    assert "已依法删除" in words(client.get(page))


def test_the_own_account(as_, office, client):
    as_(office.clerk)
    assert office.firm.name in words(client.get("/account/"))
    answer = client.post("/account/", {"display_name": "丁某", "language": "en"})
    assert answer.cookies["language"].value == "en"
    assert "My account" in words(client.get("/account/"))


def test_work_goes_to_the_first_page_of_the_role(as_, office, client, monkeypatch):
    monkeypatch.setattr(landing, "_workplaces", dict(landing._workplaces))
    assert as_(office.admin).get("/work/").status_code == 302
    landing.register(order=1, permission=Permission.AUDIT_READ, url="accounts:trail", text="留痕")
    assert as_(office.auditor).get("/work/")["Location"] == "/office/trail/"
    nobody = User.objects.create_user("nobody", display_name="无")
    assert as_(nobody).get("/work/")["Location"] == "/account/"


def test_the_trail_is_filtered_paged_and_bounded(as_, office, client, django_assert_max_num_queries, now):
    as_(office.auditor)
    for number in range(60):
        actions.change_details(user=office.clerk, display_name=f"丁{number}", language="en", by=office.by, now=now)
    with django_assert_max_num_queries(12):
        first = client.get("/office/trail/")
    assert len(first.context["events"]) == 50
    later = client.get("/office/trail/" + first.context["paging"]["next_href"])
    seen = {e.at for e in first.context["events"]}
    assert later.context["events"]
    assert seen
    installed = client.get("/office/trail/?name=role.installed").context["events"]
    assert len(installed) == len(packaged_roles())
    assert len(client.get(f"/office/trail/?subject=person:{office.admin.pk}").context["events"]) == 1
    assert client.get("/office/trail/?day=2026-06-28").context["events"] == []
    assert client.get("/office/trail/?actor=test&after=nonsense&day=x").status_code == 200


def test_an_auditor_does_not_read_another_countys_trail(as_, office, client, now):
    from gongbao.foundation.events.actor import Actor, ActorKind  # noqa: PLC0415 (only here)

    theirs = Actor(kind=ActorKind.USER, id="77", label="别县某", organisation_id=office.elsewhere.pk)
    actions.change_details(user=office.clerk, display_name="乙", language="en", by=theirs, now=now)
    as_(office.auditor)
    assert client.get("/office/trail/?actor=别县某").context["events"] == []


def test_a_secret_of_a_second_factor_does_not_rest_in_the_open(office):
    from allauth.mfa.totp.internal.auth import TOTP  # noqa: PLC0415 (only here)

    TOTP.activate(office.admin, "JBSWY3DPEHPK3PXP")
    stored = Authenticator.objects.get(user=office.admin)
    assert "JBSWY3DPEHPK3PXP" not in str(stored.data)


def test_a_device_one_does_not_know_is_signed_out(as_, office, client, now):
    other = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537"})
    other.force_login(office.clerk)
    assert other.get("/account/").status_code == 200
    as_(office.clerk).get("/account/")
    assert "Chrome · Windows" in words(client.get("/accounts/sessions/"))
    theirs = UserSession.objects.get(session_key=other.session.session_key)
    as_(office.helper).post(f"/account/sessions/{theirs.pk}/end/")
    assert other.get("/account/").status_code == 200
    as_(office.clerk).post(f"/account/sessions/{theirs.pk}/end/")
    assert other.get("/account/")["Location"].startswith("/accounts/login/")


def test_looking_at_pages_writes_about_the_session_once(as_, office, client):
    as_(office.clerk).get("/account/")
    with CaptureQueriesContext(connection) as seen:
        client.get("/account/")
    assert not [one["sql"] for one in seen.captured_queries if one["sql"].startswith(("UPDATE", "INSERT"))]

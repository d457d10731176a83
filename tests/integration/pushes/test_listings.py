"""A listing on a party of another province: pushed, published there, taken down there again; and what may go wrong."""

import json
from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests.integration.serious.conftest import firm, listed, offices, person
from tests.made_serious import BY, at

from gongbao.foundation.duties.models import Duty
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.ledger.signing import role_signer
from gongbao.register.entities.models import Entity, EntityCode
from gongbao.register.pushes import actions, packages
from gongbao.register.pushes.models import Arrival, Dispatch
from gongbao.register.serious import actions as serious
from gongbao.register.serious.models import Entry

__all__ = ["firm", "listed", "offices", "person"]
pytestmark = pytest.mark.django_db
DECIDED = at(2026, 9, 21)


@pytest.fixture
def case(firm, listed):
    """A case decided in 青岚 about a party registered in another province."""
    return listed(firm(2, region="980101002"), on=DECIDED, publish=False, facts="经查属实。法人110101199003071234知情")


@pytest.fixture
def owed(case):
    return Dispatch.objects.get(entry_id=case.id, kind="listing")


@pytest.fixture
def there(offices, now):
    """The other register: the same party, registered there, of which that office knows no case."""
    entity = Entity.objects.create(
        name="海云某某食品有限公司",
        code="91980101MA0AGENT0X",
        category="enterprise",
        status="1",
        standing="active",
        established_on=date(2019, 5, 6),
        region="980101002",
        source="test",
        recorded_at=now,
        changed_at=now,
    )
    EntityCode.objects.create(value=entity.code, scheme="uscc", entity_id=entity.id)
    return entity


def send(dispatch, on=DECIDED):
    return actions.note_sent(dispatch_id=dispatch.pk, how="letter", note="青市监函1号", by=BY, now=on)


def of(entry):
    return {"entity_id": entry.entity_id, "entry_id": entry.id, "by": BY}


def ended(case, on, reason="处罚已被撤销"):
    serious.note_annulled(reason=reason, now=on, **of(case))
    return serious.revoke(reason=reason, now=on, **of(case))


def signed(package, signer=None, **changed):
    """The same package, as another register would have made it of another entry."""
    said = json.loads(bytes(package))["package"]
    said |= {one: value for one, value in changed.items() if one != "values"}
    said["values"] |= changed.get("values", {})
    return packages.write(said, signer or role_signer("push"))


@pytest.fixture
def foreign(owed, there):
    """The listing's package as of a register that is not this one."""
    return signed(owed.package, values={"entry": str(uuid4())}, party={"code": there.code, "name": there.name})


def receive(data, office, on):
    return actions.take_in(organisation_id=office.pk, data=data, by=BY, now=on)


def settle(arrival, on):
    return actions.publish_arrival(arrival_id=arrival.pk, by=BY, now=on)


def test_a_decision_opens_the_dispatch_and_its_duty_by_itself(case, owed, offices):
    assert (owed.due_on, owed.citation) == (date(2026, 10, 12), "S21:14.2[C]")  # two holidays of 2026 in between
    duty = Duty.objects.get(state="open")
    assert (duty.kind, duty.due_on, duty.party_id) == ("push-listing", owed.due_on, offices["999101"].pk)
    assert (duty.subject_id, duty.about_entity) == (str(owed.pk), case.entity_id)
    package = packages.read(bytes(owed.package))
    assert (package.kind, package.said["values"]["entry"]) == ("listing", str(case.id))
    assert b"110101199003071234" not in bytes(owed.package)


def test_a_party_of_the_province_is_not_pushed(listed):
    listed(on=DECIDED, publish=False)
    assert not Dispatch.objects.exists()
    assert Duty.objects.get(state="open").kind == "serious-publish"


def test_it_is_sent_once_and_the_case_follows(case, owed):
    send(owed)
    case.refresh_from_db()
    assert case.state == "pushed"
    assert not Duty.objects.filter(state="open").exists()
    with pytest.raises(Refusal, match="sent already"):
        send(owed)


def test_an_office_in_the_same_register_is_told_by_the_case_itself(case, owed):
    serious.push_entry(now=DECIDED, **of(case))
    owed.refresh_from_db()
    assert owed.state == "inside"
    assert not Duty.objects.filter(state="open").exists()
    assert ended(case, at(2026, 9, 22)).state == "ended"
    assert Dispatch.objects.count() == 1


def test_in_one_register_the_package_publishes_the_case_itself(case, owed, offices):
    send(owed)
    made = receive(bytes(owed.package), offices["980101"], at(2026, 9, 22))
    done = settle(made, at(2026, 9, 23))
    assert (done.entry_id, Entry.objects.get().state) == (case.id, "published")
    assert not Duty.objects.filter(state="open").exists()


def test_what_ends_before_it_was_sent_is_not_sent(case, owed):
    ended(case, at(2026, 9, 22))
    owed.refresh_from_db()
    assert (owed.state, Dispatch.objects.count()) == ("withdrawn", 1)
    assert not Duty.objects.filter(state="open").exists()
    with pytest.raises(Refusal, match="nothing to push"):
        send(owed)


def test_the_end_of_what_was_sent_is_pushed_and_names_it(case, owed):
    send(owed)
    ended(case, at(2026, 9, 24))
    end = Dispatch.objects.get(kind="listing-end")
    package = packages.read(bytes(end.package))
    assert (package.kind, package.said["values"]["listing"]) == ("listing-end", owed.sha256)
    assert (end.earlier_id, end.due_on, end.citation) == (owed.pk, date(2026, 9, 30), "S21:19[C]")
    assert Duty.objects.get(state="open").kind == "push-listing-end"
    send(end, at(2026, 9, 24))
    assert not Duty.objects.filter(state="open").exists()


def test_a_pushed_listing_ends_at_its_full_term_and_that_is_pushed_too(case, owed):
    send(owed)
    assert serious.expire(on=date(2029, 9, 21), by=BY, now=at(2029, 9, 21)) == 1
    assert Dispatch.objects.get(kind="listing-end").decided_on == date(2029, 9, 21)


def test_the_other_register_publishes_it_once_and_takes_it_down(foreign, owed, offices, there, case):
    home, (data, digest) = offices["980101"], foreign
    made = receive(data, home, at(2026, 9, 22))
    assert receive(data, home, at(2026, 9, 28)).pk == made.pk
    assert (made.due_on, made.kind) == (date(2026, 10, 13), "listing")
    settle(made, at(2026, 9, 28))
    entry = Entry.objects.get(entity=there)
    assert (entry.state, entry.authority, entry.listed_on) == ("published", "青岚县市场监督管理局", date(2026, 9, 21))
    with pytest.raises(Refusal, match="closed"):
        settle(made, at(2026, 9, 28))
    with pytest.raises(Refusal, match="decided the listing"):
        serious.apply_early(statement="x", commitment=True, evidence=["x"], now=at(2028, 1, 5), **of(entry))

    send(owed)
    ended(case, at(2026, 9, 29))
    end, _ = signed(Dispatch.objects.get(kind="listing-end").package, values={"listing": digest})
    down = receive(end, home, at(2026, 9, 29))
    assert (down.kind, down.due_on) == ("listing-end", date(2026, 10, 9))
    assert receive(end, home, at(2026, 9, 30)).pk == down.pk
    settle(down, at(2026, 9, 30))
    entry.refresh_from_db()
    assert (entry.state, entry.ending, entry.ended_on) == ("ended", "revoked", date(2026, 9, 29))
    assert not Duty.objects.filter(state="open", party_id=home.pk).exists()


@pytest.fixture
def end_of(case, owed):
    def make(digest, **more):
        send(owed)
        ended(case, at(2026, 9, 24))
        return signed(Dispatch.objects.get(kind="listing-end").package, values={"listing": digest}, **more)[0]

    return make


def test_an_end_is_taken_only_after_its_listing_and_by_its_key(foreign, offices, end_of, there):
    home, (data, digest) = offices["980101"], foreign
    own = end_of(digest)
    with pytest.raises(Refusal, match="never received"):
        receive(own, home, at(2026, 9, 24))
    receive(data, home, at(2026, 9, 24))
    said = json.loads(own)["package"]
    with pytest.raises(Refusal, match="another key"):
        receive(packages.write(said, role_signer("checkpoint"))[0], home, at(2026, 9, 24))
    assert receive(own, home, at(2026, 9, 24)).kind == "listing-end"


def test_a_listing_whose_end_has_come_is_not_published_any_more(foreign, offices, end_of, there):
    home, (data, digest) = offices["980101"], foreign
    listing = receive(data, home, at(2026, 9, 24))
    down = receive(end_of(digest), home, at(2026, 9, 24))
    with pytest.raises(Refusal, match="do not publish"):
        settle(listing, at(2026, 9, 24))
    settle(down, at(2026, 9, 24))
    listing.refresh_from_db()
    assert listing.returned
    assert not Entry.objects.filter(entity=there).exists()
    assert not Duty.objects.filter(state="open", party_id=home.pk).exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "other"}, "no push package"),
        ({"kind": "listing-end"}, "no push package"),
        ({"values": {"entry": "one"}}, "no push package"),
        ({"values": {"penalty_on": "2026-13-01"}}, "no push package"),
        ({"values": {"ground": ""}}, "no push package"),
        ({"values": {"more": "x"}}, "no push package"),
        ({"values": {"facts": "法人110101199003071234知情"}}, "identity document"),
    ],
)
def test_what_is_malformed_is_refused(owed, offices, change, words):
    with pytest.raises(Refusal, match=words):
        receive(signed(owed.package, **change)[0], offices["980101"], at(2026, 9, 22))
    assert not Arrival.objects.exists()


def test_an_unknown_ground_or_party_is_not_published(foreign, owed, offices, there):
    home = offices["980101"]
    wrong, _ = signed(foreign[0], values={"ground": "s21-99"})
    with pytest.raises(Refusal, match="no such ground"):
        settle(receive(wrong, home, at(2026, 9, 22)), at(2026, 9, 22))
    wrong, _ = signed(foreign[0], party={"code": "X", "name": "某某"})
    with pytest.raises(Refusal, match="No entity"):
        settle(receive(wrong, home, at(2026, 9, 22)), at(2026, 9, 22))


def test_only_who_decides_about_lists_publishes_one(foreign, offices, there, client, person, monkeypatch):
    monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: at(2026, 9, 22))
    home = offices["980101"]
    made = receive(foreign[0], home, at(2026, 9, 22))
    place = reverse("pushes:arrival", args=[made.pk])
    client.force_login(person("报送员", home, "fact.submit", "duty.see-office", region="980101"))
    assert "由有名单决定权限的人办理" in client.get(place).content.decode()
    assert client.post(place, {"act": "publish"}).status_code == 403
    client.force_login(person("名单员", home, "fact.submit", "listing.decide", "duty.see-office", region="980101"))
    assert place in client.get("/office/").content.decode()
    assert client.post(place, {"act": "publish"}).status_code == 302
    assert Entry.objects.get(entity=there).state == "published"
    assert "已公示" in client.get(place).content.decode()
    client.force_login(person("外人", offices["999101"], "fact.submit", "listing.decide", region="999101"))
    assert client.get(place).status_code == 403


def test_the_pages_say_what_is_pushed(case, owed, client, person, offices, monkeypatch):
    monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: at(2026, 9, 22))
    client.force_login(person("乙某", offices["999101"], "fact.submit", "duty.see-office", region="999101"))
    assert "列入严重违法失信名单" in client.get("/office/pushes/").content.decode()
    place = reverse("pushes:dispatch", args=[owed.pk])
    assert place in client.get("/office/").content.decode()
    assert "严重违法失信名单列入信息推送函" in client.get(f"{place}sheet/").content.decode()
    client.post(place, {"act": "note", "how": "letter", "note": "函1"})
    assert Entry.objects.get().state == "pushed"


def test_the_database_refuses_a_dispatch_that_is_no_kind_of_push(owed):
    for wrong in ({"kind": "penalty"}, {"entry_id": None}, {"kind": "listing-end"}, {"withdrawn_at": DECIDED}):
        if "withdrawn_at" in wrong:
            send(owed)
        with pytest.raises(IntegrityError), transaction.atomic():
            Dispatch.objects.filter(pk=owed.pk).update(**wrong)

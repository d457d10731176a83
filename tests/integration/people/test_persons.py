"""Who may hold a post: never by a name alone, on the law's grounds and no others, and not-me once for everything."""

from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from tests.made_serious import BY, at, id_number

from gongbao.foundation.accounts.models import PersonalFact
from gongbao.foundation.codes.models import Division
from gongbao.foundation.events.models import Event
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.ledger.models import Outbox
from gongbao.kernel.statutes import Appointment, BarGround, Strength
from gongbao.register.entities.models import Entity, EntityPerson
from gongbao.register.people import actions
from gongbao.register.people.models import Bar, Override, PersonKey, Severance
from gongbao.register.people.selectors import Asked, check_appointment, people_links
from gongbao.register.records import selectors as records
from gongbao.register.records.actions import publish
from gongbao.register.registrations.actions import change_representative

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 29)


@pytest.fixture
def firm(now):
    Division.objects.get_or_create(
        code="999101",
        defaults={
            "name": "青岚县",
            "full_name": "青岚县",
            "level": 3,
            "valid_from": date(2000, 1, 1),
            "source": "test",
        },
    )

    def make(number=1, person="丁某某", category="enterprise"):
        entity = Entity.objects.create(
            name=f"青岚第{number}建材有限公司",
            code=f"9199910{number:04}",
            category=category,
            status="1",
            standing="active",
            established_on=date(2019, 5, 6),
            region="999101001",
            source="test",
            recorded_at=now,
            changed_at=now,
        )
        held = EntityPerson.objects.create(entity=entity, post="legal-representative", name=person)
        return entity, held

    return make


@pytest.fixture
def barred(firm):
    """A firm on the serious list, its representative barred; `number` says whether the document was seen."""

    def make(number="", on=date(2026, 3, 16)):
        entity, held = firm()
        (bar,) = actions.bar_persons(
            entity_id=entity.id,
            ground=BarGround.SERIOUS_LIST,
            event=on,
            source=("serious", "x"),
            by=BY,
            now=at(2026, 3, 16),
        )
        if number:
            actions.identify(entity_id=entity.id, person_id=held.id, id_number=number, by=BY, now=at(2026, 3, 16))
        return entity, held, bar

    return make


def ask(name="丁某某", number="", **more):
    return check_appointment(Asked(name=name, id_number=number, **more), TODAY)


def test_a_name_alone_never_bars(barred):
    listed, _held, _bar = barred()
    assert ask().answer is Appointment.POSSIBLE
    assert ask(number=id_number()).answer is Appointment.POSSIBLE, "nothing to compare with"
    assert ask(name="戊某某").answer is Appointment.CLEAR
    assert ask(entity_id=listed.id).answer is Appointment.CLEAR, "another enterprise, says R24 18"


def test_the_number_decides_whatever_the_name(barred):
    barred(id_number())
    assert ask(number=id_number()).answer is Appointment.BARRED
    assert ask(name="丁某(曾用名)", number=id_number()).answer is Appointment.BARRED
    other = ask(number=id_number(serial="004"))
    assert (other.answer, other.hits[0].link.strength) == (Appointment.CLEAR, Strength.DIFFERENT)
    assert ask(birth_year=1981).answer is Appointment.CLEAR
    assert ask(birth_year=1980).answer is Appointment.POSSIBLE
    assert check_appointment(Asked(name="丁某某", id_number=id_number()), date(2029, 3, 15)).answer == "barred"
    assert check_appointment(Asked(name="丁某某", id_number=id_number()), date(2029, 3, 16)).answer == "clear"


def test_the_grounds_of_the_law_and_no_others(firm):
    entity, held = firm()
    number = id_number()
    actions.identify(entity_id=entity.id, person_id=held.id, id_number=number, by=BY, now=at(2026, 3, 1))
    with pytest.raises(Refusal):
        actions.record_bar(
            entity_id=entity.id,
            person_id=held.id,
            ground=BarGround.REVOKED_LICENCE,
            event=date(2025, 1, 6),
            reason="",
            by=BY,
            now=at(2026, 3, 1),
        )
    for ground in (BarGround.REVOKED_LICENCE, BarGround.FAKE_REGISTRATION):
        actions.record_bar(
            entity_id=entity.id,
            person_id=held.id,
            ground=ground,
            event=date(2025, 1, 6),
            reason="青市监处罚〔2025〕1号",
            by=BY,
            now=at(2026, 3, 1),
        )
        assert ask(number=number).answer is Appointment.BARRED
        assert ask(number=number, post="person-in-charge").answer is Appointment.CLEAR
        assert ask(number=number, post="person-in-charge", founding=True).answer is (
            Appointment.CLEAR if ground is BarGround.REVOKED_LICENCE else Appointment.BARRED
        )
    bar = Bar.objects.get(ground="revoked-licence")
    actions.lift_bar(entity_id=entity.id, bar_id=bar.id, reason="复议撤销", by=BY, now=at(2026, 4, 1))
    assert ask(number=number).answer is Appointment.CLEAR
    shop, _operator = firm(5, category="individual")
    assert not actions.bar_persons(
        entity_id=shop.id,
        ground=BarGround.SERIOUS_LIST,
        event=TODAY,
        source=("serious", "y"),
        by=BY,
        now=at(2026, 3, 1),
    )


def test_not_me_once_for_every_list_and_copy(barred, firm):
    listed, held, _bar = barred()
    mine, me = firm(2)
    again, me_again = firm(3)
    number = id_number(serial="006")
    for entity, person in ((mine, me), (again, me_again)):
        actions.identify(entity_id=entity.id, person_id=person.id, id_number=number, by=BY, now=at(2026, 6, 1))
    assert people_links(mine.id, me.id)[0].link.strength is Strength.SAME
    assert {one.link.strength for one in people_links(mine.id, me.id)} == {Strength.SAME, Strength.POSSIBLE}
    stated = {
        "id_number": number,
        "other_entity": listed.id,
        "other_person": held.id,
        "document": "居民身份证",
        "statement": "本人从未在该企业任职",
        "region": "999101",
        "by": BY,
        "now": at(2026, 6, 2),
    }
    made = actions.record_not_me(**stated)
    with pytest.raises(Refusal, match="person-severed"):
        actions.record_not_me(**stated)
    assert ask(number=number).answer is Appointment.CLEAR
    for entity, person in ((mine, me), (again, me_again)):
        links = {one.person.entity_id: one.link.strength for one in people_links(entity.id, person.id)}
        assert links[listed.id] is Strength.SEVERED
    assert Outbox.objects.filter(record=made.id).exists()
    assert number.encode() not in bytes(made.body)
    assert "丁某某".encode() not in bytes(made.body)
    actions.identify(entity_id=listed.id, person_id=held.id, id_number=id_number(), by=BY, now=at(2026, 6, 3))
    with pytest.raises(Refusal, match="person-same"):
        actions.record_not_me(**(stated | {"id_number": id_number()}))


def test_the_registrars_change_asks_first(barred, firm):
    listed, held, bar = barred(id_number())
    publish(entity_ids=[listed.id], reason="imported", by=BY, now=at(2026, 6, 1))
    target, _old = firm(2, person="己某某")

    def change(number, ruled_out="", reason="受理〔2026〕77号", name="丁某某"):
        return change_representative(
            entity_id=target.id,
            asked=Asked(name=name, id_number=number, entity_id=target.id),
            effective_on=TODAY,
            reason=reason,
            ruled_out=ruled_out,
            by=BY,
            now=at(2026, 6, 29),
        )

    with pytest.raises(Refusal) as barred_:
        change(id_number())
    assert barred_.value.code == "person-barred"
    assert listed.name in barred_.value.zh
    assert "2029-03-16" in barred_.value.zh
    assert "《企业信息公示暂行条例》第十八条" in barred_.value.zh
    for number, reason in (("", "受理"), (id_number(serial="004"), "")):
        with pytest.raises(Refusal):
            change(number, reason=reason)
    assert not EntityPerson.objects.filter(entity=target, name="丁某某").exists()
    change(id_number(serial="004"))
    assert not Override.objects.exists(), "the numbers differ: nothing to rule out"
    names = [one["name"] for one in records.current(target.id).sections()["registration"]["persons"]]
    assert names == ["丁某某"]
    PersonKey.objects.filter(entity_id=listed.id).delete()
    with pytest.raises(Refusal, match="person-possible"):
        change(id_number(serial="008"))
    change(id_number(serial="008"), ruled_out="当面核对身份证，出生日期不同")
    kept = Override.objects.get()
    assert (kept.bar_id, kept.entity_id) == (bar.id, target.id)
    assert EntityPerson.objects.filter(entity=target, until=None).count() == 1
    assert held.id


def test_numbers_never_leave_their_table(barred, firm):
    number = id_number()
    barred(number)
    actions.check(asked=Asked(name="丁某某", id_number=number), purpose="受理2026", by=BY, now=at(2026, 6, 1))
    with pytest.raises(Refusal, match="person-purpose"):
        actions.check(asked=Asked(name="丁某某"), purpose=" ", by=BY, now=at(2026, 6, 1))
    assert PersonalFact.objects.get(field="person.id-number").value == number
    event = Event.objects.get(name="person.checked")
    assert number not in str(event.detail)
    assert "丁某某" not in str(event.detail)
    holding = [
        model._meta.label
        for model in apps.get_models()
        if model._meta.label != "accounts.PersonalFact"
        and any(number in str(row) for row in model.objects.values()[:500])
    ]
    assert holding == []
    key = PersonKey.objects.get()
    assert number.encode() not in bytes(key.key)


def test_a_number_that_cannot_be_right_is_refused(firm):
    entity, held = firm()
    for wrong in (
        "",
        "  ",
        id_number()[:-1] + ("0" if id_number()[-1] != "0" else "1"),
        "999101198013400021",
    ):
        with pytest.raises(Refusal, match="person-number"):
            actions.identify(entity_id=entity.id, person_id=held.id, id_number=wrong, by=BY, now=at(2026, 6, 1))
    actions.identify(entity_id=entity.id, person_id=held.id, id_number="E1234567", by=BY, now=at(2026, 6, 1))
    first = bytes(PersonKey.objects.get().key)
    actions.identify(entity_id=entity.id, person_id=held.id, id_number=" e1234567 ", by=BY, now=at(2026, 6, 1))
    assert bytes(PersonKey.objects.get().key) == first


def test_the_database_refuses_half_truths(barred):
    _entity, _held, bar = barred()
    for wrong in ({"lifted_reason": "x"}, {"until": bar.since}, {"lifted_at": at(2026, 6, 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Bar.objects.filter(entity_id=bar.entity_id, id=bar.id).update(**wrong)
    assert not Severance.objects.exists()

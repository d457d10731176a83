"""Facts about persons: masked, read for a purpose, erased for a ground, and still proved."""

from uuid import UUID

import pytest

from gongbao.foundation.accounts import actions, selectors
from gongbao.foundation.accounts.actions.personal import payload
from gongbao.foundation.accounts.models import PersonalFact, PersonalReading
from gongbao.foundation.events.models import Event
from gongbao.foundation.events.refusals import Refusal
from gongbao.kernel.tlog.commitment import opens

SUBJECT = actions.Subject("filing", "f-1", 7)


@pytest.fixture
def facts(office, now):
    return actions.record_facts(
        subject=SUBJECT,
        values={"contact.phone": "13800005678", "contact.name": "欧阳某", "contact.email": " "},
        by=office.by,
        now=now,
    )


def test_pages_get_it_masked_and_the_trail_not_at_all(facts):
    shown = selectors.shown_facts("filing", ["f-1"])["f-1"]
    assert [(one.field, one.masked) for one in shown] == [("contact.name", "欧**"), ("contact.phone", "138****5678")]
    assert "13800005678" not in str(list(Event.objects.values_list("detail", flat=True)))


def test_value_and_salt_open_the_commitment(facts):
    fact = PersonalFact.objects.get(field="contact.phone")
    message = payload(SUBJECT, "contact.phone", "13800005678")
    assert opens(bytes(fact.commitment), bytes(fact.salt), message)
    assert not opens(bytes(fact.commitment), bytes(fact.salt), payload(SUBJECT, "contact.phone", "13800005679"))


def test_a_reading_has_a_purpose_and_leaves_a_trace(office, facts, now):
    with pytest.raises(Refusal, match=r"^personal\.no-purpose:"):
        actions.read_fact(fact_id=facts[0].pk, purpose=" 看 ", by=office.by, now=now)
    assert not PersonalReading.objects.exists()
    assert actions.read_fact(fact_id=facts[0].pk, purpose="电话催报", by=office.by, now=now) == "13800005678"
    assert PersonalReading.objects.get().purpose == "电话催报"
    assert Event.objects.get(name="personal.read").party_id == 7


def test_erasure_leaves_the_commitment_alone(office, facts, now):
    before = bytes(facts[0].commitment)
    with pytest.raises(Refusal, match=r"^personal\.no-ground:"):
        actions.erase_facts(fact_ids=[facts[0].pk], ground="", by=office.by, now=now)
    assert actions.erase_facts(fact_ids=[facts[0].pk], ground="本人请求 2026-8", by=office.by, now=now) == 1
    fact = PersonalFact.objects.get(pk=facts[0].pk)
    assert (fact.value, fact.salt, bytes(fact.commitment)) == (None, None, before)
    with pytest.raises(Refusal, match=r"^personal\.erased:"):
        actions.read_fact(fact_id=facts[0].pk, purpose="电话催报", by=office.by, now=now)
    assert actions.erase_facts(fact_ids=[facts[0].pk], ground="本人请求 2026-8", by=office.by, now=now) == 0


def test_a_fact_nobody_has_is_not_read(office, facts, now):
    with pytest.raises(PersonalFact.DoesNotExist):
        actions.read_fact(fact_id=UUID(int=1), purpose="电话催报", by=office.by, now=now)

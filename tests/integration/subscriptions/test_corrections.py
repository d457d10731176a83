"""Mistakes put right travel as notices in the log, to everybody; who acknowledged them is public."""

import json

import pytest
from tests.integration.subscriptions.conftest import BY, NOW, at, correct, later, list_, pump, record
from tests.made_serious import weighed

from gongbao.foundation.accounts.actions import create_token
from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.actor import command
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.ledger import selectors as ledger
from gongbao.foundation.ledger.actions import begin_log, publish_head, sequence_batch
from gongbao.foundation.notices.models import Notice
from gongbao.kernel.audit.document import Document, audit_proof, enclosed_document
from gongbao.kernel.audit.log import Question
from gongbao.kernel.audit.report import Verdict
from gongbao.kernel.audit.trust import trust_in_keys
from gongbao.register.screening import actions as screening
from gongbao.register.screening.models import Contest
from gongbao.register.serious import actions as serious
from gongbao.register.subscriptions import actions
from gongbao.register.subscriptions.models import CorrectionNotice, ListEvent, Recipient

pytestmark = pytest.mark.django_db


@pytest.fixture
def by_files(association):
    """The association downloads files and has no webhook."""
    return actions.subscribe(
        organisation_id=association.id, label="会员核查", url="", scope=actions.Scope(), by=BY, now=NOW
    ).subscription


@pytest.fixture
def corrected(firm, by_files):
    listing = list_(firm())
    record()
    correct(listing, later(days=1))
    record(later(days=1))
    return CorrectionNotice.objects.get()


def test_a_wrong_entry_goes_as_a_notice_to_users_of_files_too(corrected, association, client, clock):
    body = json.loads(bytes(corrected.body))
    assert body["format"] == "gongbao/list-correction/v1"
    assert body["was"]["ground"]["code"] == "unreachable"
    assert body["is"]["document"]
    notice = Notice.objects.get(kind="list-correction")
    assert (notice.party_kind, notice.party_id) == ("organisation", association.id)
    page = client.get(f"/lists/corrections/{corrected.pk}/").content.decode()
    assert "青岚县茶业协会" in page
    assert "还没有确认" in page
    assert "请删除据此作出的记录和限制" in page
    assert corrected.name in client.get("/lists/corrections/").content.decode()


def test_the_notice_is_verified_from_the_logs_key_alone(corrected, client, clock):
    begin_log(now=NOW)
    address = f"/lists/corrections/{corrected.pk}/notice.tlog-proof"
    assert client.get(address).status_code == 503
    sequence_batch(now=NOW)
    publish_head(now=NOW)
    raw = client.get(address).content
    report = audit_proof(raw, Document(), Question(trust_in_keys([ledger.log_key()])))
    assert report.verdict is Verdict.VERIFIED
    assert enclosed_document(raw) == bytes(corrected.body)
    assert client.get(f"/lists/corrections/{corrected.pk}/notice.json").content == bytes(corrected.body)


def test_acknowledging_is_public_and_the_first_time_stands(corrected, officer, association, client, clock):
    clock(later(days=2))
    client.force_login(officer)
    assert corrected.name in client.get("/subscriptions/").content.decode()
    answer = client.post(f"/lists/corrections/{corrected.pk}/acknowledge/", follow=True)
    assert "已确认" in answer.content.decode()
    clock(later(days=3))
    client.post(f"/lists/corrections/{corrected.pk}/acknowledge/")
    row = Recipient.objects.get()
    assert (row.acknowledged_at, row.how) == (later(days=2), "page")
    client.logout()
    page = client.get(f"/lists/corrections/{corrected.pk}/").content.decode()
    assert "7月10日" in page
    assert "协会秘书" not in page


def test_a_program_acknowledges_with_its_key(corrected, officer, association, client, clock):
    made = create_token(
        user=officer,
        organisation=association,
        permissions=[Permission.LISTS_SUBSCRIBE],
        purpose="核查系统",
        days=30,
        by=BY,
        now=NOW,
    )
    key = {"HTTP_AUTHORIZATION": f"Bearer {made.key}"}
    address = f"/api/v1/lists/corrections/{corrected.pk}/acknowledge"
    assert client.post(address).status_code in (401, 403)
    answer = client.post(address, **key)
    assert answer.status_code == 200
    assert answer.json()[0]["acknowledged_at"]
    public = client.get(f"/api/v1/lists/corrections/{corrected.pk}/recipients").json()
    assert public[0]["organisation"] == "青岚县茶业协会"
    assert client.get("/api/v1/lists/corrections").json()[0]["acknowledged"] == 1


def test_who_was_not_told_has_nothing_to_acknowledge(corrected, db):
    other = Organisation.objects.create(kind="reader", name="后来的机构", region="999101", created_at=NOW)
    with pytest.raises(Refusal, match=r"lists\.not-told"):
        actions.acknowledge(notice_id=corrected.pk, organisation=other, how="page", by=BY, now=NOW)


def test_a_contested_match_becomes_a_notice_to_every_subscriber(firm, follow, receiver, county):
    follow(registers=["serious"])
    listed, other = firm("青岚县花鲸信科技有限公司"), firm("青岚县花鲸茶业有限公司")
    list_(listed)
    record()
    contest = screening.contest_match(
        entity_id=other.id, listed_id=listed.id, statement="代码不同", by=BY, now=later(days=1)
    )
    screening.answer_contest(
        entity_id=other.id, contest_id=contest.id, distinct=True, answer="经核是两家", by=BY, now=later(days=2)
    )
    assert Contest.objects.get().state == "distinct"
    assert record(later(days=2)) == 1
    event = ListEvent.objects.get(number=2)
    assert (event.kind, event.entry, event.begun, event.previous) == ("distinct", None, 0, 1)
    pump(later(days=2))
    (message,) = receiver.took("/in")
    assert message["type"] == "list.distinct"
    body = json.loads(message["notice"]["body"])
    assert body["is"]["distinct"]["code"] == other.code
    assert message["notice"]["acknowledge"].endswith(f"/api/v1/lists/corrections/{event.notice}/acknowledge")


def test_a_revoked_entry_of_the_serious_list(firm, county, by_files):
    Organisation.objects.create(kind="authority", name="青云市市场监督管理局", region="9991", created_at=NOW)
    entity = firm()
    moment = at(2026, 3, 16)
    entry = serious.notify(entity_id=entity.id, region="999101", weighed=weighed(), by=BY, now=moment)
    of = {"entity_id": entity.id, "entry_id": entry.id, "by": BY}
    serious.hear(heard="放弃陈述", now=moment, **of)
    serious.ask_consent(now=moment, **of)
    serious.answer_consent(given=True, reason="", now=moment, **of | {"by": command("superior")})
    serious.decide(now=at(2026, 3, 30), **of)
    serious.publish_entry(now=at(2026, 3, 31), **of)
    assert record(at(2026, 4, 1)) == 1
    serious.note_annulled(reason="行政判决书〔2026〕3号", now=at(2026, 5, 5), **of)
    serious.revoke(reason="行政判决书〔2026〕3号", now=at(2026, 5, 6), **of)
    assert record(at(2026, 5, 7)) == 1
    rows = list(ListEvent.objects.order_by("number").values_list("kind", "register"))
    assert rows == [("listed", "serious"), ("revoked", "serious")]
    assert json.loads(bytes(CorrectionNotice.objects.get().body))["list"] == "serious"

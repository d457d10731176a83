"""After an older copy was restored, nothing gets a number that the log has given to something else."""

import pytest
from django.conf import settings
from django.db import connection
from tests.integration.filings.test_filing_actions import BY, file
from tests.integration.ledger.test_guard import restore_older
from tests.made_reports import enterprise

from gongbao.foundation.ledger.actions import begin_log, publish_head, sequence_batch
from gongbao.foundation.ledger.actions.reconcile import reconcile
from gongbao.foundation.ledger.models import Outbox
from gongbao.kernel.audit.log import Question, audit_log
from gongbao.kernel.audit.source import open_source
from gongbao.kernel.tlog.leaf import parse_leaf
from gongbao.register.filings import actions
from gongbao.register.filings.models import Filing, FilingVersion
from gongbao.register.records.actions import publish_pending
from gongbao.register.records.models import Record

pytestmark = pytest.mark.django_db


def into_the_log(now) -> int:
    while sequence_batch(now=now, limit=1000):
        pass
    return publish_head(now=now).size


def correct(firm, now, revenue):
    values, shown = enterprise(revenue=revenue), {"revenue": True}
    return actions.correct_report(
        entity_id=firm.id, year=2025, values=values, shown=shown, reason="单位填错", by=BY, now=now
    )


@pytest.fixture
def firm(forms, entity):
    return entity()


def forget_the_correction(firm) -> None:
    """What the backup did not have: the second version of the report and the record made of it."""
    FilingVersion.objects.filter(entity=firm, number=2).delete()
    Filing.objects.filter(entity=firm).update(versions=1)
    last = Record.objects.filter(entity=firm).order_by("-version").first()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_record WHERE entity_id = %s AND version = %s", [firm.id, last.version])
        cursor.execute(
            "UPDATE records_record SET superseded_at = NULL WHERE entity_id = %s AND version = %s",
            [firm.id, last.version - 1],
        )


def audited() -> None:
    report = audit_log(open_source(str(settings.LEDGER_DIR)), Question(None, None, None), None)
    assert report.verdict == 0, list(report.lines("en"))


def test_the_next_correction_takes_the_number_after_the_lost_one(firm, now):
    begin_log(now=now)
    file(firm, now)
    size = into_the_log(now)
    lost = correct(firm, now, "600")
    record = Record.objects.filter(entity=firm).order_by("-version").first()
    into_the_log(now)
    forget_the_correction(firm)
    restore_older(size)
    assert reconcile(by=BY, now=now).contradicting == ()
    again = correct(firm, now, "700")
    assert again.number == 3
    assert again.receipt.endswith("-3")
    leaf = parse_leaf(bytes(Outbox.objects.get(record=again.filing_id).entry))
    assert (leaf.version, leaf.previous) == (3, bytes(lost.commitment).hex())
    published = Record.objects.filter(entity=firm).order_by("-version").first()
    assert published.version == record.version + 1
    into_the_log(now)
    audited()


def test_what_was_published_before_the_reconciliation_is_published_again(firm, now):
    begin_log(now=now)
    file(firm, now)
    size = into_the_log(now)
    correct(firm, now, "600")
    into_the_log(now)
    forget_the_correction(firm)
    restore_older(size)
    correct(firm, now, "700")
    done = reconcile(by=BY, now=now)
    assert len(done.contradicting) == 2
    before = Record.objects.filter(entity=firm).order_by("-version").first()
    assert publish_pending(by=BY, now=now) == 1
    after = Record.objects.filter(entity=firm).order_by("-version").first()
    assert after.version == before.version + 1
    assert after.reason == "restored"
    into_the_log(now)
    audited()

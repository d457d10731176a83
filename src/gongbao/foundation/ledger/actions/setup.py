"""Beginning a log: its key, its guard and its head row, once."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from gongbao.foundation.ledger import guard
from gongbao.foundation.ledger.files import log_files
from gongbao.foundation.ledger.models import Head
from gongbao.foundation.ledger.refusals import database_lost
from gongbao.foundation.ledger.signing import create_key, key_path
from gongbao.kernel.tlog.merkle import EMPTY_ROOT


@transaction.atomic
def begin_log(*, now: datetime) -> bool:
    """Make key, guard and head row if there is no log yet; True if it was begun now.

    Refuses when the data folder knows of a signed log that the database does not.
    """
    if Head.objects.filter(origin=settings.LEDGER_ORIGIN).exists():
        return False
    signed = guard.last_signed()
    if (signed and signed.size) or log_files().has("checkpoint"):
        raise database_lost()
    create_key(key_path())
    if signed is None:
        guard.create(guard.Signed(0, EMPTY_ROOT))
    else:
        guard.settle()  # nothing was ever signed: an empty log may move to another database
    Head.objects.create(origin=settings.LEDGER_ORIGIN, root=EMPTY_ROOT, updated_at=now)
    return True

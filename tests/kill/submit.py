"""A submitter as a process of its own: acts that commit together with their entries, told on standard output.

Run as `python -m tests.kill.submit SUBMITTER`; prints the number of each act once it is committed.
"""

import os
import sys
import uuid
from datetime import UTC, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongbao.config.settings")
django.setup()

from django.db import transaction  # noqa: E402 (Django must be set up first)

from gongbao.foundation.ledger.actions import enqueue  # noqa: E402 (as above)


def main() -> None:
    who = int(sys.argv[1])
    number = int(sys.argv[2])
    while True:
        number += 1
        with transaction.atomic():
            enqueue(
                record=uuid.UUID(int=who << 64 | number),
                version=1,
                kind="publish",
                body=b"%d/%d" % (who, number),
                now=datetime.now(UTC),  # noqa: TID251 (a process of its own is an edge of its own)
            )
        print(number, flush=True)


main()

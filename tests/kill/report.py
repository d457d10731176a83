"""A township's phone as a process of its own: lodges urgent reports, each with the phone's number for it.

Run as `python -m tests.kill.report UNIT NUMBER`; prints the number of a report once its receipt is there.
"""

import os
import sys
import uuid
from datetime import UTC, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongbao.config.settings")
django.setup()

from gongbao.briefing.incidents.actions import About, Said, Sent, lodge  # noqa: E402 (Django must be set up first)
from gongbao.briefing.incidents.models import Report  # noqa: E402 (as above)
from gongbao.briefing.units.models import Unit  # noqa: E402 (as above)
from gongbao.foundation.events.actor import command  # noqa: E402 (as above)


def send(unit: Unit, number: int) -> Report:
    """Send the phone's report of that number, which may have arrived before."""
    now = datetime.now(UTC)  # noqa: TID251 (a process of its own is an edge of its own)
    return lodge(
        unit=unit,
        said=Said(title=f"第{number}件", body="滑坡。", place="竹溪口村"),
        form="written",
        kind="first",
        learned_at=now,
        about=About(hazard="geological"),
        sent=Sent(offline_id=uuid.UUID(int=number), device_at=now),
        by=command("kill"),
        now=now,
    )


def main() -> None:
    unit = Unit.objects.get(pk=int(sys.argv[1]))
    number = int(sys.argv[2])
    while True:
        number += 1
        send(unit, number)
        print(number, flush=True)


if __name__ == "__main__":
    main()

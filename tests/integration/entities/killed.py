"""An import that kills its own process in the middle of a block, as `kill -9` or a power cut would.

python -m tests.integration.entities.killed DATABASE_HOST DATABASE FILE REPORT BLOCKS
"""

import os
import signal
import sys
from datetime import datetime
from pathlib import Path

import django
from django.conf import settings


def main(host: str, name: str, file: str, report: str, blocks: str) -> None:
    settings.DATABASES["default"] |= {"HOST": host, "NAME": name}
    django.setup()
    from gongbao.foundation.clock import CHINA  # noqa: PLC0415 (Django must be set up first)
    from gongbao.foundation.events.actor import command  # noqa: PLC0415 (Django must be set up first)
    from gongbao.register.entities import sources  # noqa: PLC0415 (Django must be set up first)
    from gongbao.register.entities.actions import import_entities  # noqa: PLC0415 (Django must be set up first)

    sources.BLOCK = 8 << 10
    left = [int(blocks)]

    def die(_ids: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    import_entities(
        path=Path(file),
        report=Path(report),
        by=command("test"),
        now=datetime(2026, 6, 29, 10, 0, tzinfo=CHINA),
        after_chunk=die,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])

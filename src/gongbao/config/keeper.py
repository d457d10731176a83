"""`python -m gongbao.config.keeper DATA`: stops the private server once nobody uses it, however its users ended."""

import os
import signal
import sys
from pathlib import Path

if os.fork():
    os._exit(0)
os.setsid()
# It ends when its work is done; a terminal's or a supervisor's signals are not meant for it.
for ignored in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
    signal.signal(ignored, signal.SIG_IGN)

from gongbao.config.embedded import keep  # noqa: E402 (only the process that stays needs it)

keep(Path(sys.argv[1]))

"""Where this installation keeps its things: one folder, `--data DIR`, GONGBAO_DATA, or `var/` beside the code."""

import os
from pathlib import Path


def data_folder() -> Path:
    """The data folder of this process; not created here."""
    return Path(os.environ.get("GONGBAO_DATA", "") or "var").expanduser().resolve()

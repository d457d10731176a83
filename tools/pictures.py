"""The pictures of the documents, taken from those the browser tests make: `make pictures`."""

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MADE, SHOWN = ROOT / "tests" / "browser" / "pictures", ROOT / "docs" / "pictures"
#: The pages a newcomer meets in the tutorial.
CHOSEN = ("home", "record", "my-duties", "report-help", "receipt", "season-board", "list-entry", "verify")


def main() -> int:
    missing = [name for name in CHOSEN if not (MADE / f"{name}.png").exists()]
    if missing:
        sys.stderr.write(f"no picture of {', '.join(missing)}: run the browser tests first\n")
        return 1
    SHOWN.mkdir(parents=True, exist_ok=True)
    for name in CHOSEN:
        shutil.copyfile(MADE / f"{name}.png", SHOWN / f"{name}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())

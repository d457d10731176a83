"""What a start waits for: libraries that only some pages and tasks need are loaded by those."""

import subprocess
import sys

SLOW = "apprise docx elementpath feedparser httpx icalendar numpy pyarrow py_ecc pypinyin xlsxwriter xmlschema"


def test_the_front_starts_without_the_slow_libraries():
    asked = f"import sys, gongbao.config.asgi; print(*[one for one in {SLOW!r}.split() if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [], "import these where they are used (docs/adr/0002)"

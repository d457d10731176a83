"""Real headlines replayed day by day: how soon known disasters are flagged, and how often something else is.

`python -m bench.headlines_real replay FILE.csv.gz --divisions FOLDER`
"""

import csv
import gzip
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from gongbao.kernel.headlines import bursts, facts
from gongbao.kernel.headlines.hazards import akin
from gongbao.kernel.headlines.places import Gazetteer

# Disasters everybody knows: the word by which the public spoke of the place, the kind, the day it happened.
KNOWN = (
    ("2021-01-10", "栖霞", "mine"),
    ("2021-05-22", "白银", "storm"),
    ("2021-06-13", "十堰", "explosion"),
    ("2021-07-20", "郑州", "flood"),
    ("2021-08-12", "随州", "flood"),
    ("2021-05-21", "大理", "earthquake"),
    ("2021-05-22", "玛多", "earthquake"),
    ("2021-09-16", "泸县", "earthquake"),
    ("2021-07-12", "苏州", "collapse"),
    ("2022-03-21", "梧州", "traffic"),
    ("2022-04-29", "长沙", "collapse"),
    ("2022-06-01", "雅安", "earthquake"),
    ("2022-09-05", "泸定", "earthquake"),
    ("2022-08-18", "大通", "flood"),
    ("2022-11-21", "安阳", "fire"),
    ("2023-02-22", "阿拉善", "mine"),
    ("2023-04-18", "北京", "fire"),
    ("2023-06-21", "银川", "explosion"),
    ("2023-07-23", "齐齐哈尔", "collapse"),
    ("2023-12-18", "积石山", "earthquake"),
    ("2023-08-01", "涿州", "flood"),
    ("2024-01-19", "南阳", "fire"),
    ("2024-01-24", "新余", "fire"),
    ("2024-02-23", "南京", "fire"),
    ("2024-03-13", "燕郊", "explosion"),
    ("2024-05-01", "梅大高速", "collapse"),
)


def replay(path: Path, places: Gazetteer, *, rate: float) -> list[str]:
    """Day by day: the first headline of each known disaster flagged, and bursts a day where nothing known happened."""
    days: dict[date, list[str]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            days[date.fromisoformat(row["date"])].append(row["title"])
    order = sorted(days)
    kinds: dict[date, Counter[str]] = {}
    told: dict[date, list[facts.Facts]] = {}
    for day in order:
        at = datetime(day.year, day.month, day.day, 23, 59, tzinfo=UTC)
        told[day] = [f for t in days[day] if (f := facts.read(t, "", at, gazetteer=places)).hazard]
        kinds[day] = Counter(f.hazard.kind for f in told[day] if f.hazard)
    return _delays(order, told) + _flags(order, kinds, told, rate)


def _delays(order: list[date], told: dict[date, list[facts.Facts]]) -> list[str]:
    lines, delays, silent = [], [], 0
    for written, word, kind in KNOWN:
        day = date.fromisoformat(written)
        window = [d for d in order if day <= d <= day + timedelta(days=7)]
        first = next(
            (d for d in window for f in told[d] if word in f.title and f.hazard and akin(f.hazard.kind, kind)), None
        )
        lines.append(
            f"  {written} {word} {kind}: {'not flagged in 7 days' if first is None else f'{(first - day).days} day(s)'}"
        )
        if first is None:
            silent += 1
        else:
            delays.append((first - day).days)
    delays.sort()
    middle = delays[len(delays) // 2] if delays else None
    return [
        *lines,
        (
            f"known disasters flagged {len(delays)}/{len(KNOWN)}, "
            f"median delay {middle} days, on the day itself {delays.count(0)}"
        ),
    ]


def _flags(
    order: list[date], kinds: dict[date, Counter[str]], told: dict[date, list[facts.Facts]], rate: float
) -> list[str]:
    known = {(date.fromisoformat(w) + timedelta(days=n)) for w, _, _ in KNOWN for n in range(4)}
    quiet = [d for d in order if d not in known and d - timedelta(weeks=8) >= order[0]]
    flags = Counter()
    for day in quiet:
        for kind in set(kinds[day]):
            past = [kinds[p][kind] for w in range(1, 9) if (p := day - timedelta(weeks=w)) in kinds]
            if len(past) >= 4 and bursts.burst(kinds[day][kind], past, rate=rate).burst:
                flags[kind] += 1
    total = sum(flags.values())
    return [
        f"headlines told of an incident {sum(map(len, told.values()))} in {len(order)} days",
        (
            f"bursts on {len(quiet)} days without a known disaster: {total} = {total / max(1, len(quiet)):.3f} a day "
            f"at rate {rate} a test ({dict(flags.most_common(8))})"
        ),
    ]

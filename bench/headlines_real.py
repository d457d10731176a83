"""What `kernel/headlines` gets right on real texts, measured on the half that nobody tuned on.

    python -m bench.headlines_real articles FILE.jsonl.gz --divisions FOLDER
    python -m bench.headlines_real replay FILE.csv.gz --divisions FOLDER

The files are not part of the project. Articles are split in two by the SHA-256 of their title: rules were tuned on the
`tune` half; the figures in docs/reference/signals.md are those of the `measure` half. `--show` prints what is missed.
"""

import argparse
import csv
import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

from bench.headlines_replay import replay
from gongbao.kernel.headlines import bursts, clusters, facts
from gongbao.kernel.headlines.casualties import mentions
from gongbao.kernel.headlines.numerals import number
from gongbao.kernel.headlines.places import Division, Gazetteer
from gongbao.kernel.headlines.text import headline, joined, normalise
from gongbao.kernel.headlines.times import event_time

KIND = {
    "交通事故": {"traffic"},
    "火灾": {"fire", "forest_fire", "explosion"},
    "地震": {"earthquake"},
    "食物中毒": {"food_poisoning"},
    "恐怖袭击": {"violence", "explosion"},
}


def gazetteer(folder: Path, *, towns: bool = True) -> Gazetteer:
    def rows(name: str) -> Iterator[dict[str, str]]:
        with (folder / name).open(encoding="utf-8") as file:
            yield from csv.DictReader(file)

    found = [Division(r["code"], r["name"], "", 1) for r in rows("divisions-provinces.csv")]
    found += [Division(r["code"], r["name"], r["provinceCode"], 2) for r in rows("divisions-cities.csv")]
    found += [Division(r["code"], r["name"], r["cityCode"], 3) for r in rows("divisions-areas.csv")]
    if towns:
        found += [Division(r["code"], r["name"], r["areaCode"], 4) for r in rows("divisions-streets.csv")]
    return Gazetteer.of(found)


class Article(NamedTuple):
    kind: str
    title: str
    body: str
    published: datetime
    time: str  # as tagged on the event called an emergency, or the first tagged
    places: tuple[str, ...]
    hurt: dict[str, set[int]]
    half: str


def flat(element: ET.Element) -> str:
    return joined(normalise("".join(element.itertext())))


def published(written: str) -> datetime | None:
    found = re.search(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})\D*(?:(\d{1,2}):(\d{2}))?", written)
    if not found:
        return None
    year, month, day, hour, minute = (int(part) if part else None for part in found.groups())
    try:
        return datetime(year or 1, month or 1, day or 1, 23 if hour is None else hour, minute or 59, tzinfo=UTC)
    except ValueError:
        return None


DEAD = re.compile(r"死|亡|遇难|丧生|罹难|丧命")
HURT = re.compile(r"伤")


def tagged_hurt(content: ET.Element) -> dict[str, set[int]]:
    """Figures that the annotators put into an event of dying or being hurt: a number within the tagged event."""
    found: dict[str, set[int]] = {"dead": set(), "injured": set()}
    for event in content.iter("Event"):
        if event.get("type") != "stateChange" and not any(
            d.get("type") == "stateChange" for d in event.findall("Denoter")
        ):
            continue
        denoter = next((flat(d) for d in event.findall("Denoter") if d.get("type") == "stateChange"), "")
        kind = "dead" if DEAD.search(denoter) else "injured" if HURT.search(denoter) else ""
        if not kind:
            continue
        text = flat(event)
        for match in re.finditer(
            r"(?<![\d.月日第数几上])(\d[\d,]*|[一二两三四五六七八九十百]+)(?:余|多)?(?:名|人|位|死|伤|个)", text
        ):
            value = number(match[1])
            if value is not None and value < 100_000:
                found[kind].add(value)
    return found


def articles(path: Path) -> list[Article]:
    found = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            try:
                root = ET.fromstring(row["xml"])
            except ET.ParseError:
                continue
            content = root.find("Content")
            at = published(root.findtext("ReportTime") or "")
            if content is None or at is None:
                continue
            main = next(
                (
                    e
                    for e in content.iter("Event")
                    if any(d.get("type") == "emergency" for d in e.findall("Denoter")) and e.find("Time") is not None
                ),
                None,
            )
            time = flat(main.find("Time")) if main is not None else ""
            where = [
                flat(place)
                for e in content.iter("Event")
                if any(d.get("type") == "emergency" for d in e.findall("Denoter"))
                for place in e.findall("Location")
            ]
            title = joined(headline(row["title"]))
            half = "tune" if hashlib.sha256(row["title"].encode()).digest()[0] % 2 else "measure"
            body = joined(normalise("".join(content.itertext())))
            found.append(Article(row["kind"], title, body, at, time, tuple(where), tagged_hurt(content), half))
    return found


class Score:
    """Right, wrong and missed, as precision, recall and F1."""

    def __init__(self, name: str) -> None:
        self.name, self.right, self.wrong, self.missed = name, 0, 0, 0

    def __str__(self) -> str:
        p = self.right / max(1, self.right + self.wrong)
        r = self.right / max(1, self.right + self.missed)
        f = 2 * p * r / max(1e-9, p + r)
        counts = f"(n={self.right + self.missed}, given {self.right + self.wrong})"
        return f"{self.name:<26} precision {p:.3f}  recall {r:.3f}  F1 {f:.3f}  {counts}"


def measure_articles(found: list[Article], places: Gazetteer, *, show: bool) -> list[Score]:
    scores = {
        name: Score(name) for name in ("kind", "time of the incident", "place", "… to the county", "casualty figures")
    }
    for article in found:
        read = facts.read(article.title, article.body, article.published, gazetteer=places)
        _kind(article, read, scores["kind"], show=show)
        _time(article, read, scores["time of the incident"], show=show)
        _place(article, read, places, scores["place"], scores["… to the county"], show=show)
        _hurt(article, scores["casualty figures"], show=show)
    return list(scores.values())


def _kind(article: Article, read: facts.Facts, score: Score, *, show: bool) -> None:
    if read.hazard is None:
        score.missed += 1
    elif read.hazard.kind in KIND[article.kind]:
        score.right += 1
        return
    else:
        score.wrong += 1
        score.missed += 1
    if show:
        print("KIND", article.kind, read.hazard and read.hazard[:4], article.title)


def _time(article: Article, read: facts.Facts, score: Score, *, show: bool) -> None:
    """Right if the words chosen mean the time that the tagged words mean (within the wider of the two)."""
    gold = event_time(article.time, article.published) if article.time else None
    if gold is None or gold.precision == "vague":
        return
    if read.when is None:
        score.missed += 1
    elif (read.when.start < gold.end and gold.start < read.when.end) or _means(article.time, read.when.written):
        score.right += 1
        return
    else:
        score.wrong += 1
        score.missed += 1
    if show:
        print(
            "TIME",
            article.time,
            "|",
            read.when and (read.when.written, str(read.when.start)),
            "|",
            article.title,
            article.published.date(),
            article.body[:90],
        )


def _means(tagged: str, written: str) -> bool:
    """当天 and its like lean on the text before them: then the words themselves are compared."""
    return tagged.startswith(("当天", "当日", "当晚")) and (tagged in written or written in tagged)


def _place(article: Article, read: facts.Facts, places: Gazetteer, score: Score, coarse: Score, *, show: bool) -> None:
    """Right if the division found, or its short name, is in the tagged place or lies on the line of one named in it."""
    named = [m for where in article.places for m in places.mentions(where)]
    gold = [code for m in named for code in m.codes]
    if not gold or any(m.abroad for m in named):
        return  # incidents abroad are not a county's
    if read.place and read.place.abroad and article.places[0][:2] not in {name[:2] for name in places.names()}:
        return  # a place abroad that shares letters with one of ours (太平 of 太平洋)
    if read.place is None or read.place.abroad:
        score.missed += 1
    elif any(places.related(read.place.code, code) for code in gold):
        score.right += 1
        deep = max(places.divisions[code].level for code in gold if places.related(read.place.code, code))
        coarse.missed += read.place.level < min(3, deep)
        coarse.right += read.place.level >= min(3, deep)
        return
    else:
        score.wrong += 1
        score.missed += 1
    if show:
        print("PLACE", article.places[:3], "|", read.place, "|", article.title)


def _hurt(article: Article, score: Score, *, show: bool) -> None:
    given: dict[str, set[int]] = {"dead": set(), "injured": set()}
    for count in mentions(article.body):
        if count.kind in given and count.value:
            given[count.kind].add(count.value)
    for kind, gold in article.hurt.items():
        score.right += len(gold & given[kind])
        score.missed += len(gold - given[kind])
        score.wrong += len(given[kind] - gold)
        if show and gold != given[kind]:
            print(
                "HURT",
                kind,
                "missed",
                gold - given[kind],
                "wrong",
                [c.written for c in mentions(article.body) if c.kind == kind and c.value in given[kind] - gold],
                "|",
                article.title,
            )


def same_incident(found: list[Article], places: Gazetteer) -> list[str]:
    """A headline against the leads of all articles of the half: does its own win, and who else passes?

    Two articles count as one incident if of one kind, with tagged times within a day and a tagged place in common.
    """
    heads = [facts.read(a.title, "", a.published, gazetteer=places) for a in found]
    leads = [facts.read(a.body[:40], a.body[:300], a.published, gazetteer=places) for a in found]
    gold = [event_time(a.time, a.published) if a.time else None for a in found]
    names = [{c for where in a.places for m in places.mentions(where) for c in m.codes} for a in found]

    def one(i: int, j: int) -> bool | None:
        if i == j:
            return True
        if found[i].kind != found[j].kind or abs(found[i].published - found[j].published) > timedelta(days=15):
            return False
        a, b = gold[i], gold[j]
        if not a or not b:
            return None
        near = a.start < b.end + timedelta(days=1) and b.start < a.end + timedelta(days=1)
        return near and (
            None if not names[i] or not names[j] else any(places.related(x, y) for x in names[i] for y in names[j])
        )

    score, first = Score("same incident (pairs)"), 0
    for i, head in enumerate(heads):
        weights = [(clusters.likeness(head, lead, places).weight, j) for j, lead in enumerate(leads)]
        best = max(weights)
        first += one(i, best[1]) is not False and best[0] >= clusters.ENOUGH
        for weight, j in weights:
            truth = one(i, j)
            if truth is None:
                continue
            if weight >= clusters.ENOUGH:
                score.right += truth
                score.wrong += not truth
            else:
                score.missed += truth
    return [str(score), f"{'headline finds its report':<26} {first}/{len(found)} = {first / max(1, len(found)):.3f}"]


def main(argv: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("articles", "replay"))
    parser.add_argument("file", type=Path)
    parser.add_argument("--divisions", type=Path, required=True)
    parser.add_argument("--half", choices=("tune", "measure"), default="measure")
    parser.add_argument("--rate", type=float, default=bursts.RATE)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args(argv if argv is None else list(argv))
    places = gazetteer(options.divisions)
    if options.what == "replay":
        print("\n".join(replay(options.file, gazetteer(options.divisions, towns=False), rate=options.rate)))
        return
    found = [a for a in articles(options.file) if a.half == options.half]
    print(f"{len(found)} articles of the half {options.half}")
    for score in measure_articles(found, places, show=options.show):
        print(score)
    print("\n".join(same_incident(found, places)))


if __name__ == "__main__":
    main()

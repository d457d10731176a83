"""The peers in process: tantivy over bigrams, SQLite FTS5 over trigrams. Names are folded for them as for us."""

import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import pairwise
from typing import Any

from rapidfuzz.distance import Levenshtein

from gongbao.register.entities.folding import fold

TOP = 20
RERANKED = 200
Peer = Callable[[str, str], list[int]]  # (kind, question) -> numbers of names, best first
WRONG = {"one wrong character", "one missing character"}
SPOKEN = {"pinyin", "initials"}


def _nearest(found: list[tuple[int, str]], text: str) -> list[int]:
    found.sort(key=lambda pair: Levenshtein.distance(pair[1], text))
    return [number for number, _ in found[:TOP]]


def tantivy_bigrams(folded: Sequence[str]) -> Peer | None:
    """All bigrams must be there; with a wrong character any may, and the 200 best are put in order by edit distance."""
    try:
        import tantivy  # noqa: PLC0415 (a peer may be absent)
    except ImportError:
        return None
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("number", stored=True, fast=True)
    builder.add_text_field("name", stored=True, tokenizer_name="bigrams", index_option="freq")
    index = tantivy.Index(builder.build(), path=tempfile.mkdtemp(prefix="gongbao-bench-"))
    tokenizer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(2, 2, False)).build()
    index.register_tokenizer("bigrams", tokenizer)
    writer = index.writer(heap_size=400_000_000, num_threads=1)
    for number, name in enumerate(folded, 1):
        writer.add_document(tantivy.Document(number=number, name=name))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher, schema = index.searcher(), index.schema

    def ask(kind: str, question: str) -> list[int]:
        occur = tantivy.Occur.Should if kind in WRONG else tantivy.Occur.Must
        pairs = {a + b for word in question.split() for a, b in pairwise(fold(word))}
        terms = [(occur, tantivy.Query.term_query(schema, "name", pair, index_option="freq")) for pair in pairs]
        limit = RERANKED if kind in WRONG else TOP
        hits = searcher.search(tantivy.Query.boolean_query(terms), limit=limit, count=False).hits
        documents = [searcher.doc(address) for _, address in hits]
        if kind in WRONG:
            return _nearest([(doc["number"][0], doc["name"][0]) for doc in documents], fold(question))
        return [doc["number"][0] for doc in documents]

    return ask


def sqlite_trigrams(folded: Sequence[str]) -> Peer | None:
    """Words of three characters and more as phrases, shorter ones by LIKE; a wrong character as for tantivy."""
    base = sqlite3.connect(f"{tempfile.mkdtemp(prefix='gongbao-bench-')}/names.db")
    base.execute("PRAGMA cache_size = -500000")
    base.execute("CREATE VIRTUAL TABLE names USING fts5(name, tokenize='trigram')")
    base.executemany("INSERT INTO names (rowid, name) VALUES (?, ?)", enumerate(folded, 1))
    base.execute("INSERT INTO names (names) VALUES ('optimize')")
    base.execute("CREATE TABLE plain (number INTEGER PRIMARY KEY, name TEXT)")
    base.executemany("INSERT INTO plain VALUES (?, ?)", enumerate(folded, 1))
    base.commit()

    def ask(kind: str, question: str) -> list[int]:
        words = [fold(word) for word in question.split()]
        if kind in WRONG:
            (text,) = words
            match = " OR ".join(f'"{text[at : at + 3]}"' for at in range(len(text) - 2))
            sql = "SELECT rowid, name FROM names WHERE names MATCH ? ORDER BY rank LIMIT ?"
            return _nearest(base.execute(sql, [match, RERANKED]).fetchall(), text)
        long = [f'"{word}"' for word in words if len(word) > 2]
        short = [f"%{word}%" for word in words if len(word) <= 2]
        where = " AND ".join(["names MATCH ?"] * bool(long) + ["plain.name LIKE ?"] * len(short))
        joined = "names JOIN plain ON number = names.rowid" if long else "plain"
        sql = f"SELECT number FROM {joined} WHERE {where} {'ORDER BY rank ' if long else ''}LIMIT ?"
        given: list[Any] = ([" AND ".join(long)] if long else []) + short
        return [row[0] for row in base.execute(sql, [*given, TOP])]

    return ask


def timed(peer: Peer, kind: str, questions: Sequence[Any], budget: float) -> tuple[list[float], list[bool]]:
    """Seconds of each question, and whether what was meant was found, as far as the budget of seconds goes."""
    seconds: list[float] = []
    found: list[bool] = []
    with suppress(IndexError):
        peer(kind, questions[0].text)  # warm
    for question in questions:
        begun = time.perf_counter()
        numbers = peer(kind, question.text)
        seconds.append(time.perf_counter() - begun)
        if question.meant:
            found.append(question.meant in numbers)
        if sum(seconds) > budget:
            break
    return seconds, found

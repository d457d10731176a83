"""The same draw by the product, by the thirty lines of the documentation, and by its SQL alone."""

import json
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from tests.integration.spotchecks.conftest import AFTER, PLANNER, RESULT, SIGNATURE, committed, firm
from tests.unit.kernel.draw.test_vectors import POOL, SEED

from gongbao.foundation.draws import actions as draws
from gongbao.foundation.draws import publication, ranking, selectors
from gongbao.kernel.draw.tickets import order
from gongbao.register.spotchecks import actions

pytestmark = pytest.mark.django_db
HOW_TO = (Path(__file__).parents[3] / "docs" / "how-to" / "verify-a-draw.md").read_text()


def code(language: str) -> str:
    """The block of the documentation in that language."""
    (block,) = re.findall(rf"```{language}\n(.*?)```", HOW_TO, re.DOTALL)
    return block


@pytest.fixture
def revealed(office, inspectors):
    """A draw of two strata with a replacement, revealed."""
    for number in range(1, 91):
        firm(number)
    draw = committed(office, mode="directed", purpose="分行业", dimensions=("industry",), rate=Decimal(7), cap=9)
    draws.carry_out(draw_id=draw.pk, signature=SIGNATURE, by=PLANNER, now=AFTER)
    out = selectors.drawn(draw.pk)[0]
    actions.replace(draw=draw.pk, party_id=out.party_id, reason="deregistered", by=PLANNER, now=AFTER)
    return actions.reveal(draw_id=draw.pk, show_inspectors=True, by=PLANNER, now=AFTER)


def test_the_published_sql_draws_the_same(revealed):
    said = "".join(publication.published(revealed))
    with connection.cursor() as cursor:
        cursor.execute(code("sql").replace("%", "%%").replace(":'draw'", "%(draw)s"), {"draw": said})
        rows = cursor.fetchall()
    assert rows == [(one.stratum, one.identifier, one.rank) for one in selectors.drawn(revealed.pk)]
    assert len(rows) == 9


def test_the_thirty_lines_draw_the_same(revealed, tmp_path):
    recipe = tmp_path / "again.py"
    recipe.write_text(code("python"), encoding="utf-8")
    said = json.loads("".join(publication.published(revealed)))
    assert len([line for line in code("python").splitlines() if line.strip()]) <= 30

    def run() -> subprocess.CompletedProcess[str]:
        file = tmp_path / "file.draw.json"
        file.write_text(json.dumps(said), encoding="utf-8")
        return subprocess.run([sys.executable, recipe, file], capture_output=True, text=True, check=False)

    done = run()
    assert done.returncode == 0, done.stderr
    assert "A 抽 4 另换 1 一致" in done.stdout
    said["drawn"]["C"].reverse()
    assert "结果不一致" in run().stderr


def test_the_recipe_knows_lotteries_too(office, firms, inspectors, tmp_path):
    draw = committed(office, beacon=None, lotteries=("双色球:2023098",))
    draws.carry_out(draw_id=draw.pk, lotteries=[RESULT], by=PLANNER, now=AFTER)
    shown = actions.reveal(draw_id=draw.pk, by=PLANNER, now=AFTER)
    recipe, file = tmp_path / "again.py", tmp_path / "file.draw.json"
    recipe.write_text(code("python"), encoding="utf-8")
    file.write_text("".join(publication.published(shown)), encoding="utf-8")
    done = subprocess.run([sys.executable, recipe, file], capture_output=True, text=True, check=False)
    assert "all 抽 4 另换 0 一致" in done.stdout, done.stderr


def test_the_vector_in_sql():
    """The facts sheet's ten identifiers: the database's tickets are the kernel's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM unnest(%s::text[]) AS id ORDER BY"
            r" sha256(convert_to(E'draw/ticket/v1\n', 'UTF8') || %s::bytea || '\x0000' || convert_to(id, 'UTF8'))",
            [POOL, SEED],
        )
        found = [one for (one,) in cursor.fetchall()]
    assert found == order(SEED, POOL) == ["A04", "A06", "A02", "A07", "A08", "A03", "A09", "A01", "A05", "A10"]


def test_the_threshold_leaves_nobody_out(office, inspectors, monkeypatch):
    """A threshold far too low falls back to the whole stratum: the same firms, by the kernel's own order."""
    firms = [firm(number).code for number in range(1, 301)]
    draw = committed(office, cap=100)
    for seed in (bytes(32), bytes([7]) * 32):
        expected = order(seed, firms)
        for most in (1, 30, 299, 300):
            found = ranking.first_of(draw.pk, seed, {"all": 300}, {"all": most})
            assert [one.identifier for one in found] == expected[:most]
        monkeypatch.setattr(ranking, "threshold", lambda size, most: b"\x00" * 32)
        found = ranking.first_of(draw.pk, seed, {"all": 300}, {"all": 30})
        assert [one.identifier for one in found] == expected[:30]
        monkeypatch.undo()

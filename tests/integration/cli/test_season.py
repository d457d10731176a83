"""`gongbao season` at the command line: words in both languages, a rehearsal that writes nothing, a close run twice."""

import csv
from contextlib import nullcontext
from datetime import date
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from gongbao.cli import season as cli
from gongbao.foundation.codes.models import Division
from gongbao.register.entities.models import Entity
from gongbao.register.listings.models import Listing

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(monkeypatch, now):
    monkeypatch.setattr(cli, "house", nullcontext)
    monkeypatch.setenv("GONGBAO_NOW", "")
    monkeypatch.setattr("gongbao.foundation.clock.read_clock", lambda: now.replace(month=7, day=6))
    Division.objects.create(
        code="999101", name="青岚县", full_name="青岚县", level=3, valid_from=date(2000, 1, 1), source="test"
    )
    for number in (1, 2):
        Entity.objects.create(
            name=f"青岚第{number}茶业有限公司",
            category="enterprise",
            status="1",
            standing="active",
            established_on=date(2019, 1, 1),
            region="999101001",
            source="test",
            recorded_at=now,
            changed_at=now,
        )

    def invoke(*arguments):
        return CliRunner().invoke(cli.season, list(arguments))

    return invoke


def test_one_season(run, tmp_path):
    early = run("close", "--year", "2025", "--on", "2026-07-06", "--lang", "en")
    assert early.exit_code == 1
    assert "gongbao season open --year 2025" in early.stderr
    assert "新增义务 2 户" in run("open", "--year", "2025").stdout
    too_soon = run("close", "--year", "2025", "--on", "2026-06-30")
    assert too_soon.exit_code == 1
    assert "报送期尚未结束" in too_soon.stderr
    out = tmp_path / "who.csv"
    dry = run("close", "--year", "2025", "--on", "2026-07-06", "--dry-run", "--out", str(out))
    assert dry.exit_code == 0, dry.output
    assert "第四条第（一）项" in dry.stdout
    rows = csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines())
    assert [row["name"] for row in rows] == ["青岚第1茶业有限公司", "青岚第2茶业有限公司"]
    assert not Listing.objects.exists()
    first = run("close", "--year", "2025", "--on", "2026-07-06", "--lang", "en")
    assert "2 found, 2 listed" in first.stdout, first.output
    again = run("close", "--year", "2025", "--on", "2026-07-06", "--lang", "en")
    assert "0 found, 0 listed" in again.stdout
    assert Listing.objects.count() == 2
    assert "999101001\t2\t0\t0\t2\t0.0%" in run("status", "--year", "2025").stdout


def test_no_cell_of_the_list_is_a_formula(tmp_path):
    line = SimpleNamespace(code="", name="＝1+1商行", category="", region="", office="@x", outcome="", reason="")
    cli._write(SimpleNamespace(lines=[line]), str(tmp_path / "l.csv"), lambda zh, en: None)
    (row,) = csv.DictReader((tmp_path / "l.csv").read_text(encoding="utf-8-sig").splitlines())
    assert (row["name"], row["office"]) == ("'＝1+1商行", "'@x")

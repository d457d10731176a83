"""`gongbao mirror` over HTTP: whole, again, broken off, grown, forked, forged, and after an erasure."""

import json
import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import CliRunner
from tests import made_log
from tests.made_log import LOG, SALT, body, entries, entry, head, write_log

from gongbao.cli.audit import audit
from gongbao.cli.mirror import mirror
from gongbao.kernel.audit.content import Document, content_path, written
from gongbao.kernel.tlog.commitment import commit
from gongbao.kernel.tlog.leaf import Erasure, Leaf
from gongbao.kernel.tlog.note import KeyType, Signer

SIZE = 600


class Handler(SimpleHTTPRequestHandler):
    """Serves the site's folder and counts; breaks off after so many answers."""

    def do_GET(self):
        self.server.asked.append(self.path)
        if len(self.server.asked) > self.server.breaks_after:
            self.send_error(500)
        else:
            super().do_GET()

    def log_message(self, *args):
        pass


def publish(folder, stored, *, log=LOG, without=()):
    """The log and the documents of all its `publish` entries but those named."""
    write_log(folder, stored, log=log)
    for number in range(-(-len(stored) // 256)):
        places = range(number * 256, min(len(stored), number * 256 + 256))
        found = [Document(n, SALT, body(n)) for n in places if n % 3 and n not in without and stored[n] == entry(n)]
        path = folder / content_path(number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written(found))
    return folder


@pytest.fixture
def site(tmp_path):
    folder = publish(tmp_path / "site" / "ledger", entries(SIZE))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(tmp_path / "site")))
    server.folder, server.asked, server.breaks_after = folder, [], 10**9
    server.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def copy(tmp_path):
    return tmp_path / "copy"


def run(command, *arguments):
    return CliRunner().invoke(command, [str(one) for one in arguments])


def files(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".mirror" not in path.parts
    }


def test_the_copy_is_the_log_and_audits(site, copy):
    ran = run(mirror, site.url, copy, "--vkey", LOG.verifier.vkey)
    assert ran.exit_code == 0, ran.output
    assert "600 条，新增 600 条" in ran.output
    assert "公示原文 400 份" in ran.output
    assert files(copy) == files(site.folder)
    ran = run(audit, copy, "--lang", "en")
    assert ran.exit_code == 0, ran.output
    assert "400 public documents held against their entries" in ran.output


def test_again_it_brings_only_what_is_new(site, copy):
    assert run(mirror, site.url, copy).exit_code == 0
    publish(site.folder, entries(900))
    site.asked.clear()
    ran = run(mirror, site.url, copy, "--lang", "en")
    assert ran.exit_code == 0, ran.output
    assert "900 entries, 300 of them new" in ran.output
    assert "contains that of the copy" in ran.output
    assert not [path for path in site.asked if path.endswith(("tile/0/000", "tile/entries/001", "content/000"))]
    assert not (copy / "tile/0/002.p").exists(), "the partial tile gave way to the full one"
    assert run(audit, copy).exit_code == 0
    site.asked.clear()
    assert run(mirror, site.url, copy).exit_code == 0
    assert len(site.asked) < 20


def test_broken_off_anywhere_it_goes_on(site, copy):
    for answers in range(3, 30, 4):
        site.asked.clear()
        site.breaks_after = answers
        ran = run(mirror, site.url, copy)
        assert ran.exit_code in {0, 2}, ran.output
    site.breaks_after = 10**9
    assert run(mirror, site.url, copy).exit_code == 0
    assert files(copy) == files(site.folder)


def test_a_rewritten_past_stops_it_and_is_kept_as_evidence(site, copy):
    assert run(mirror, site.url, copy).exit_code == 0
    before = files(copy)
    shutil.rmtree(site.folder)
    publish(site.folder, [entry(9999), *entries(700)[1:]])
    ran = run(mirror, site.url, copy, "--lang", "en")
    assert ran.exit_code == 1, ran.output
    assert "The past was rewritten" in ran.output
    assert files(copy) == before
    assert (copy / ".mirror/conflict-700").read_text() == (site.folder / "checkpoint").read_text()


FORGERIES = {
    "a letter of an entry": ("tile/entries/001", lambda raw: raw.replace(b"000000000300", b"000000000301")),
    "a hash": ("tile/0/001", lambda raw: bytes(32) + raw[32:]),
    "a hash above": ("tile/1/000.p/2", lambda raw: bytes(32) + raw[32:]),
    "a document": ("content/001", lambda raw: raw.replace("茶业".encode(), "酒业".encode(), 1)),
    "a line that is none": ("content/001", lambda raw: b"{}\n" + raw),
    "a document twice": ("content/001", lambda raw: raw + raw.split(b"\n")[0] + b"\n"),
    "the head's root": ("checkpoint", lambda raw: head([*entries(599), entry(9999)]).encode()),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_file_is_not_taken(site, copy, forgery):
    path, change = FORGERIES[forgery]
    target = site.folder / path
    changed = change(target.read_bytes())
    assert changed != target.read_bytes()
    target.write_bytes(changed)
    ran = run(mirror, site.url, copy)
    assert ran.exit_code == 1, ran.output
    assert (copy / "checkpoint").exists() == path.startswith("content")


def test_another_logs_key_is_not_taken(site, copy):
    assert run(mirror, site.url, copy).exit_code == 0
    thief = Signer(LOG.name, KeyType.ED25519, b"\x33" * 32)
    publish(site.folder, entries(700), log=thief)
    assert run(mirror, site.url, copy).exit_code == 1
    assert run(mirror, site.url, copy, "--vkey", thief.verifier.vkey).exit_code == 1


def test_an_erasure_reaches_the_copy(site, copy):
    assert run(mirror, site.url, copy).exit_code == 0
    erased = Leaf(
        LOG.name, "00000000-0000-0000-0000-000000000004", 1, "erase", "2026-06-30T02:00:00Z",
        commit(SALT, body(4)).hex(), None, Erasure(4, "个人信息保护法第四十七条", "青岚县市场监督管理局"),
    )  # fmt: skip
    publish(site.folder, [*entries(SIZE), erased.to_bytes()], without={4})
    ran = run(mirror, site.url, copy, "--lang", "en")
    assert ran.exit_code == 0, ran.output
    assert "1 erased by law" in ran.output
    kept = [json.loads(line)["index"] for line in (copy / "content/000").read_text().splitlines()]
    assert 4 not in kept
    assert 5 in kept
    assert "第4茶" not in (copy / "content/000").read_text()
    assert run(audit, copy).exit_code == 0


def test_a_document_changed_in_the_copy_is_found_by_the_audit(site, copy):
    assert run(mirror, site.url, copy).exit_code == 0
    path = copy / "content/001"
    path.write_bytes(path.read_bytes().replace("茶业".encode(), "酒业".encode(), 1))
    ran = run(audit, copy, "--lang", "en")
    assert ran.exit_code == 1
    assert "A public document does not fit" in ran.output


def test_one_at_a_time_and_from_somewhere(site, copy, tmp_path):
    from gongbao.cli.mirror_copy import Mirror  # noqa: PLC0415 (only here)

    busy = Mirror(copy)
    busy.open()
    assert run(mirror, site.url, copy).exit_code == 2
    busy.close()
    for nowhere in (f"{site.url}/elsewhere", tmp_path / "nowhere", "http://127.0.0.1:1/"):
        assert run(mirror, nowhere, copy).exit_code == 2
    assert run(mirror, site.folder, tmp_path / "from-folder", "--no-documents").exit_code == 0
    assert made_log.LOG.name in (tmp_path / "from-folder/checkpoint").read_text()

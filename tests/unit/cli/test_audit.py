"""`gongbao audit` as a person runs it: over HTTP and on folders, with its exit codes, and without Django."""

import gzip
import os
import socketserver
import subprocess
import sys
import threading
import time
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import CliRunner
from tests.made_log import LOG, SALT, body, entries, entry, head, policy, proof, write_log

from gongbao.cli.audit import audit
from gongbao.kernel.audit.source import UnreachableError, WebSource
from gongbao.kernel.audit.state import Memory
from gongbao.kernel.tlog.note import KeyType, Signer

SIZE = 300


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder; some addresses misbehave."""

    def do_GET(self):
        name = self.path.rsplit("/", 1)[-1]
        if self.path.startswith("/broken/"):
            self.send_error(500)
        elif self.path.startswith("/away/"):
            self.send_response(302)
            self.send_header("Location", f"http://127.0.0.2:9/{name}")
            self.end_headers()
        elif self.path.startswith("/packed/"):
            content = (self.server.folder / self.path.removeprefix("/packed/")).read_bytes()
            self._send(gzip.compress(content), "gzip")
        elif self.path.startswith("/bomb/"):
            self._send(gzip.compress(bytes(50_000_000)), "gzip")
        elif self.path.startswith("/cut/"):
            self._send(gzip.compress(bytes(5000))[:-9], "gzip")
        else:
            super().do_GET()

    def _send(self, content, encoding):
        self.send_response(200)
        self.send_header("Content-Encoding", encoding)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        pass


@pytest.fixture
def log(tmp_path):
    return write_log(tmp_path / "log", entries(SIZE))


@pytest.fixture
def site(log):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(log)))
    server.folder = log
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def run(*arguments):
    return CliRunner().invoke(audit, [str(one) for one in arguments])


def test_a_folder_and_an_address(log, site):
    for target in (log, site, f"{site}/", f"{site}/packed"):
        ran = run(target, "--vkey", LOG.verifier.vkey)
        assert ran.exit_code == 0, ran.output
        assert ran.output.rstrip().endswith("验证通过。")
    ran = run(site, "--lang", "en")
    assert ran.exit_code == 0
    assert "trust on first use" in ran.output
    assert ran.output.rstrip().endswith("Verified.")


def test_a_tampered_log_exits_with_one(log):
    (log / "tile/0/000").write_bytes(bytes(8192))
    ran = run(log)
    assert ran.exit_code == 1
    assert ran.output.rstrip().endswith("验证不通过。")


@pytest.mark.parametrize("path", ["broken", "away", "nothing", "bomb", "cut"])
def test_what_cannot_be_read_exits_with_two(site, path):
    ran = run(f"{site}/{path}")
    assert ran.exit_code == 2, ran.output
    assert ran.output.rstrip().endswith("未能完成验证。")


ANSWERS = {
    "no HTTP at all": b"SSH-2.0-OpenSSH_9.2\r\n",
    "headers without end": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200,
    "a body cut off": b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhello",
    "chunks that are none": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "gzip that is none": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
    + gzip.compress(b"a" * 99)[:10]
    + b"\xff" * 30,
    "a redirect on the same site": b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n\r\n",
    "nothing": b"",
}


@pytest.fixture
def raw_site():
    """A server that answers every connection with `answer`, a byte at a time if `slow`."""

    class Raw(socketserver.BaseRequestHandler):
        def handle(self):
            self.request.recv(4096)
            with suppress(OSError):
                if self.server.slow:
                    for one in self.server.answer:
                        self.request.sendall(bytes([one]))
                        time.sleep(0.02)
                else:
                    self.request.sendall(self.server.answer)

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Raw)
    server.daemon_threads, server.slow = True, False
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("case", ANSWERS)
def test_any_answer_ends_in_a_sentence(raw_site, case):
    raw_site.answer = ANSWERS[case]
    ran = run(raw_site.url)
    assert ran.exit_code == 2, ran.output
    assert raw_site.url in ran.output
    assert ran.output.rstrip().endswith("未能完成验证。")


def test_an_answer_that_drips_for_ever_is_given_up(raw_site):
    raw_site.answer, raw_site.slow = b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 99, True
    began = time.monotonic()
    with pytest.raises(UnreachableError, match="> 0 s"):
        WebSource(raw_site.url, patience=0.3).read("checkpoint", 100)
    assert time.monotonic() - began < 3
    raw_site.slow = False


def test_a_pipe_in_a_folder_holds_nobody_up(log):
    (log / "checkpoint").unlink()
    os.mkfifo(log / "checkpoint")
    assert run(log).exit_code == 2


def test_what_the_operator_wrote_cannot_steer_the_terminal(tmp_path):
    log = write_log(tmp_path / "log", entries(3))
    (log / "log.vkey").write_text("\x1b[2J\u202e+00000000+AAAA\n")
    ran = run(log, "--lang", "en")
    assert ran.exit_code == 1
    assert run("http://127.0.0.1:1/\x1b[2J\u202e").exit_code == 2
    for output in (ran.output, run(tmp_path / "\x1b[31mnowhere").output):
        assert "\x1b" not in output
        assert "\u202e" not in output


def test_a_published_policy_cannot_bring_a_second_key(log, tmp_path):
    """The remembered key still stands in log.vkey, but another one of the same name signs."""
    assert run(log, "--state", tmp_path / "state").exit_code == 0
    thief = Signer(LOG.name, KeyType.ED25519, b"\x33" * 32)
    (log / "policy").write_text(f"log {thief.verifier.vkey}\n{policy()}")
    (log / "checkpoint").write_text(head(entries(SIZE), log=thief))
    for state in ((), ("--state", tmp_path / "state")):
        ran = run(log, *state, "--lang", "en")
        assert ran.exit_code == 1
        assert "no known key signed" in ran.output or "no trusted log signed" in ran.output


def test_a_given_key_does_not_replace_the_remembered_one(tmp_path, log):
    assert run(log, "--state", tmp_path / "state").exit_code == 0
    thief = Signer(LOG.name, KeyType.ED25519, b"\x33" * 32)
    write_log(log, entries(SIZE), log=thief)
    ran = run(log, "--state", tmp_path / "state", "--vkey", thief.verifier.vkey, "--lang", "en")
    assert ran.exit_code == 1
    assert "the one remembered is" in ran.output
    kept = tmp_path / "one.tlog-proof"
    kept.write_text(proof(log, 5, SIZE).to_text())
    assert run(kept, "--vkey", thief.verifier.vkey).exit_code == 0
    assert run(kept, "--vkey", thief.verifier.vkey, "--state", tmp_path / "state").exit_code == 1


def test_an_address_does_not_become_another_log(tmp_path, log):
    assert run(log, "--state", tmp_path / "state").exit_code == 0
    other = Signer("other.example/log", KeyType.ED25519, b"\x33" * 32)
    write_log(log, [entry(n, other.name) for n in range(5)], log=other)
    (log / "policy").unlink()
    ran = run(log, "--state", tmp_path / "state", "--lang", "en")
    assert ran.exit_code == 1
    assert "now it calls itself other.example/log" in ran.output


def test_a_damaged_memory_is_said(tmp_path, log):
    assert run(log, "--state", tmp_path / "state").exit_code == 0
    (remembered,) = (tmp_path / "state").glob("*/log.vkey")
    kept = tmp_path / "one.tlog-proof"
    kept.write_text(proof(log, 5, SIZE).to_text())
    remembered.write_bytes(b"\xff\xfe")
    assert run(log, "--state", tmp_path / "state").exit_code == 2
    remembered.write_text("nonsense\n")
    assert run(kept, "--state", tmp_path / "state").exit_code == 2


def test_a_proof_is_held_against_since_and_the_remembered_head(log, tmp_path):
    kept, since = tmp_path / "one.tlog-proof", tmp_path / "since"
    kept.write_text(proof(log, 5, SIZE).to_text())
    ours = ("--vkey", LOG.verifier.vkey, "--lang", "en")
    since.write_text(head(entries(100)))
    assert run(kept, *ours, "--since", since, "--log", log).exit_code == 0
    ran = run(kept, *ours, "--since", since)
    assert ran.exit_code == 2
    assert "cannot be compared" in ran.output
    since.write_text((log / "checkpoint").read_text())
    assert run(kept, *ours, "--since", since).exit_code == 0
    forked = head([*entries(SIZE - 1), entry(9999)])
    since.write_text(forked)
    ran = run(kept, *ours, "--since", since)
    assert ran.exit_code == 1
    assert "two histories" in ran.output
    assert run(kept, *ours, "--since", since, "--log", log).exit_code == 1
    memory = Memory(tmp_path / "state")
    memory.keep(LOG.name, LOG.verifier.vkey, head([*entries(99), entry(9999)]))
    ran = run(kept, *ours, "--state", tmp_path / "state", "--log", log)
    assert ran.exit_code == 1
    assert "The past was rewritten" in ran.output
    assert run(kept, *ours, "--state", tmp_path / "state").exit_code == 0


@pytest.mark.parametrize("target", ["nowhere", "ftp://example.com/log", "http://", "http://127.0.0.1:1/"])
def test_an_address_that_is_none_exits_with_two(target):
    assert run(target).exit_code == 2


def test_a_proof_with_its_record_and_its_log(log, site, tmp_path):
    kept, record = log / "one.tlog-proof", tmp_path / "record.json"
    kept.write_text(proof(log, 5, SIZE).to_text())
    record.write_bytes(body(5))
    assert run(kept).exit_code == 2
    assert run(kept, "--log", site).exit_code == 0
    ran = run(kept, "--log", log, "--record", record, "--lang", "en")
    assert ran.exit_code == 0
    assert "document given" in ran.output
    assert run(f"{site}/one.tlog-proof", "--vkey", LOG.verifier.vkey).exit_code == 0
    assert run(f"{site}/none.tlog-proof").exit_code == 2
    record.write_bytes(body(6))
    assert run(kept, "--log", site, "--record", record).exit_code == 1


def test_a_salt_by_itself(log, tmp_path):
    kept, record = tmp_path / "one.tlog-proof", tmp_path / "record.json"
    kept.write_text(proof(log, 5, SIZE, salt=None).to_text())
    record.write_bytes(body(5))
    with_salt = ("--vkey", LOG.verifier.vkey, "--record", record, "--salt")
    assert run(kept, *with_salt, SALT.hex()).exit_code == 0
    assert run(kept, *with_salt, bytes(32).hex()).exit_code == 1
    for wrong in ("zz", "00"):
        assert run(kept, *with_salt, wrong).exit_code == 2


def test_policy_since_and_state(log, tmp_path):
    files = {"policy": policy(), "since": head(entries(256)), "bad": "quorum nobody\n"}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    ran = run(log, "--policy", tmp_path / "policy", "--since", tmp_path / "since", "--state", tmp_path / "state")
    assert ran.exit_code == 0
    assert "只增加了 44 条" in ran.output
    assert "与上次记下的树头" in run(log, "--state", tmp_path / "state").output
    assert run(log, "--policy", tmp_path / "bad").exit_code == 2
    assert run(log, "--policy", tmp_path / "policy", "--vkey", LOG.verifier.vkey).exit_code == 2
    assert run(log, "--vkey", "nonsense").exit_code == 2
    assert run(log, "--salt", SALT.hex()).exit_code == 2


def test_it_starts_without_django(log):
    code = (
        "import sys; from gongbao.cli.main import main; sys.argv = ['gongbao', 'audit', sys.argv[1]]\n"
        "try: main()\nexcept SystemExit as end: assert end.code == 0, end.code\n"
        "assert not [m for m in sys.modules if m.split('.')[0] in ('django', 'psycopg')]"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(log)], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr

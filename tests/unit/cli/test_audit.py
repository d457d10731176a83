"""`gongbao audit` as a person runs it: over HTTP and on folders, with its exit codes, and without Django."""

import gzip
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import CliRunner
from tests.made_log import LOG, SALT, body, entries, head, policy, proof, write_log

from gongbao.cli.audit import audit

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

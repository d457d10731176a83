"""The stand-alone witness: what it answers over HTTP, what it keeps, and when it refuses to start."""

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from tests.made_log import LOG, entries, head

from gongbao.cli import witness as witness_module
from gongbao.cli import witness_state
from gongbao.cli.witness import WitnessServer
from gongbao.cli.witness_state import StateError, open_state
from gongbao.kernel.tlog import merkle
from gongbao.kernel.tlog.checkpoint import Checkpoint
from gongbao.kernel.tlog.merkle import leaf_hash
from gongbao.kernel.tlog.note import KeyType, Signer, Verifier, open_note, parse
from gongbao.kernel.tlog.witness import origin_hash, request_text

NAME = "province.example/witness"
HASHES = [leaf_hash(one) for one in entries(40)]
HEADS = origin_hash(LOG.name)


def steps(old, size):
    def read(wanted):
        return [merkle.root_of(HASHES[i << level : (i + 1) << level]) for level, i in wanted]

    return merkle.prove_consistency(old, size, read)


def body(old, size, *, proof=None, signed=None):
    return request_text(old, steps(old, size) if proof is None else proof, signed or head(entries(size), cosigners=()))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "witness"


@pytest.fixture
def state(folder):
    opened = open_state(folder, NAME, (LOG.verifier.vkey,))
    yield opened
    opened.close()


@pytest.fixture
def site(state):
    server = WitnessServer(("127.0.0.1", 0), state)
    threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def ask(url, text=None, **headers):
    request = Request(url, data=None if text is None else text.encode(), headers=headers)
    try:
        with urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode(), answer.headers["Content-Type"]
    except HTTPError as error:
        with error:
            return error.code, error.read().decode(), error.headers["Content-Type"]


def add(site, text):
    return ask(f"{site}/add-checkpoint", text)


def test_a_growing_log_is_cosigned_and_shown(site, state):
    for old, size in ((0, 5), (5, 17), (17, 17), (17, 40)):
        signed = head(entries(size), cosigners=())
        status, line, kind = add(site, body(old, size))
        assert (status, kind) == (200, "text/plain; charset=utf-8")
        _, good = open_note(f"{parse(signed).text}\n{line}", [state.signer.verifier])
        assert good[0][1].time > 1_700_000_000
        status, shown, _ = ask(f"{site}/{HEADS}/checkpoint")
        assert status == 200
        note, keys = open_note(shown, [LOG.verifier, state.signer.verifier])
        assert len(keys) == 2
        assert Checkpoint.parse(note.text).size == size
    assert ask(f"{site}/")[1] == f"{state.signer.verifier.vkey}\n{LOG.name} 40\n"


def test_every_refusal_has_its_status(site):
    other = Signer("other.example/log", KeyType.ED25519, b"\x09" * 32)
    forged = Signer(LOG.name, KeyType.ED25519, b"\x09" * 32)
    assert ask(f"{site}/{HEADS}/checkpoint")[0] == 404
    assert add(site, body(0, 17))[0] == 200
    assert add(site, body(5, 17)) == (409, "17\n", "text/x.tlog.size")
    assert add(site, body(17, 40, proof=steps(17, 40)[:-1]))[0] == 422
    assert add(site, body(17, 5, proof=[]))[0] == 400
    assert add(site, body(17, 40, signed=head(entries(40), log=forged, cosigners=())))[0] == 403
    assert add(site, body(17, 40, signed=head(entries(40), log=other, cosigners=())))[0] == 404
    assert add(site, "old 17\n\nhello\n")[0] == 400
    assert add(site, "x" * 70_000)[0] == 413
    assert ask(f"{site}/elsewhere", body(17, 40))[0] == 404
    assert ask(f"{site}/../witness.key")[0] == 404
    assert ask(f"{site}/{'0' * 64}/checkpoint")[0] == 404
    assert add(site, body(17, 40))[0] == 200


def test_of_two_futures_only_one_is_cosigned(site):
    assert add(site, body(0, 5))[0] == 200
    futures = [body(5, size) for size in range(6, 22)]
    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(status for status, *_ in pool.map(lambda text: add(site, text), futures))
    assert statuses == [200, *[409] * 15]


def test_nothing_is_answered_before_it_is_stored(site, state, monkeypatch):
    assert add(site, body(0, 5))[0] == 200

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(witness_state, "write_durably", full)
    status, said, _ = add(site, body(5, 17))
    assert status == 500
    assert "—" not in said
    monkeypatch.undo()
    assert state.size_of(LOG.name) == 5
    assert add(site, body(5, 17))[0] == 200


def test_the_key_is_made_once_and_for_its_owner_only(folder, state):
    assert stat.S_IMODE((folder / "witness.key").stat().st_mode) == 0o600
    state.close()
    again = open_state(folder, None, ())
    assert again.signer == state.signer
    assert list(again.logs) == [LOG.name]
    again.close()


def test_one_process_to_a_folder(folder, state):
    with pytest.raises(StateError, match="Another witness"):
        open_state(folder, NAME, ())


def test_slow_clients_keep_nobody_out(site, monkeypatch):
    """More clients than there are connections begin a request and say no more; an honest one is answered at once."""
    monkeypatch.setattr(witness_module, "CONNECTIONS", 20)
    host, port = site.removeprefix("http://").split(":")
    slow = []
    try:
        for number in range(60):
            one = socket.create_connection((host, int(port)), timeout=10)
            one.sendall(
                b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 500\r\n" + (b"\r\nold" if number % 2 else b"")
            )
            slow.append(one)
        assert add(site, body(0, 5))[0] == 200
        assert slow[0].recv(100) == b""
    finally:
        for one in slow:
            one.close()


def test_a_client_that_drips_is_cut_off(site, monkeypatch):
    monkeypatch.setattr(witness_module, "PATIENCE", 0.3)
    host, port = site.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as one:
        one.sendall(b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 500\r\n\r\n")
        began = time.monotonic()
        with suppress(OSError):
            while time.monotonic() - began < 8:
                one.sendall(b"x")
                time.sleep(0.05)
        assert time.monotonic() - began < 5


def test_what_it_says_of_a_stranger_is_fit_for_a_terminal(site, capfd):
    bad = Signer("other.example/\u202elog", KeyType.ED25519, b"\x09" * 32)
    assert add(site, body(0, 17, signed=head(entries(17), log=bad, cosigners=())))[0] == 404
    said = capfd.readouterr().out
    assert "\u202e" not in said
    assert "\\u202elog" in said


def lose(path):
    return lambda folder: (folder / path).unlink()


def write(path, text):
    return lambda folder: (folder / path).write_text(text)


OTHER_KEY = Signer(LOG.name, KeyType.ED25519, b"\x09" * 32).verifier.vkey
LOSSES = {
    "the list of logs": (lose("logs.json"), "retire this witness"),
    "the head": (lose(f"heads/{HEADS}"), "retire this witness"),
    "the head's end": (write(f"heads/{HEADS}", "qinglan.example/gongbao\n17\n"), "is damaged"),
    "the head of somebody else": (write(f"heads/{HEADS}", head(entries(17))), "is damaged"),
    "the key": (write("witness.key", "{"), "key file"),
    "half the key": (write("witness.key", json.dumps({"name": NAME, "seed": "00"})), "key file"),
    "the list's form": (write("logs.json", "[]"), "is damaged"),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_it_refuses_to_start_again_without(folder, state, site, loss):
    assert add(site, body(0, 17))[0] == 200
    state.close()
    do, words = LOSSES[loss]
    do(folder)
    with pytest.raises(StateError, match=words):
        open_state(folder, NAME, (LOG.verifier.vkey,))


WRONG_STARTS = {
    "no name": (None, (LOG.verifier.vkey,)),
    "a name with a space": ("a b", (LOG.verifier.vkey,)),
    "no log": (NAME, ()),
    "no key": (NAME, ("nonsense",)),
    "a witness's key": (NAME, (Signer(NAME, KeyType.COSIGNATURE, b"\x09" * 32).verifier.vkey,)),
    "two keys for one log": (NAME, (LOG.verifier.vkey, OTHER_KEY)),
}


@pytest.mark.parametrize("case", WRONG_STARTS)
def test_a_wrong_start_is_refused(folder, case):
    with pytest.raises(StateError):
        open_state(folder, *WRONG_STARTS[case])


def test_another_name_on_the_same_folder_is_refused(folder, state):
    state.close()
    with pytest.raises(StateError, match="is of the witness"):
        open_state(folder, "city.example/witness", ())


def test_a_log_added_later_begins_at_nothing_and_the_first_keeps_its_head(folder, state, site):
    assert add(site, body(0, 17))[0] == 200
    state.close()
    other = Signer("other.example/log", KeyType.ED25519, b"\x09" * 32)
    more = open_state(folder, NAME, (other.verifier.vkey,))
    assert {origin: more.size_of(origin) for origin in more.logs} == {LOG.name: 17, other.name: 0}
    more.close()


def start(folder):
    command = [sys.executable, "-c", NO_DJANGO, "--dir", folder, "--name", NAME, "--log", LOG.verifier.vkey]
    ran = subprocess.Popen(
        [*map(str, command), "--listen", "127.0.0.1:0"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    vkey = Verifier.parse(ran.stdout.readline().split(": ")[1])
    return ran, vkey, re.search(r"http://\S+", ran.stdout.readline())[0]


NO_DJANGO = (
    "import sys\nfrom gongbao.cli.witness import witness\n"
    "assert not [m for m in sys.modules if m.split('.')[0] in ('django', 'psycopg')]\nwitness()"
)


def test_killed_and_started_again_it_remembers(folder):
    ran, vkey, site = start(folder)
    try:
        assert add(site, body(0, 17))[0] == 200
    finally:
        ran.send_signal(signal.SIGKILL)
        ran.wait(10)
        ran.stdout.close()
    ran, again, site = start(folder)
    try:
        assert again == vkey
        assert add(site, body(0, 5)) == (409, "17\n", "text/x.tlog.size")
        assert add(site, body(17, 40))[0] == 200
    finally:
        ran.send_signal(signal.SIGTERM)
        assert ran.wait(10) == 0
        ran.stdout.close()

"""Witnesses asked over real HTTP on this machine: quorum, conflict, false cosignatures, silence; and being one."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings
from django.test import Client

from gongbao.foundation.events.actor import command
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.ledger import selectors, witnessing
from gongbao.foundation.ledger.actions.witness import add_checkpoint, add_witness, remove_witness, trust_log
from gongbao.foundation.ledger.files import log_files
from gongbao.foundation.ledger.models import Witness, WitnessedLog
from gongbao.foundation.ledger.refusals import LogRefusal
from gongbao.foundation.ledger.signing import witness_signer
from gongbao.kernel.tlog.checkpoint import Checkpoint
from gongbao.kernel.tlog.merkle import Frontier, leaf_hash, prove_consistency, root_of
from gongbao.kernel.tlog.note import KeyType, Note, Signer, Verifier, open_note, parse
from gongbao.kernel.tlog.policy import judge, parse_policy
from gongbao.kernel.tlog.witness import Held, decide, origin_hash, parse_request, request_text

pytestmark = pytest.mark.django_db
BY = command("test")


class FakeWitness:
    """A witness of the specification in memory, that can be told to misbehave."""

    def __init__(self, name: str, seed: int):
        self.signer = Signer(name, KeyType.COSIGNATURE, bytes([seed]) * 32)
        self.held, self.note = Held(), None
        self.trusted: list[Verifier] = []
        self.lie = self.deaf = False
        self.asked = 0
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *args):
                pass

            def say(self, status, body, kind="text/plain"):
                self.send_response(status)
                self.send_header("content-type", kind)
                self.end_headers()
                self.wfile.write(body.encode())

            def do_GET(self):
                if fake.note is None or self.path != f"/{origin_hash(settings.LEDGER_ORIGIN)}/checkpoint":
                    self.say(404, "")
                else:
                    self.say(200, fake.note)

            def do_POST(self):
                fake.asked += 1
                request = parse_request(self.rfile.read(int(self.headers["content-length"])))
                refused = decide(request, fake.trusted, fake.held)
                if fake.deaf:
                    self.say(500, "out of order")
                elif refused:
                    self.say(refused.status, refused.body, refused.kind)
                else:
                    self.say(200, fake.cosign(request.raw))

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def cosign(self, raw: str) -> str:
        note = parse(raw)
        checkpoint = Checkpoint.parse(note.text)
        line = self.signer.cosign("another text\n" if self.lie else note.text, 1_780_000_000)
        self.held = Held(checkpoint.size, checkpoint.root)
        self.note = str(note.with_signatures([line]))
        return line.line

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def three(ledger, now):
    found = [FakeWitness(f"{name}.example/witness", seed) for seed, name in enumerate(["court", "press", "school"], 7)]
    key = Verifier.parse(log_key())
    for one in found:
        one.trusted = [key]
        add_witness(vkey=one.signer.verifier.vkey, url=one.url, by=BY, now=now)
    yield found
    for one in found:
        one.server.shutdown()
        one.server.server_close()


def log_key() -> str:
    from gongbao.foundation.ledger.signing import log_signer  # noqa: PLC0415 (reads the key begun by the fixture)

    return log_signer().verifier.vkey


def judged():
    files = log_files()
    return judge(files.read("checkpoint").decode(), parse_policy(files.read("policy").decode()))


def test_a_quorum_of_witnesses_makes_a_head_witnessed(ledger, three):
    ledger.grow(5)
    assert (judged().quorum_met, len(judged().cosigned)) == (True, 3)
    ledger.grow(300)
    assert (judged().checkpoint.size, len(judged().cosigned)) == (305, 3)
    assert [one.held.size for one in three] == [305, 305, 305]
    assert selectors.log_state().cosigned == 3


def test_a_silent_witness_holds_nobody_up_and_catches_up_later(ledger, three):
    three[0].deaf = True
    ledger.grow(5)
    assert (judged().quorum_met, len(judged().cosigned)) == (True, 2)
    assert "500" in Witness.objects.get(name=three[0].signer.name).last_error
    three[0].deaf = False
    ledger.publish()
    assert len(judged().cosigned) == 3
    assert Witness.objects.get(name=three[0].signer.name).last_error == ""


def test_without_a_quorum_the_head_is_shown_but_not_called_witnessed(ledger, three):
    three[0].deaf = three[1].deaf = True
    ledger.grow(5)
    assert not judged().quorum_met
    assert len(judged().cosigned) == 1


def test_a_false_cosignature_is_not_shown(ledger, three):
    three[2].lie = True
    ledger.grow(5)
    assert three[2].signer.name not in log_files().read("checkpoint").decode()
    assert "cosignature" in Witness.objects.get(name=three[2].signer.name).last_error


def test_a_witness_that_is_behind_gets_the_proof_from_where_it_stands(ledger, three):
    ledger.grow(5)
    three[1].note = None
    ledger.grow(5)
    assert [one.held.size for one in three] == [10, 10, 10]


def test_a_witness_that_has_seen_more_stops_the_log(ledger, three):
    ledger.grow(5)
    raw = Note(Checkpoint(settings.LEDGER_ORIGIN, 9, b"\1" * 32).text, ())
    three[0].cosign(str(raw.with_signatures([three[0].signer.cosign(raw.text, 1)])))
    ledger.wait(1)
    ledger.sequence()
    with pytest.raises(LogRefusal, match="shortened"):
        ledger.publish()


def test_a_witness_that_has_seen_another_root_stops_the_log(ledger, three):
    ledger.grow(5)
    raw = Note(Checkpoint(settings.LEDGER_ORIGIN, 4, b"\1" * 32).text, ())
    three[0].cosign(str(raw.with_signatures([three[0].signer.cosign(raw.text, 1)])))
    ledger.wait(1)
    ledger.sequence()
    with pytest.raises(LogRefusal, match="forked"):
        ledger.publish()


def test_a_removed_witness_is_not_asked(ledger, three, now):
    remove_witness(name=three[0].signer.name, by=BY, now=now)
    ledger.grow(5)
    assert three[0].asked == 0
    assert len(judged().cosigned) == 2


@pytest.mark.parametrize("url", ["http://witness.example", "ftp://127.0.0.1", "https://", "file:///etc/passwd"])
def test_a_witness_is_never_asked_over_an_open_line(ledger, now, url):
    key = Signer("w.example", KeyType.COSIGNATURE, b"\3" * 32).verifier.vkey
    with pytest.raises(Refusal, match="bad-address"):
        add_witness(vkey=key, url=url, by=BY, now=now)


def test_a_logs_key_is_not_a_witness_key(ledger, now):
    with pytest.raises(Refusal, match="wrong-kind"):
        add_witness(vkey=log_key(), url="https://w.example", by=BY, now=now)


OTHER = Signer("other.example/log", KeyType.ED25519, b"\5" * 32)
LEAVES = [leaf_hash(b"%d" % n) for n in range(20)]


def signed(size: int, leaves=LEAVES, signer=OTHER) -> str:
    text = Checkpoint("other.example/log", size, root_of(leaves[:size])).text
    return str(Note(text, (signer.sign(text),)))


def proof(old: int, size: int) -> list[bytes]:
    def read(wanted):
        return [_subtree(level, index) for level, index in wanted]

    return prove_consistency(old, size, read)


def _subtree(level: int, index: int) -> bytes:
    frontier = Frontier()
    for leaf in LEAVES[index << level : (index + 1) << level]:
        frontier.append(leaf)
    return frontier.root()


def ask(old: int, size: int, now, *, raw: str | None = None, hashes=None):
    hashes = proof(old, size) if hashes is None else hashes
    return add_checkpoint(body=request_text(old, hashes, raw or signed(size)).encode(), now=now)


@pytest.fixture
def trusted(ledger, now):
    return trust_log(vkey=OTHER.verifier.vkey, by=BY, now=now)


def test_we_cosign_growth_and_show_it(trusted, now):
    assert ask(0, 3, now).status == 200
    answer = ask(3, 17, now)
    assert answer.status == 200
    note, good = open_note(signed(17) + answer.body, [witness_signer().verifier])
    assert good[0][1].time == int(now.timestamp())
    shown = Client().get(f"/witness/{origin_hash('other.example/log')}/checkpoint")
    assert shown.status_code == 200
    assert open_note(shown.content.decode(), [witness_signer().verifier])[0].text == note.text


@pytest.mark.parametrize(
    ("status", "request_"),
    [
        (409, lambda now: ask(0, 17, now)),
        (422, lambda now: ask(5, 17, now, hashes=[])),
        (422, lambda now: ask(5, 5, now, raw=signed(5, LEAVES[::-1]))),
        (400, lambda now: ask(5, 4, now, hashes=[])),
        (403, lambda now: ask(5, 17, now, raw=signed(17, signer=Signer(OTHER.name, KeyType.ED25519, b"\6" * 32)))),
        (400, lambda now: add_checkpoint(body=b"old five\n\n", now=now)),
    ],
)
def test_we_refuse_what_the_specification_refuses(trusted, now, status, request_):
    assert ask(0, 5, now).status == 200
    assert request_(now).status == status
    assert WitnessedLog.objects.get().size == 5


def test_we_do_not_cosign_for_strangers(ledger, now):
    assert ask(0, 3, now).status == 404


def test_the_endpoint_speaks_http(trusted):
    client = Client(enforce_csrf_checks=True)
    body = request_text(0, [], signed(3))
    assert client.post("/witness/add-checkpoint", body, content_type="text/plain").status_code == 200
    conflict = client.post("/witness/add-checkpoint", body, content_type="text/plain")
    assert (conflict.status_code, conflict.content, conflict["content-type"]) == (409, b"3\n", "text/x.tlog.size")
    assert client.get("/witness/add-checkpoint").status_code == 405
    assert client.post("/witness/add-checkpoint", b"x" * 70_000, content_type="text/plain").status_code == 400


def test_a_second_key_for_one_log_is_refused(trusted, now):
    other = Signer(OTHER.name, KeyType.ED25519, b"\6" * 32).verifier.vkey
    with pytest.raises(Refusal, match="other-key"):
        trust_log(vkey=other, by=BY, now=now)


def test_redirects_are_not_followed(ledger):
    assert witnessing._opener().handlers
    assert not [h for h in witnessing._opener().handlers if type(h).__name__ == "HTTPRedirectHandler"]

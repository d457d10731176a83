"""From a database transaction to strangers' verdicts: our log, a stand-alone witness, our auditor, and Go."""

import subprocess
import threading
import uuid

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.db import transaction

from gongbao.cli.audit import audit
from gongbao.cli.witness import WitnessServer
from gongbao.cli.witness_state import open_state
from gongbao.foundation.ledger.actions import Item, begin_log, enqueue_many, publish_head, sequence_batch
from gongbao.foundation.ledger.models import Witness
from gongbao.foundation.ledger.signing import log_signer

pytestmark = [pytest.mark.interop, pytest.mark.django_db]


@pytest.fixture
def witness(db, now, tmp_path):
    """A witness of its own, started on our log, and known to it."""
    begin_log(now=now)
    state = open_state(tmp_path / "witness", "province.example/witness", (log_signer().verifier.vkey,))
    server = WitnessServer(("127.0.0.1", 0), state)
    threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True).start()
    vkey = state.signer.verifier.vkey
    Witness.objects.create(name=state.signer.name, vkey=vkey, url=f"http://127.0.0.1:{server.server_port}")
    yield vkey
    server.shutdown()
    server.server_close()
    state.close()


def grow(first, count, now):
    with transaction.atomic():
        enqueue_many([Item(uuid.UUID(int=first + n), 1, "publish", b"%d" % n) for n in range(1, count + 1)], now)
    sequence_batch(now=now, limit=count)
    return publish_head(now=now)


def test_what_the_house_publishes_strangers_can_verify(verifier, witness, now, tmp_path):
    log, old = settings.LEDGER_DIR, tmp_path / "old"
    keys = (log_signer().verifier.vkey, witness)
    for first, count in ((0, 300), (300, 257), (557, 5)):
        published = grow(first, count, now)
        assert (published.cosigned, published.witnesses) == (1, 1)
        ours = ["--since", old] if old.exists() else []
        ran = CliRunner().invoke(audit, [str(log), "--vkey", keys[0], "--vkey", keys[1], *map(str, ours)])
        assert ran.exit_code == 0, ran.output
        theirs = ["-old", old] if old.exists() else []
        go = subprocess.run(
            [verifier, "-vkey", keys[0], "-witness", keys[1], *theirs, log], capture_output=True, text=True, check=False
        )
        assert go.returncode == 0, go.stdout
        assert go.stdout.endswith("VERIFIED\n")
        old.write_bytes((log / "checkpoint").read_bytes())
        own = CliRunner().invoke(audit, [str(log), "--lang", "en", "--state", str(tmp_path / "state")])
        assert own.exit_code == 0, own.output
        assert "1 of 1 cosigned; enough" in own.output, "the policy the house publishes is read and met"

"""A small log written out as files, by the kernel alone: what the auditor and the Go verifier are tried on."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from gongbao.kernel.tlog import merkle
from gongbao.kernel.tlog.checkpoint import Checkpoint
from gongbao.kernel.tlog.commitment import commit
from gongbao.kernel.tlog.leaf import Leaf
from gongbao.kernel.tlog.merkle import leaf_hash
from gongbao.kernel.tlog.note import KeyType, Note, Signer
from gongbao.kernel.tlog.opening import Opening
from gongbao.kernel.tlog.proof import TlogProof
from gongbao.kernel.tlog.tiles import TileReader, pack_entries, tiles_of

LOG = Signer("qinglan.example/gongbao", KeyType.ED25519, b"\x05" * 32)
WITNESSES = [Signer(f"witness{n}.example", KeyType.COSIGNATURE, bytes([n]) * 32) for n in (61, 62)]
SALT = b"\x07" * 32
AT = 1_780_000_000


def body(number: int) -> bytes:
    """The document of one record."""
    return f'{{"name":"青岚第{number}茶业有限公司"}}'.encode()


def entry(number: int, register: str = LOG.name) -> bytes:
    leaf = Leaf(
        register=register,
        record=f"00000000-0000-0000-0000-{number:012d}",
        version=1,
        kind="publish" if number % 3 else "decision",
        time="2026-06-29T02:00:00Z",
        commitment=commit(SALT, body(number)).hex(),
    )
    return leaf.to_bytes()


def entries(count: int) -> list[bytes]:
    return [entry(number) for number in range(count)]


def policy() -> str:
    names = [f"w{n}" for n, _ in enumerate(WITNESSES, 1)]
    witnesses = "".join(f"witness {name} {w.verifier.vkey}\n" for name, w in zip(names, WITNESSES, strict=True))
    return f"log {LOG.verifier.vkey}\n{witnesses}group all all {' '.join(names)}\nquorum all\n"


def head(stored: Sequence[bytes], *, log: Signer = LOG, cosigners: Iterable[Signer] = WITNESSES) -> str:
    """The signed checkpoint over entries."""
    text = Checkpoint(log.name, len(stored), merkle.root_of(leaf_hash(one) for one in stored)).text
    return str(Note(text, (log.sign(text), *(witness.cosign(text, AT) for witness in cosigners))))


def write_log(folder: Path, stored: Sequence[bytes], *, log: Signer = LOG) -> Path:
    """Every file of the log under `folder`."""
    rows = [[leaf_hash(one) for one in stored]]
    while len(rows[-1]) >= 256:
        below = rows[-1]
        rows.append([merkle.root_of(below[i : i + 256]) for i in range(0, len(below) // 256 * 256, 256)])
    files = {
        "checkpoint": head(stored, log=log).encode(),
        "log.vkey": (log.verifier.vkey + "\n").encode(),
        "policy": policy().encode(),
    }
    for tile in tiles_of(len(stored)):
        first, last = tile.number * 256, tile.number * 256 + tile.width
        files[tile.path] = b"".join(rows[tile.level][first:last])
        if tile.level == 0:
            files[tile.bundle_path] = pack_entries(stored[first:last])
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder


def proof(folder: Path, index: int, size: int, *, payload: bytes | None = None, salt: bytes | None = SALT) -> TlogProof:
    """The proof file of one entry of a written log."""
    stored = entries(size)
    hashes = merkle.prove_inclusion(index, size, TileReader(size, lambda path: (folder / path).read_bytes()))
    extra = Opening(stored[index], salt, payload).to_bytes()
    return TlogProof(index, tuple(hashes), (folder / "checkpoint").read_text(), extra)

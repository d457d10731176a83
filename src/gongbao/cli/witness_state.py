"""What a witness must never lose: its key, the logs it knows, and the largest head it has cosigned of each.

    witness.key              its name and seed, readable by its owner only
    logs.json                origin -> the log's vkey
    heads/<sha256(origin)>   the last head cosigned: the signed note, or nothing while there is none
    lock                     held while a witness runs on this folder

A witness that lost a head must be retired: started again from nothing it would cosign a second history.
"""

import fcntl
import json
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gongbao.kernel.tlog.checkpoint import Checkpoint
from gongbao.kernel.tlog.note import KeyType, NoteError, Signer, Verifier, open_note
from gongbao.kernel.tlog.witness import Answer, Held, Request, consider, origin_hash


class StateError(Exception):
    """The folder cannot be used; `zh` and `en` say why and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")


def write_durably(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Replace a file whole: temporary file, flush to disk, rename, flush the folder."""
    temporary = path.with_name(f".{path.name}.new")
    temporary.unlink(missing_ok=True)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@dataclass(slots=True)
class WitnessState:
    """A witness on its folder. One process only: `open_state` holds the lock until `close`."""

    folder: Path
    signer: Signer
    logs: dict[str, Verifier]
    _lock: IO[str]
    _one: threading.Lock = field(default_factory=threading.Lock)

    def latest(self, name: str) -> str | None:
        """The last note cosigned of the log whose origin has this hex SHA-256; None if there is none."""
        known = {origin_hash(origin) for origin in self.logs}
        return (self._head_path(name).read_text() or None) if name in known else None

    def add_checkpoint(self, request: Request, now: Callable[[], int]) -> Answer:
        """Answer a request. Comparing, storing (durably) and answering are one step: no other runs between."""
        origin = request.checkpoint.origin
        known = self.logs.get(origin)
        with self._one:
            held = self._held(origin) if known else Held()
            found = consider(request, known, held, self.signer, now())
            if isinstance(found, Answer):
                return found
            path = self._head_path(origin_hash(origin))
            try:
                write_durably(path, found.note.encode())
            except OSError as error:
                raise StateError(f"写不了 {path}：{error}", f"Cannot write {path}: {error}") from error
            return found.answer

    def size_of(self, origin: str) -> int:
        return self._held(origin).size

    def close(self) -> None:
        self._lock.close()

    def _held(self, origin: str) -> Held:
        """The head held, believed only with our own cosignature under it."""
        path = self._head_path(origin_hash(origin))
        try:
            raw = path.read_text()
            if not raw:
                return Held()
            note, _ = open_note(raw, [self.signer.verifier])
            checkpoint = Checkpoint.parse(note.text)
        except FileNotFoundError as error:
            raise _lost(path) from error
        except (NoteError, UnicodeDecodeError) as error:
            raise StateError(
                f"{path} 已损坏（{error}）。请从备份恢复最新的一份；没有就停用这个见证人。",
                f"{path} is damaged ({error}). Restore the newest copy; if there is none, retire this witness.",
            ) from error
        if checkpoint.origin != origin:
            raise StateError(f"{path} 属于另一个账本。", f"{path} is of another log.")
        return Held(checkpoint.size, checkpoint.root)

    def _head_path(self, name: str) -> Path:
        return self.folder / "heads" / name


def _lost(path: Path) -> StateError:
    return StateError(
        f"密钥还在，记录却丢了：{path}。从零重新开始会为第二份历史副署。请从备份恢复；"
        "没有备份就停用这个见证人，换新文件夹、新名字、新密钥。",
        f"The key is here but its record is lost: {path}. Starting again from nothing would cosign a second history. "
        "Restore it from a backup; if there is none, retire this witness and begin with a new folder, name and key.",
    )


def open_state(folder: Path, name: str | None, vkeys: tuple[str, ...]) -> WitnessState:
    """Open a witness's folder, or make it on the first start. StateError if it cannot be trusted or is in use."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = _take_lock(folder)
    try:
        signer = _read_key(folder, name) or _first_start(folder, name)
        state = WitnessState(folder, signer, _read_logs(folder), lock)
        for vkey in vkeys:
            _add_log(state, vkey)
        if not state.logs:
            raise StateError("请用 --log 给出要见证的账本的公钥。", "Give the key of a log to witness with --log.")
        for origin in state.logs:
            state.size_of(origin)
    except BaseException:
        lock.close()
        raise
    return state


def _take_lock(folder: Path) -> IO[str]:
    lock = (folder / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise StateError(f"另一个见证人正在使用 {folder}。", f"Another witness is running on {folder}.") from error
    return lock


def _read_key(folder: Path, name: str | None) -> Signer | None:
    path = folder / "witness.key"
    try:
        stored = json.loads(path.read_text())
        signer = Signer(str(stored["name"]), KeyType.COSIGNATURE, bytes.fromhex(stored["seed"]))
        _ = signer.verifier
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise StateError(f"密钥文件 {path} 已损坏。", f"The key file {path} is damaged; restore it.") from error
    if name is not None and name != signer.name:
        raise StateError(
            f"这个文件夹属于见证人 {signer.name}，不是 {name}。",
            f"This folder is of the witness {signer.name}, not {name}.",
        )
    if not (folder / "logs.json").exists():
        raise _lost(folder / "logs.json")
    return signer


def _first_start(folder: Path, name: str | None) -> Signer:
    """The records first, the key last: a key without records always means that records were lost."""
    if name is None:
        raise StateError("首次启动请用 --name 给见证人起名。", "On the first start, name the witness with --name.")
    signer = Signer(name, KeyType.COSIGNATURE, Ed25519PrivateKey.generate().private_bytes_raw())
    try:
        Verifier.parse(signer.verifier.vkey)
    except NoteError as error:
        raise StateError(f"名字不可用：{name}", f"The name cannot be used: {error}.") from error
    (folder / "heads").mkdir(exist_ok=True)
    if not (folder / "logs.json").exists():
        write_durably(folder / "logs.json", b"{}\n")
    stored = json.dumps({"name": name, "seed": signer.private.hex()})
    write_durably(folder / "witness.key", f"{stored}\n".encode(), mode=0o600)
    return signer


def _read_logs(folder: Path) -> dict[str, Verifier]:
    path = folder / "logs.json"
    try:
        stored = json.loads(path.read_text())
        return {origin: Verifier.parse(vkey) for origin, vkey in stored.items()}
    except (ValueError, AttributeError, NoteError) as error:
        raise StateError(f"{path} 已损坏，请从备份恢复。", f"{path} is damaged; restore it.") from error


def _add_log(state: WitnessState, vkey: str) -> None:
    """Know one more log, from nothing; one already known must come with the same key."""
    try:
        key = Verifier.parse(vkey)
    except NoteError as error:
        raise StateError(f"账本公钥无法识别：{vkey}", f"The log's key cannot be read: {error}.") from error
    if key.kind is not KeyType.ED25519:
        raise StateError("这是见证人的公钥，不是账本的。", "This is a witness's key, not a log's.")
    known = state.logs.get(key.name)
    if known is not None:
        if known != key:
            raise StateError(f"账本 {key.name} 已登记了另一把公钥。", f"The log {key.name} is known by another key.")
        return
    head = state.folder / "heads" / origin_hash(key.name)
    head.parent.mkdir(exist_ok=True)
    if not head.exists():
        write_durably(head, b"")
    state.logs[key.name] = key
    stored = json.dumps({origin: one.vkey for origin, one in state.logs.items()}, ensure_ascii=False, indent=1)
    write_durably(state.folder / "logs.json", f"{stored}\n".encode())

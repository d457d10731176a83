"""Whose signatures the auditor believes: keys or a policy given, or, shown as such, what the log says of itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from gongbao.kernel.audit.report import BrokenLogError, Report
from gongbao.kernel.audit.source import TEXT_LIMIT, Source
from gongbao.kernel.audit.state import Memory
from gongbao.kernel.audit.wording import in_chinese
from gongbao.kernel.tlog.note import KeyType, NoteError, Verifier
from gongbao.kernel.tlog.policy import NONE, Group, Judged, Policy, PolicyError, judge, parse_policy

QUORUM = "every key given"


@dataclass(frozen=True, slots=True)
class Trust:
    """A policy, and whether it came from the person who checks. If not, it is only trust on first use."""

    policy: Policy
    given: bool


def trust_in_keys(vkeys: Sequence[str]) -> Trust:
    """Trust in keys given one by one: logs by their signature, and every witness named must have cosigned."""
    keys = [Verifier.parse(vkey) for vkey in vkeys]
    logs = tuple(key for key in keys if key.kind is KeyType.ED25519)
    witnesses = {key.name: key for key in keys if key.kind is KeyType.COSIGNATURE}
    if not logs:
        raise PolicyError("no key of a log among those given")
    if not witnesses:
        return Trust(Policy(logs, {}, {}, NONE), given=True)
    group = Group(len(witnesses), tuple(witnesses))
    return Trust(Policy(logs, witnesses, {QUORUM: group}, QUORUM), given=True)


def trust_on_first_use(source: Source, report: Report, memory: Memory | None = None) -> Trust | None:
    """What the log says of itself in `log.vkey` and `policy`; its key must be the one remembered, if there is one."""
    try:
        own = Verifier.parse(_text(source, "log.vkey"))
    except FileNotFoundError:
        report.unchecked(
            "没有给出公钥，日志也没有公布公钥（log.vkey）。请用 --vkey 或 --policy 给出公钥。",
            "No key was given and the log publishes none (log.vkey). Give one with --vkey or --policy.",
        )
        return None
    except NoteError as error:
        raise BrokenLogError(
            f"日志公布的公钥无法识别：{in_chinese(error)}。", f"The key the log publishes cannot be read: {error}."
        ) from error
    pinned = memory.vkey(own.name) if memory else None
    if pinned is not None and pinned != own.vkey:
        raise BrokenLogError(
            f"日志现在的公钥 {own.vkey} 与首次核验时记下的 {pinned} 不同。",
            f"The log now shows the key {own.vkey}; at the first audit it was {pinned}.",
        )
    _same_place(source, own, memory)
    return Trust(_published_policy(source, own), given=False)


def _same_place(source: Source, own: Verifier, memory: Memory | None) -> None:
    """An address where one log was audited does not become another log under a key nobody has remembered."""
    before = memory.origin_at(source.place) if memory else None
    if before is not None and before != own.name:
        raise BrokenLogError(
            f"这个地址上次是账本 {before}，现在自称 {own.name}。若确是新账本，请用 --vkey 给出从别处得到的公钥。",
            f"At the last audit the log at this address was {before}; now it calls itself {own.name}. If it is a new "
            "log indeed, give its key, got elsewhere, with --vkey.",
        )


def _published_policy(source: Source, own: Verifier) -> Policy:
    try:
        published = parse_policy(_text(source, "policy"))
    except FileNotFoundError:
        return Policy((own,), {}, {}, NONE)
    except (PolicyError, NoteError) as error:
        raise BrokenLogError(
            f"日志公布的信任策略无法识别：{in_chinese(error)}。",
            f"The policy the log publishes cannot be read: {error}.",
        ) from error
    if own not in published.logs:
        raise BrokenLogError(
            "日志公布的信任策略里没有它自己的公钥。", "The policy the log publishes does not name its own key."
        )
    return replace(published, logs=(own,), urls={})  # what it says of other logs is no ground to believe them


def _text(source: Source, path: str) -> str:
    try:
        return source.read(path, TEXT_LIMIT).decode().strip("\n") + "\n"
    except UnicodeDecodeError as error:
        raise NoteError(f"{path}: not UTF-8") from error


def judge_note(raw: str, trust: Trust, report: Report) -> Judged | None:
    """Check a checkpoint's signature and cosignatures, and say whose they are. None when it does not stand."""
    try:
        found = judge(raw, trust.policy)
    except NoteError as error:
        report.failed(
            f"树头的签名不成立：{in_chinese(error)}。", f"The checkpoint's signature does not stand: {error}."
        )
        return None
    size, root, name = found.checkpoint.size, found.checkpoint.root.hex(), found.log.name
    report.ok(
        f"树头由 {name} 签名（公钥编号 {found.log.key_id.hex()}）：{size:,} 条，根 {root}。",
        f"Checkpoint signed by {name} (key {found.log.key_id.hex()}): {size:,} entries, root {root}.",
    )
    if not trust.given:
        report.note(
            f"公钥取自日志自身（首次使用即信任）：{found.log.vkey}。请从别处核对。",
            f"Its key was taken from the log itself (trust on first use): {found.log.vkey}. Compare it elsewhere.",
        )
    _witnesses(found, trust, report)
    return found


def _witnesses(found: Judged, trust: Trust, report: Report) -> None:
    for name, seconds in found.cosigned:
        at = _instant(seconds)
        known = trust.policy.witnesses[name].name
        report.ok(f"见证人 {known} 于 {at} 副署。", f"Cosigned by the witness {known} at {at}.")
    have, total, needs = len(found.cosigned), len(trust.policy.witnesses), trust.policy.needs()
    if needs == NONE:
        report.note(
            "没有要求见证人副署：经营者能否给不同的人看不同的账本，这里查不出来。",
            "No witness was asked for: whether the operator shows different people different logs cannot be seen here.",
        )
    elif found.quorum_met:
        report.ok(f"副署 {have}/{total}，达到要求（{needs}）。", f"{have} of {total} cosigned; enough ({needs}).")
    elif trust.given:
        report.failed(
            f"副署 {have}/{total}，未达到要求（{needs}）。", f"{have} of {total} cosigned; not enough ({needs})."
        )
    else:
        report.note(
            f"副署 {have}/{total}，尚未达到日志自己公布的要求（{needs}）。",
            f"{have} of {total} cosigned; not yet what the log itself asks for ({needs}).",
        )


def _instant(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    except (OverflowError, ValueError, OSError):
        return str(seconds)

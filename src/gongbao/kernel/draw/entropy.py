"""The public part of a draw's seed: a drand quicknet round, or printed lottery results, or both, in a fixed order.

drand: chain 52db9ba7…e971, scheme bls-unchained-g1-rfc9380. The key is pinned here and never asked for.
"""

import re
import sys
from collections.abc import Sequence
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

from gongbao.kernel.draw.faults import DrawFault

QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
GENESIS, PERIOD = 1_692_803_367, 3  # seconds since 1970; seconds
_KEY = bytes.fromhex(
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc2"
    "2b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
)
_TAG = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
_SIGNATURE_BYTES = 48
LEAST_A_YEAR = 100  # issues of a lottery
LARGEST = 99  # a number on a ball has two digits
_ISSUE = re.compile(r"[0-9]{5,10}")


class Lottery(NamedTuple):
    """One printed lottery result: its name, its issue number, its numbers as printed."""

    name: str
    issue: str
    numbers: tuple[int, ...]


class Void(NamedTuple):
    """A named issue that was never drawn, the one that came next, and where its void is announced."""

    name: str
    issue: str
    next: str
    words: str


NEXT_ISSUE = "next-issue"  # what a manifest may say of a void issue: the same lottery's next one is used
VOID_RULES = ("", NEXT_ISSUE)
_OTHER = DrawFault(
    "entropy-other",
    "彩票名称或期号与方案不一致：请按方案写明的那几期填写。",
    "The lotteries are not those the manifest names: enter exactly those issues.",
)


def round_time(number: int) -> int:
    """When a quicknet round exists, in seconds since 1970."""
    return GENESIS + PERIOD * (number - 1)


def round_at(instant: int) -> int:
    """The first quicknet round at or after an instant in seconds since 1970."""
    return max(1, -((GENESIS - instant) // PERIOD) + 1)


@cache
def _curve() -> tuple[Any, ...]:
    """What a round is verified with: half a second to load and used by nobody who only reads a ledger."""
    limit = sys.getrecursionlimit()
    from py_ecc.bls.hash_to_curve import hash_to_G1  # noqa: PLC0415 (slow to load)
    from py_ecc.bls.point_compression import decompress_G1, decompress_G2  # noqa: PLC0415 (slow to load)
    from py_ecc.optimized_bls12_381.optimized_curve import G2  # noqa: PLC0415 (slow to load)
    from py_ecc.optimized_bls12_381.optimized_pairing import pairing  # noqa: PLC0415 (slow to load)

    # It raises the limit to 100,000 for the whole process on loading; this pairing needs no more than any code does,
    # and at that limit a deeply nested JSON is taken for one, or overruns the stack.
    sys.setrecursionlimit(limit)
    return hash_to_G1, decompress_G1, decompress_G2, G2, pairing


@lru_cache(maxsize=64)
def drand_randomness(number: int, signature: bytes) -> bytes:
    """The 32 bytes of a quicknet round. Raises DrawFault unless the signature is that round's."""
    wrong = DrawFault(
        "entropy-signature",
        f"公共随机数的签名不是第 {number} 轮的：请到 drand 重新取这一轮的签名。",
        f"The beacon's signature is not that of round {number}: fetch that round's signature from drand again.",
    )
    if len(signature) != _SIGNATURE_BYTES or not 0 < number < 2**63:
        raise wrong
    hashed, point_of, key_of, base, pairing = _curve()
    message = hashed(sha256(number.to_bytes(8, "big")).digest(), _TAG, sha256)
    half = len(_KEY) // 2
    key = key_of((int.from_bytes(_KEY[:half], "big"), int.from_bytes(_KEY[half:], "big")))
    try:
        point = point_of(int.from_bytes(signature, "big"))
        holds = pairing(key, message) == pairing(base, point)
    except (ValueError, AssertionError) as error:
        raise wrong from error
    if not holds:
        raise wrong
    return sha256(signature).digest()


def lottery_randomness(results: Sequence[Lottery]) -> bytes:
    """SHA-256 of the results in their printed encoding, a line each: name:issue:two-digit numbers sorted, with dots."""
    return sha256(b"".join(lottery_line(result) for result in results)).digest()


def lottery_line(result: Lottery) -> bytes:
    """One result as it is hashed. Raises DrawFault for what no lottery prints."""
    name, issue, numbers = result
    named = name and ":" not in name and "\n" not in name and _ISSUE.fullmatch(issue)
    if not named or not numbers or not all(0 <= number <= LARGEST for number in numbers):
        raise DrawFault(
            "entropy-lottery",
            f"彩票开奖结果写得不对：{name} 第 {issue} 期。期号为数字，号码在 0 到 99 之间。",
            f"The lottery result {name} issue {issue} is malformed: the issue is digits, numbers are 0 to 99.",
        )
    return f"{name}:{issue}:{'.'.join(f'{number:02d}' for number in sorted(numbers))}\n".encode()


def follows(issue: str, later: str) -> bool:
    """Whether `later` is the issue printed after `issue`: the next number, or number 1 of the next year.

    Only the lottery knows its year's last number; none prints fewer than a hundred.
    """
    if len(issue) != len(later) or not (_ISSUE.fullmatch(issue) and _ISSUE.fullmatch(later)):
        return False
    year, number = int(issue[:-3]), int(issue[-3:])
    new_year = int(later[:-3]) == year + 1 and later[-3:] == "001" and number >= LEAST_A_YEAR
    return int(later) == int(issue) + 1 or new_year


def check_lotteries(
    named: Sequence[tuple[str, str]], rule: str, used: Sequence[Lottery], voids: Sequence[Void]
) -> None:
    """Raises DrawFault unless these are the issues the manifest names, or those its rule puts in a void one's place."""
    if len(used) != len(named):
        raise _OTHER
    told = list(voids)
    for (name, issue), result in zip(named, used, strict=True):
        while issue != result.issue:
            void = next((one for one in told if (one.name, one.issue) == (name, issue)), None)
            if rule != NEXT_ISSUE or void is None or not void.words.strip() or not void.next or name != result.name:
                raise _OTHER
            if not follows(issue, void.next):
                raise DrawFault(
                    "entropy-not-next",
                    f"{name} 第 {issue} 期作废的，方案只许用紧接的下一期，不能用第 {void.next} 期。",
                    f"For the void issue {issue} of {name} the plan allows only the very next one, not {void.next}.",
                )
            told.remove(void)
            issue = void.next  # noqa: PLW2901 (from issue to issue, as far as they are void)
        if name != result.name:
            raise _OTHER
    if told:
        raise _OTHER


def combined(parts: Sequence[bytes]) -> bytes:
    """The 32 public bytes of a draw: the one source's, or SHA-256 of several in the manifest's order."""
    if not parts:
        raise DrawFault(
            "entropy-missing", "没有公共随机数，不能抽取。", "There is no public entropy: nothing can be drawn."
        )
    return parts[0] if len(parts) == 1 else sha256(b"".join(parts)).digest()

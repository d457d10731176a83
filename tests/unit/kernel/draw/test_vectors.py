"""The published vectors: RFC 3797, drand quicknet, draw/v1 and its inspectors."""

import sys
from hashlib import sha256

import pytest

from gongbao.kernel.draw.entropy import Lottery, drand_randomness, lottery_line, round_at, round_time
from gongbao.kernel.draw.faults import DrawFault
from gongbao.kernel.draw.tickets import assign, inspector_order, nominate, order, seed_of, ticket

ROUND_1000 = bytes.fromhex(
    "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"
)
ROUND_657413 = bytes.fromhex(
    "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b"
)
BEACON = bytes.fromhex("fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd")
SECRET = sha256(bytes(32)).digest()
POOL = [f"A{n:02d}" for n in range(1, 11)]
MANIFEST = ("draw 2026-0001\nround 1000\n" + "".join(f"{member}\n" for member in POOL)).encode()
SEED = bytes.fromhex("7cbde257723dd8cca41049dc557a6b522f8da129e9a41f04232ff00b881b5917")
INSPECTORS = ["P1", "P2", "P3", "P4", "P5"]


def test_verifying_a_round_leaves_the_process_as_it_was():
    """The curve's library raises the limit on loading: deep nesting would then pass for data in every parser."""
    limit = sys.getrecursionlimit()
    drand_randomness.cache_clear()
    drand_randomness(1000, ROUND_1000)
    assert sys.getrecursionlimit() == limit < 10_000


def test_rfc_3797() -> None:
    sources = [[9319], [2, 5, 12, 8, 10], [9, 18, 26, 34, 41, 45]]
    assert nominate(sources, 25, 16) == [17, 7, 2, 16, 25, 23, 8, 24, 19, 13, 22, 5, 18, 9, 1, 4]


@pytest.mark.parametrize(
    ("number", "signature", "randomness"),
    [
        (1000, ROUND_1000, BEACON.hex()),
        (657413, ROUND_657413, "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587"),
    ],
)
def test_a_drand_round_is_verified(number: int, signature: bytes, randomness: str) -> None:
    assert drand_randomness(number, signature).hex() == randomness


@pytest.mark.parametrize(
    ("number", "signature"),
    [(1001, ROUND_1000), (1000, ROUND_1000[:-1]), (1000, bytes(48)), (1000, b"\xff" * 48), (0, ROUND_1000)],
)
def test_another_rounds_signature_is_refused(number: int, signature: bytes) -> None:
    with pytest.raises(DrawFault) as fault:
        drand_randomness(number, signature)
    assert fault.value.code == "entropy-signature"


def test_rounds_have_their_times() -> None:
    assert round_time(1000) == 1_692_806_364
    assert round_time(657_413) == 1_694_775_603
    assert [round_at(round_time(1000) + seconds) for seconds in (-1, 0, 1, 3)] == [1000, 1000, 1001, 1001]


def test_a_lottery_result_has_one_encoding() -> None:
    assert lottery_line(Lottery("双色球", "2026051", (33, 1, 7))) == "双色球:2026051:01.07.33\n".encode()
    with pytest.raises(DrawFault, match="开奖"):
        lottery_line(Lottery("双色球", "2026051", (100,)))


def test_draw_v1() -> None:
    assert sha256(MANIFEST).hexdigest() == "494b2171628856ce899cf110786bfa69b20781ada9b50b4117a67536aa6eaa1d"
    assert seed_of(MANIFEST, BEACON, SECRET) == SEED
    assert order(SEED, POOL) == ["A04", "A06", "A02", "A07", "A08", "A03", "A09", "A01", "A05", "A10"]
    assert [ticket(SEED, member).hex()[:16] for member in ("A04", "A06", "A02", "A07")] == [
        "00a09e5e3c790155",
        "1a5e49769fd576a6",
        "1eedefbd677059ad",
        "3ed2749ffc79b0cb",
    ]


def test_inspectors_of_draw_v1() -> None:
    ranks = {firm: " ".join(inspector_order(SEED, firm, INSPECTORS)) for firm in ("A04", "A06", "A02")}
    assert ranks == {"A04": "P2 P5 P4 P3 P1", "A06": "P3 P5 P2 P1 P4", "A02": "P3 P2 P5 P4 P1"}
    chosen = assign(SEED, ["A04", "A06", "A02"], INSPECTORS, conflicts=[("A04", "P2"), ("A06", "P3")], cap=9)
    assert chosen == {"A04": ("P5", "P4"), "A06": ("P5", "P2"), "A02": ("P3", "P2")}

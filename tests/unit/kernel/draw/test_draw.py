"""Laws of the draw: exact quotas, order that nothing disturbs, and a published file that any change breaks."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from hashlib import sha256
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.kernel.draw.test_vectors import BEACON, ROUND_1000, SECRET

from gongbao.cli.draw import draw
from gongbao.kernel.draw.entropy import Lottery, Void, check_lotteries, follows, round_time
from gongbao.kernel.draw.faults import DrawFault
from gongbao.kernel.draw.manifest import Manifest, Stratum, parse
from gongbao.kernel.draw.pool import Member, check_place, conflicts_root, place_of, pool_root, salted
from gongbao.kernel.draw.published import read, verify
from gongbao.kernel.draw.tickets import (
    Assigner,
    assign,
    check_room,
    order,
    quotas_by_count,
    quotas_by_rate,
    seed_of,
    ticket,
)
from gongbao.kernel.tlog.canonical import canonical_json
from gongbao.kernel.tlog.merkle import ProofError

IDS = st.sets(st.text("ABCDEFGH0123456789", min_size=1, max_size=6), min_size=1, max_size=40)
SIZES = st.dictionaries(st.sampled_from("ABCDEFG"), st.integers(0, 10_000), min_size=1)
WHEN = datetime.fromtimestamp(round_time(1000), UTC)


@given(IDS, st.binary(min_size=32, max_size=32), st.randoms(use_true_random=False))
def test_the_order_of_the_list_makes_no_difference(ids: set[str], seed: bytes, shuffled: Any) -> None:
    names = sorted(ids)
    other = shuffled.sample(names, len(names))
    assert order(seed, names) == order(seed, other)
    assert order(seed, other, first=3) == order(seed, names)[:3]


@given(IDS, st.binary(min_size=32, max_size=32))
def test_taking_one_out_moves_no_other(ids: set[str], seed: bytes) -> None:
    ranked = order(seed, ids)
    assert order(seed, ranked[1:]) == ranked[1:]


@given(SIZES, st.integers(0, 50_000))
def test_quotas_by_count_are_exact(sizes: dict[str, int], count: int) -> None:
    if count > sum(sizes.values()):
        with pytest.raises(DrawFault):
            quotas_by_count(sizes, count)
        return
    quotas = quotas_by_count(sizes, count)
    assert sum(quotas.values()) == count
    assert all(quotas[code] <= size for code, size in sizes.items())


def test_a_rate_is_rounded_up() -> None:
    assert quotas_by_rate({"A": 101, "B": 1, "C": 0}, dict.fromkeys("ABC", Fraction(3, 100))) == {
        "A": 4,
        "B": 1,
        "C": 0,
    }


def test_each_of_five_comes_first_as_often() -> None:
    first = Counter(order(sha256(n.to_bytes(4, "big")).digest(), "ABCDE", first=1)[0] for n in range(10_000))
    chi_square = sum((count - 2000) ** 2 / 2000 for count in first.values())
    assert chi_square < 18.47  # 4 degrees of freedom, 1 in 1,000


def test_too_few_inspectors_are_a_fault_in_words() -> None:
    with pytest.raises(DrawFault, match="不足 2 人"):
        assign(bytes(32), ["A01"], ["P1", "P2"], conflicts=[("A01", "P1")], cap=3)
    with pytest.raises(DrawFault, match="不足 2 人"):
        assign(bytes(32), ["A01", "A02"], ["P1", "P2"], conflicts=[], cap=1)


def published() -> dict[str, Any]:
    """A whole draw, as its file says it: two strata, one replacement, three inspectors."""
    members = salted([(f"A{n:02d}", "I" if n < 14 else "II") for n in range(1, 21)])
    inspectors = salted([(f"P{n}", "") for n in range(1, 6)])
    conflicts = salted([(f"A{n:02d}", "P1") for n in range(1, 21)])
    manifest = Manifest(
        plan="2026-1",
        title="2026 年度不定向抽查",
        mode="undirected",
        authorities=("青岚县市场监督管理局",),
        approved_by="乙某某",
        snapshot="2023-08-01",
        scope="青岚县，企业、个体工商户",
        area=22,
        floor="3/100",
        excluded={"visited": 2},
        committed_by=WHEN - timedelta(minutes=30),
        reveal_by=WHEN + timedelta(days=60),
        pool_root=pool_root(members),
        strata=(Stratum("I", "企业", 13, 2), Stratum("II", "个体工商户", 7, 1)),
        parts=(),
        beacon=1000,
        lotteries=(),
        secret_commitment=sha256(SECRET).digest(),
        inspectors_root=pool_root(inspectors),
        conflicts_root=conflicts_root(conflicts),
        cap=3,
        each=2,
    ).to_bytes()
    seed = seed_of(manifest, BEACON, SECRET)
    drawn = {"I": order(seed, [m.identifier for m in members if m.stratum == "I"])[:3]}
    drawn["II"] = order(seed, [m.identifier for m in members if m.stratum == "II"])[:1]
    left, second, third = drawn["I"]
    giver = Assigner(
        seed, [p.identifier for p in inspectors], conflicts=[(m.identifier, m.stratum) for m in conflicts], cap=3
    )
    for firm in (left, second, *drawn["II"]):
        giver.give(firm)
    giver.release(left)
    giver.give(third)
    away = giver.found[second][0]
    giver.exchange(second, away)
    return {
        "format": "draw-published/v1",
        "manifest": manifest.decode(),
        "pool": [[m.identifier, m.stratum, m.salt.hex()] for m in members],
        "beacon": {"signature": ROUND_1000.hex()},
        "lotteries": [],
        "secret": SECRET.hex(),
        "drawn": drawn,
        "changes": [["replace", left, "deregistered", ""], ["recuse", second, "absent", away]],
        "inspectors": [[p.identifier, p.salt.hex()] for p in inspectors],
        "conflicts": [[m.identifier, m.stratum, m.salt.hex()] for m in conflicts],
        "assigned": {firm: list(pair) for firm, pair in giver.found.items()},
    }


def failure(said: dict[str, Any], **known: Any) -> str:
    """The Chinese sentence of the step that fails; empty when all hold."""
    steps = verify(read(json.dumps(said).encode()), **known)
    return steps[-1].zh if steps[-1].holds is False else ""


def test_a_published_draw_holds() -> None:
    said = published()
    logged = sha256(said["manifest"].encode()).digest()
    steps = verify(read(json.dumps(said).encode()), logged=logged, witnessed=WHEN - timedelta(hours=1))
    assert [step.holds for step in steps] == [True] * 6


def test_inspectors_may_be_published_later() -> None:
    said = published() | {"inspectors": None, "assigned": None}
    assert [step.holds for step in verify(read(json.dumps(said).encode()))] == [None, True, True, True, True, None]


def test_an_edited_manifest_is_seen() -> None:
    said = published()
    logged = sha256(said["manifest"].encode()).digest()
    said["manifest"] = said["manifest"].replace("乙某某", "丙某某")
    assert "改过方案" in failure(said, logged=logged)
    assert failure(said)  # its seed is another, so others would be drawn


def test_what_is_drawn_first_never_changes() -> None:
    """More firms, exchanged inspectors: nobody given before is given anew; a cap of one leaves nobody over."""
    giver = Assigner(bytes(32), ["P1", "P2", "P3", "P4"], conflicts=[], cap=2)
    first = {firm: giver.give(firm) for firm in ("A", "B")}
    giver.give("C")
    assert {firm: giver.found[firm] for firm in first} == first
    assert giver.exchange("A", first["A"][0]) not in first["A"]
    with pytest.raises(DrawFault, match="没有被派"):
        giver.exchange("A", first["A"][0])


@given(st.integers(2, 8), st.integers(1, 12), st.integers(1, 6), st.integers(0, 2), st.binary(min_size=32, max_size=32))
def test_where_there_is_room_nobody_goes_without(n: int, firms: int, cap: int, barred: int, seed: bytes) -> None:
    try:
        check_room(n, firms, cap=cap, each=2, most_conflicts=barred)
    except DrawFault:
        return
    people = [f"P{one}" for one in range(n)]
    conflicts = [(f"A{firm}", people[(firm + at) % n]) for firm in range(firms) for at in range(barred)]
    found = assign(seed, [f"A{firm}" for firm in range(firms)], people, conflicts=conflicts, cap=cap)
    assert all(len(pair) == 2 for pair in found.values())
    assert not {(firm, person) for firm, pair in found.items() for person in pair} & set(conflicts)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"area": 200}, "低于辖区 200 户应抽的下限 6 户"),
        ({"parts": [{"authority": "青岚县市场监督管理局", "stratum": "I", "quota": 1}]}, "份额"),
        ({"parts": [{"authority": "某局", "stratum": c, "quota": q} for c, q in (("I", 2), ("II", 1))]}, "方案之外"),
        ({"each": 1}, "至少两名"),
        ({"reveal_by": "2020-01-01T00:00:00+08:00"}, "晚于承诺"),
        ({"beacon": None}, "公共随机数"),
    ],
)
def test_no_draw_is_made_by_a_manifest_that_breaks_a_rule(change: dict[str, Any], words: str) -> None:
    said = json.loads(published()["manifest"]) | change
    with pytest.raises(DrawFault, match=words):
        parse(json.dumps(said).encode())


def test_several_authorities_share_a_draw() -> None:
    said = json.loads(published()["manifest"])
    said["authorities"].append("青岚县税务局")
    said["parts"] = [
        {"authority": authority, "stratum": stratum, "quota": quota}
        for authority, stratum, quota in (
            ("青岚县市场监督管理局", "I", 2),
            ("青岚县市场监督管理局", "II", 1),
            ("青岚县税务局", "I", 1),
        )
    ]
    assert parse(canonical_json(said)).parts[2].quota == 1


def test_a_manifest_logged_too_late_proves_nothing() -> None:
    said = published()
    logged = sha256(said["manifest"].encode()).digest()
    assert "不能证明" in failure(said, logged=logged, witnessed=WHEN - timedelta(minutes=1))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda said: said["pool"].pop(), "增减或调换"),
        (lambda said: said["pool"].append(said["pool"][0]), "出现了两次"),
        (lambda said: said["pool"][0].__setitem__(0, "A99"), "增减或调换"),
        (lambda said: said.__setitem__("secret", bytes(32).hex()), "密钥"),
        (lambda said: said["beacon"].__setitem__("signature", bytes(48).hex()), "第 1000 轮"),
        (lambda said: said.__setitem__("beacon", None), "缺少"),
        (lambda said: said["drawn"]["II"].append("A20"), "分层 II"),
        (lambda said: said["drawn"]["I"].reverse(), "分层 I "),
        (lambda said: said["changes"][0].__setitem__(2, "not-liked"), "不在公布的清单内"),
        (lambda said: said["changes"][0].__setitem__(1, "A99"), "不在抽中名单内"),
        (lambda said: said["changes"].pop(), "分派"),
        (lambda said: said["changes"].append(["supplement", "II", "ordered", "7"]), "没有可以递补的户"),
        (lambda said: said["changes"].append(["supplement", "II", "ordered", "-1"]), "正整数"),
        (lambda said: said["conflicts"].pop(), "应当回避的名单"),
        (lambda said: said["inspectors"].pop(), "检查人员名录"),
        (lambda said: next(iter(said["assigned"].values())).reverse(), "分派"),
    ],
)
def test_any_change_breaks_it_and_says_where(change: Any, words: str) -> None:
    said = published()
    change(said)
    assert words in failure(said)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff\xfe", b'{"format":"draw-published/v1"}', b"[" * 5000])
def test_another_file_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(DrawFault, match="下载原文件"):
        read(content)


def test_a_manifest_saved_again_is_refused() -> None:
    manifest = published()["manifest"].encode()
    assert parse(manifest).plan == "2026-1"
    with pytest.raises(DrawFault, match="原文件"):
        parse(json.dumps(json.loads(manifest), indent=1).encode())


def test_a_quota_above_its_stratum_makes_no_manifest() -> None:
    said = json.loads(published()["manifest"])
    said["strata"][1]["quota"] = 8
    with pytest.raises(DrawFault, match="要抽 8 户，只有 7 户"):
        parse(json.dumps(said).encode())


def test_a_firm_proves_that_it_was_in_the_pool() -> None:
    members = salted([(f"A{n:02d}", "I") for n in range(1, 12)])
    root = pool_root(members)
    place = place_of(members, "A07")
    assert place is not None
    check_place(place, root)
    assert place_of(members, "A99") is None
    with pytest.raises(ProofError):
        check_place(place._replace(member=Member("A08", "I", place.member.salt)), root)


def test_a_leaf_gives_no_firm_away() -> None:
    """The same firm committed twice has two leaves: nobody can try all identifiers against a published root."""
    one, other = (salted([("A01", "I")])[0] for _ in range(2))
    assert one.entry() != other.entry()
    assert ticket(bytes(32), "A01") == ticket(bytes(32), "A01")


def test_the_command_says_each_step(tmp_path: Any) -> None:
    file = tmp_path / "draw.json"
    said = published()
    file.write_text(json.dumps(said), encoding="utf-8")
    done = CliRunner().invoke(draw, ["verify", str(file)])
    assert (done.exit_code, "成立 / it holds" in done.output) == (0, True)
    said["drawn"]["I"].pop()
    file.write_text(json.dumps(said), encoding="utf-8")
    assert CliRunner().invoke(draw, ["verify", str(file)]).exit_code == 1
    file.write_text("no", encoding="utf-8")
    assert CliRunner().invoke(draw, ["verify", str(file)]).exit_code == 2


NAMED = (("双色球", "2026051"),)
NEXT = Lottery("双色球", "2026052", (1, 2, 3))
VOID = Void("双色球", "2026051", "2026052", "中国福利彩票网 2026-05-08 公告")


def fault(named: Any, rule: str, used: Any, voids: Any) -> str:
    try:
        check_lotteries(named, rule, used, voids)
    except DrawFault as found:
        return found.code
    return ""


@pytest.mark.parametrize(
    ("rule", "used", "voids", "code"),
    [
        ("", Lottery("双色球", "2026051", (1,)), [], ""),
        ("next-issue", Lottery("双色球", "2026051", (1,)), [], ""),
        ("next-issue", NEXT, [VOID], ""),
        ("next-issue", NEXT._replace(issue="2026053"), [VOID, Void("双色球", "2026052", "2026053", "公告")], ""),
        ("", NEXT, [VOID], "entropy-other"),  # the manifest lets nothing take its place
        ("next-issue", NEXT, [], "entropy-other"),  # nobody says that it was void
        ("next-issue", NEXT, [VOID._replace(words=" ")], "entropy-other"),  # nor where that is announced
        ("next-issue", NEXT._replace(name="大乐透"), [VOID], "entropy-other"),
        ("next-issue", NEXT._replace(issue="2026054"), [VOID._replace(next="2026054")], "entropy-not-next"),
        ("next-issue", Lottery("双色球", "2026051", (1,)), [VOID], "entropy-other"),  # both: it was not void
        ("next-issue", NEXT, [VOID, VOID], "entropy-other"),
    ],
)
def test_only_the_next_issue_takes_a_void_ones_place(rule: str, used: Any, voids: Any, code: str) -> None:
    assert fault(NAMED, rule, [used], voids) == code
    assert fault(NAMED, rule, [], voids) == "entropy-other"


def test_what_comes_next() -> None:
    assert follows("2026051", "2026052")
    assert follows("2026151", "2027001")
    assert follows("26151", "27001")
    for later in ("2026053", "2026050", "2027001", "52", "x026052", "2026051"):
        assert not follows("2026051", later)


def test_the_rule_is_part_of_the_manifest() -> None:
    said = published()
    manifest = parse(said["manifest"].encode())
    assert "void" not in json.loads(said["manifest"])  # a manifest without one is as it always was
    ruled = manifest._replace(lotteries=NAMED, void="next-issue")
    assert parse(ruled.to_bytes()) == ruled
    for wrong in (manifest._replace(void="next-issue", lotteries=()), ruled._replace(void="any-issue")):
        with pytest.raises(DrawFault, match="作废处理规则"):
            wrong.to_bytes()

import pytest

from gongbao.config.front_rate import MOST_CLIENTS, FairShare, share_of


def test_a_burst_passes_and_then_one_each_step():
    share = FairShare(per_minute=60, burst=3)
    assert [share.wait("a", 100.0) for _ in range(3)] == [0.0, 0.0, 0.0]
    assert share.wait("a", 100.0) == pytest.approx(1.0)
    assert share.wait("a", 100.4) == pytest.approx(0.6)
    assert share.wait("a", 101.0) == 0.0
    assert share.wait("a", 101.0) == pytest.approx(1.0)


def test_a_refused_request_costs_nothing():
    share = FairShare(per_minute=60, burst=1)
    share.wait("a", 0.0)
    for _ in range(100):
        assert share.wait("a", 0.5) == pytest.approx(0.5)
    assert share.wait("a", 1.0) == 0.0


def test_clients_do_not_pay_for_each_other():
    share = FairShare(per_minute=1, burst=1)
    assert share.wait("a", 0.0) == share.wait("b", 0.0) == 0.0


def test_the_memory_of_clients_is_bounded():
    share = FairShare(per_minute=60, burst=1)
    for number in range(MOST_CLIENTS + 10):
        share.wait(str(number), 0.0)
    assert len(share._due) == MOST_CLIENTS


@pytest.mark.parametrize(
    ("address", "shared"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.7"),
        ("unknown", "unknown"),
    ],
)
def test_an_ipv6_network_is_one_client(address, shared):
    assert share_of(address) == shared

"""The counters themselves. Imported by the processes that count, after `metrics.share`."""

from functools import lru_cache

from prometheus_client import Counter, Histogram

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REQUESTS = Counter("gongbao_requests", "Requests answered", ["part", "status"])
SECONDS = Histogram("gongbao_request_seconds", "Time until a request was answered whole", ["part"], buckets=BUCKETS)
SLOW_QUERIES = Counter("gongbao_slow_queries", "Queries that took longer than GONGBAO_SLOW_QUERY_MS")
ROUNDS = Counter("gongbao_worker_rounds", "Rounds of the worker's parts", ["part", "outcome"])

_PARTS = (
    ("/api/v1/records/", "record"),
    ("/api/", "api"),
    ("/ledger/", "ledger"),
    ("/static/", "static"),
    ("/search", "search"),
    ("/e/", "record-page"),
    ("/my/", "my"),
    ("/office/", "office"),
    ("/accounts/", "account"),
    ("/account/", "account"),
)


@lru_cache(maxsize=1_000)
def _counters(part: str, status: int) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(part, str(status)), SECONDS.labels(part)


def count_request(part: str, status: int, seconds: float) -> None:
    """One request answered; `status` is 0 when the client hung up before. Finding the counters costs more than this."""
    requests, times = _counters(part, status)
    requests.inc()
    times.observe(seconds)


def part_of(path: str) -> str:
    """The part of the house an address belongs to; one of a dozen words, never the address itself."""
    return next((part for beginning, part in _PARTS if path.startswith(beginning)), "page")

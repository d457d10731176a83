"""CAP 1.2: known messages, round trips, what the standard forbids, and hostile files."""

import contextlib
import string
import time
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongbao.kernel.cap import answering
from gongbao.kernel.cap.message import (
    Alert,
    Area,
    CapError,
    Category,
    Certainty,
    Info,
    MessageType,
    Named,
    Reference,
    Resource,
    Response,
    Scope,
    Severity,
    Status,
    Urgency,
    instant,
)
from gongbao.kernel.cap.reading import MOST_BYTES, read
from gongbao.kernel.cap.schema import schema
from gongbao.kernel.cap.writing import written

CHINA = timezone(timedelta(hours=8))
SENT = datetime(2026, 6, 28, 23, 12, 5, tzinfo=CHINA)
INFO = Info(
    categories=(Category.GEO,),
    event="滑坡",
    urgency=Urgency.IMMEDIATE,
    severity=Severity.MODERATE,
    certainty=Certainty.OBSERVED,
    headline="石门镇茶园滑坡,12人转移",
    areas=(Area(description="石门镇", geocodes=(Named(name="division", value="999101004"),)),),
)
ALERT = Alert(
    identifier="qinglan-2026-0628-1",
    sender="duty@qinglan.example",
    sent=SENT,
    status=Status.ACTUAL,
    type=MessageType.ALERT,
    scope=Scope.RESTRICTED,
    restriction="仅限值班系统",
    infos=(INFO,),
)
# Of the form of the standard's own examples: another sender's layout, prefixed names, a comment, a signature.
FOREIGN = b"""<?xml version = "1.0" encoding = "UTF-8"?>
<c:alert xmlns:c="urn:oasis:names:tc:emergency:cap:1.2">
  <!-- from a neighbour -->
  <c:identifier>NB-17</c:identifier><c:sender>neighbour@example.org</c:sender>
  <c:sent>2026-06-28T15:12:05-00:00</c:sent><c:status>Exercise</c:status><c:msgType>Update</c:msgType>
  <c:scope>Private</c:scope><c:addresses>duty@qinglan.example "Shimen Town" x</c:addresses>
  <c:note>drill 3</c:note><c:references>neighbour@example.org,NB-16,2026-06-28T14:00:00-00:00</c:references>
  <c:incidents>flood "big flood"</c:incidents>
  <c:info><c:category>Met</c:category><c:category>Infra</c:category><c:event>Flood</c:event>
  <c:responseType>Evacuate</c:responseType><c:urgency>Expected</c:urgency><c:severity>Severe</c:severity>
  <c:certainty>Likely</c:certainty><c:description>two
lines</c:description>
  <c:resource><c:resourceDesc>map</c:resourceDesc><c:mimeType>image/png</c:mimeType><c:size>12</c:size></c:resource>
  <c:area><c:areaDesc>valley</c:areaDesc><c:polygon>1,1 1,2 2,2 1,1</c:polygon><c:circle>1.5,2.5 3</c:circle>
  <c:altitude>120.5</c:altitude></c:area></c:info>
  <Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo/></Signature>
</c:alert>"""


def test_what_we_write_is_what_the_standard_says():
    text = written(ALERT).decode()
    assert text.startswith("<?xml version='1.0' encoding='utf-8'?>\n<alert xmlns=")
    order = ["identifier", "sender", "sent", "status", "msgType", "scope", "restriction", "info", "category", "event"]
    places = [text.index(f"<{name}>") for name in order]
    assert places == sorted(places)
    assert "<sent>2026-06-28T23:12:05+08:00</sent>" in text
    assert read(text.encode()) == ALERT


def test_a_neighbours_message_is_read_whole():
    found = read(FOREIGN)
    assert found.drill
    assert found.addresses == ("duty@qinglan.example", "Shimen Town", "x")
    assert found.incidents == ("flood", "big flood")
    assert found.references == (Reference("neighbour@example.org", "NB-16", datetime(2026, 6, 28, 14, tzinfo=UTC)),)
    (info,) = found.infos
    assert info.language == "en-US"
    assert info.categories == (Category.MET, Category.INFRA)
    assert info.responses == (Response.EVACUATE,)
    assert info.description == "two\nlines"
    assert info.resources == (Resource(description="map", mime_type="image/png", size=12),)
    assert info.areas[0].altitude == Decimal("120.5")


def test_utc_is_written_without_z():
    assert instant(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00-00:00"
    with pytest.raises(CapError):
        instant(datetime(2026, 1, 1))


TEXT = st.text(
    st.characters(blacklist_categories=("Cc", "Cs", "Cn"), blacklist_characters="\r"), min_size=1, max_size=40
)
LINES = st.one_of(st.just(""), TEXT.map(lambda text: f"{text}\n{text}"))
NAME = st.text(string.ascii_letters + string.digits + "-_.@/:县镇", min_size=1, max_size=30)
ITEM = st.text("ab c县@.", min_size=1, max_size=10).filter(lambda text: text.strip() == text)
WHEN = st.builds(
    lambda at, minutes: at.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes))),
    st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)),
    st.integers(-14 * 60, 14 * 60),
)
PAIRS = st.lists(st.builds(Named, name=TEXT, value=TEXT), max_size=2).map(tuple)
DECIMALS = st.none() | st.decimals(-1000, 9000, places=2)
AREAS = st.builds(
    Area, description=TEXT, polygons=st.lists(TEXT, max_size=2).map(tuple), geocodes=PAIRS, altitude=DECIMALS
)
RESOURCES = st.builds(
    Resource, description=TEXT, mime_type=st.just("image/png"), size=st.none() | st.integers(0, 10**12), digest=NAME
)
INFOS = st.builds(
    Info,
    categories=st.lists(st.sampled_from(Category), min_size=1, max_size=3).map(tuple),
    event=TEXT,
    urgency=st.sampled_from(Urgency),
    severity=st.sampled_from(Severity),
    certainty=st.sampled_from(Certainty),
    responses=st.lists(st.sampled_from(Response), max_size=2).map(tuple),
    event_codes=PAIRS,
    onset=st.none() | WHEN,
    expires=st.none() | WHEN,
    headline=LINES,
    description=LINES,
    parameters=PAIRS,
    resources=st.lists(RESOURCES, max_size=2).map(tuple),
    areas=st.lists(AREAS, max_size=2).map(tuple),
)
ALERTS = st.builds(
    Alert,
    identifier=NAME,
    sender=NAME,
    sent=WHEN,
    status=st.sampled_from(Status),
    type=st.sampled_from(MessageType),
    scope=st.sampled_from(Scope),
    restriction=TEXT.filter(str.strip),
    addresses=st.lists(ITEM, min_size=1, max_size=3).map(tuple),
    codes=st.lists(TEXT, max_size=2).map(tuple),
    note=TEXT.filter(str.strip),
    references=st.lists(st.builds(Reference, NAME, NAME, WHEN), min_size=1, max_size=3).map(tuple),
    incidents=st.lists(ITEM, max_size=2).map(tuple),
    infos=st.lists(INFOS, min_size=1, max_size=2).map(tuple),
)


@settings(max_examples=80, deadline=None)
@given(ALERTS)
def test_written_and_read_is_the_same_message(alert):
    sent = written(alert)
    assert schema().is_valid(sent.decode())
    assert read(sent) == alert


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_message_is_refused_or_read_never_an_error(data):
    sent = bytearray(written(ALERT))
    for _ in range(data.draw(st.integers(1, 4))):
        sent[data.draw(st.integers(0, len(sent) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(CapError):
        read(bytes(sent))


@pytest.mark.parametrize(
    "change",
    [
        {"identifier": "a b"},
        {"identifier": ""},
        {"sender": "a,b"},
        {"sent": SENT.replace(tzinfo=None)},
        {"restriction": " "},
        {"scope": Scope.PRIVATE},
        {"type": MessageType.UPDATE},
        {"type": MessageType.ACK},
        {"type": MessageType.ERROR, "references": (ALERT.reference,)},
        {"infos": ()},
        {"incidents": ('a"b',)},
        {"note": "bell\x07"},
        {"note": "half \ud800"},
    ],
)
def test_what_the_standard_forbids_is_not_sent(change):
    from dataclasses import replace  # noqa: PLC0415 (beside its only use)

    with pytest.raises(CapError):
        written(replace(ALERT, **change))


def billion_laughs():
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE a [<!ENTITY l0 "lol">{lines}]><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">&l9;</alert>'


def deep(depth):
    return "<a>" * depth + "</a>" * depth


HOSTILE = {
    "billion laughs": billion_laughs(),
    "a file of the server": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "a document type": '<!DOCTYPE alert SYSTEM "http://127.0.0.1/x.dtd"><alert/>',
    "deep": deep(100_000),
    "wide": "<a>" + "<b/>" * 100_000 + "</a>",
    "long": "<a>" + "x" * MOST_BYTES + "</a>",
    "no XML": "{}",
    "empty": "",
    "another root": '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.1"/>',
    "an encoding nobody has": '<?xml version="1.0" encoding="x-none"?><a/>',
    "Z": written(ALERT).decode().replace("+08:00", "Z"),
    "an unknown status": written(ALERT).decode().replace("Actual", "Real"),
    "no sender": written(ALERT).decode().replace("<sender>duty@qinglan.example</sender>", ""),
    "thirty-first of June": written(ALERT).decode().replace("2026-06-28", "2026-06-31"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_broken_file_is_refused_fast_with_a_reason(name):
    begun = time.perf_counter()
    with pytest.raises(CapError) as refused:
        read(HOSTILE[name].encode())
    assert "CAP 1.2" in refused.value.zh
    assert time.perf_counter() - begun < 2


def test_a_receipt_names_what_it_answers_and_stays_a_drill():
    from dataclasses import replace  # noqa: PLC0415 (beside its only use)

    drill = replace(ALERT, status=Status.EXERCISE, note="演练三号")
    receipt = read(written(answering.ack(drill, identifier="a1", sender="city@example.org", sent=SENT, note="收到")))
    assert (receipt.type, receipt.status, receipt.references) == (MessageType.ACK, Status.EXERCISE, (drill.reference,))
    refusal = answering.error(drill, identifier="a2", sender="city@example.org", sent=SENT, note="不属本市")
    assert read(written(refusal)).note == "不属本市"
    withdrawn = read(written(answering.cancel(drill, identifier="q2", sent=SENT, note="误报")))
    assert (withdrawn.type, withdrawn.references) == (MessageType.CANCEL, (drill.reference,))
    assert withdrawn.infos == drill.infos

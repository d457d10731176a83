"""Files between two levels: in parts behind the text, whole at the end or refused, never twice."""

from base64 import b64decode, b64encode
from hashlib import sha256
from io import BytesIO

import pytest
from tests.integration.briefing.exchange_line import ITEM, said
from tests.integration.briefing.people import acting

from gongbao.briefing.desk import actions as desk
from gongbao.briefing.exchange import actions, rules
from gongbao.briefing.exchange.models import HeldPart, Received, Sent
from gongbao.briefing.items.actions import attach_file
from gongbao.briefing.items.models import Item
from gongbao.foundation.files.models import Attachment

PDF = b"%PDF-1.4\n" + bytes(range(256)) * 6_000 + b"\n%%EOF\n"


def parts_of_file(world, behind, content, now, **changes):
    """The packages in which the other side sends a file after the package `behind`."""
    size = rules.MOST_PART
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    facts = {"about": str(behind), "sha256": sha256(content).hexdigest(), "parts": len(pieces)}
    return [
        world.town.package(
            "annex",
            {"title": f"附件（{n}）", **facts, "part": n, "data": b64encode(piece).decode()} | changes,
            now,
        )
        for n, piece in enumerate(pieces, 1)
    ]


@pytest.fixture
def with_file(world, now):
    """with_file(content, name): an item from below that announces a file; the package."""

    def make(content, name="现场.pdf"):
        listed = [{"name": name, "sha256": sha256(content).hexdigest(), "size": len(content)}]
        package = world.town.package("item", ITEM | {"files": listed}, now)
        assert said(actions.receive(raw=world.town.raw(package), now=now)).said == "accepted"
        return package

    return make


def attached():
    item = Item.objects.get()
    rows = Attachment.objects.filter(subject_kind="item", subject_id=str(item.pk)).select_related("file")
    return [(one.name, one.file.sha256, one.file.size) for one in rows]


def test_a_file_follows_in_parts_and_is_whole_at_the_end(line, world, now, with_file):
    about = with_file(PDF)
    parts = parts_of_file(world, about.id, PDF, now)
    assert len(parts) == 3
    for package in parts:
        assert not attached()
        for _again in range(2):  # an answer that was lost on the way
            assert said(actions.receive(raw=world.town.raw(package), now=now)).said == "accepted"
    assert attached() == [("现场.pdf", sha256(PDF).hexdigest(), len(PDF))]
    assert not HeldPart.objects.exists()
    kept = Received.objects.filter(kind="annex")
    assert kept.count() == 3
    assert max(len(one.text) for one in kept) < 2_000, "the bytes are in the store, not in the list of packages"


def test_a_file_that_is_not_what_it_says_is_refused_and_blocks_nothing(line, world, now, with_file):
    about = with_file(b"MZ\x90\x00 a program", name="现场.pdf")
    package = parts_of_file(world, about.id, b"MZ\x90\x00 a program", now)[0]
    answer = said(actions.receive(raw=world.town.raw(package), now=now))
    assert answer.said == "refused"
    assert not attached()
    assert said(actions.receive(raw=world.town.raw(world.town.package("item", ITEM, now)), now=now)).said == "accepted"


BAD_PARTS = {
    "not announced": ({"sha256": "0" * 64}, "没有说有这个附件"),
    "another item": ({"about": "018f0000-0000-7000-8000-000000000000"}, "没有收下"),
    "a part ahead": ({"part": 2}, "交换包"),
    "other bytes": ({"data": b64encode(b"x" * 21).decode()}, "不一样"),
    "short": ({"data": ""}, "交换包"),
    "no base64": ({"data": "。" * 28}, "交换包"),
    "huge number": ({"part": 10**9, "parts": 10**9}, "交换包"),
}


@pytest.mark.parametrize("name", BAD_PARTS)
def test_parts_that_do_not_fit_are_refused_with_a_reason(line, world, now, with_file, name):
    changes, words = BAD_PARTS[name]
    about = with_file(b"%PDF-1.4 small file\n\n")
    package = parts_of_file(world, about.id, b"%PDF-1.4 small file\n\n", now, **changes)[0]
    answer = said(actions.receive(raw=world.town.raw(package), now=now))
    assert (answer.said, words in answer.zh) == ("refused", True), answer.zh
    assert not attached()


def test_chosen_attachments_go_up_behind_the_text(line, world, lodged, now):
    by = acting(line.editor)
    item = lodged()
    for name, content in (("现场.pdf", PDF), ("不送的.pdf", b"%PDF-1.4 other\n")):
        attach_file(item=item, stream=BytesIO(content), name=name, by=by, now=now)
    desk.claim(item_id=item.pk, editor=line.editor, turn=None, by=by, now=now)
    text = desk.join_items(desk=line.desk, items=[item.pk], editor=line.editor, by=by, now=now)
    desk.adopt(manuscript_id=text.pk, use="upward", by=by, now=now)
    chosen = [one.pk for one in actions.files_of(text) if one.name == "现场.pdf"]
    for _twice in range(2):
        actions.send_up(
            manuscript=text, peer=world.above, to="", signed_off_by="章某", files=chosen, by=by, now=now
        )  # fmt: skip
    sent = list(Sent.objects.order_by("sequence"))
    assert [one.kind for one in sent] == ["item", "annex", "annex", "annex"]
    body = rules.read_package(rules.opened(actions.signed_package(world.above, sent[0]).encode())).body
    assert body["files"] == [{"name": "现场.pdf", "sha256": sha256(PDF).hexdigest(), "size": len(PDF)}]
    whole = b""
    for one in sent[1:]:
        assert len(one.text) < 2_000
        package = rules.read_package(rules.opened(actions.signed_package(world.above, one).encode()))
        assert rules.digest_of(package) == one.digest
        whole += b64decode(package.body["data"])
        actions.take_receipt(raw=world.city.receipt(one, now), now=now)
    assert whole == PDF


def test_a_file_for_a_stick_holds_what_fits_and_the_rest_comes_next(line, world, lodged, now, monkeypatch):
    by = acting(line.editor)
    item = lodged()
    attach_file(item=item, stream=BytesIO(PDF), name="现场.pdf", by=by, now=now)
    desk.claim(item_id=item.pk, editor=line.editor, turn=None, by=by, now=now)
    text = desk.join_items(desk=line.desk, items=[item.pk], editor=line.editor, by=by, now=now)
    desk.adopt(manuscript_id=text.pk, use="upward", by=by, now=now)
    files = [one.pk for one in actions.files_of(text)]
    actions.send_up(manuscript=text, peer=world.above, to="", signed_off_by="章某", files=files, by=by, now=now)
    monkeypatch.setattr("gongbao.briefing.exchange.actions.carrying.MOST_BUNDLE_BYTES", 2_600_000)
    first = rules.notes_of(actions.export_file(peer=world.above, by=by, now=now).encode())
    assert len(first) == 3
    for one in Sent.objects.order_by("sequence")[:3]:
        actions.take_receipt(raw=world.city.receipt(one, now), now=now)
    assert len(rules.notes_of(actions.export_file(peer=world.above, by=by, now=now).encode())) == 1

"""The pages of the exchange as the desk meets them, and its doors as another installation meets them."""

import pytest
from django.test import Client
from tests.integration.briefing.exchange_line import HERE, ITEM, Other, said
from tests.integration.briefing.people import acting

from gongbao.briefing.exchange import actions, rules
from gongbao.briefing.exchange.models import Peer, Received, Sent
from gongbao.briefing.items.models import Item


@pytest.fixture
def as_(client):
    def enter(user):
        client.force_login(user)
        return client

    return enter


def test_an_editor_sends_upward_and_writes_down_what_came(line, world, adopted, as_, now):
    manuscript = adopted("石门镇茶园滑坡", use="upward")
    page = as_(line.editor)
    assert "石门镇茶园滑坡" in page.get("/exchange/").content.decode()
    assert "已采用，还没有上报" in page.get(f"/desk/manuscripts/{manuscript.pk}/").content.decode()
    where = f"/exchange/send/{manuscript.pk}/"
    assert "签发人" in page.get(where).content.decode()
    wrong = page.post(where, {"peer": world.above.pk, "signed_off_by": ""})
    assert wrong.status_code == 422
    answer = page.post(where, {"peer": world.above.pk, "signed_off_by": "章某"}, follow=True)
    assert "待送达" in answer.content.decode()
    sent = Sent.objects.get()
    actions.take_receipt(raw=world.city.receipt(sent, now), now=now)
    out = f"/exchange/out/{sent.pk}/"
    assert "已签收" in page.get(out).content.decode()
    facts = {"came": "instructed", "tier": "city", "leader": "某副市长", "words": "请农业局研究。", "on": "2026-06-30"}
    assert "市级批示，某副市长" in page.post(out, facts, follow=True).content.decode()
    item = sent.manuscript.sources.get().item
    assert "某副市长" in page.get(f"/desk/items/{item.pk}/").content.decode()
    assert "某副市长" in as_(line.officer).get(f"/report/items/{item.pk}/").content.decode()


def test_on_paper_without_a_peer(line, adopted, as_, now):
    manuscript = adopted("专报一件", use="special")
    page = as_(line.editor)
    answer = page.post(
        f"/exchange/send/{manuscript.pk}/", {"peer": "", "to": "青云市委信息科", "signed_off_by": "章某"}, follow=True
    )
    assert "纸质上报" in answer.content.decode()
    made = page.get(f"/exchange/out/{Sent.objects.get().pk}/sheet.pdf")
    assert made.content.startswith(b"%PDF")
    assert made["Content-Type"] == "application/pdf"


def test_the_doors_take_only_what_is_signed(line, world, client, now):
    strict = Client(enforce_csrf_checks=True)
    raw = world.town.raw(world.town.package("item", ITEM, now))
    answer = strict.post("/exchange/inbox/", raw, content_type="text/plain")
    assert answer.status_code == 200
    assert said(answer.content.decode()).said == "accepted"
    assert strict.post("/exchange/inbox/", raw, content_type="text/plain").status_code == 200
    assert Item.objects.count() == 1
    forged = strict.post("/exchange/inbox/", raw.replace("会车".encode(), "通车".encode()), content_type="text/plain")
    assert (forged.status_code, forged.content.startswith(b"exchange.signature\n")) == (403, True)
    large = strict.post("/exchange/inbox/", b"x" * (rules.MOST_BYTES + 9), content_type="text/plain")
    assert large.status_code == 413
    assert strict.get("/exchange/inbox/").status_code == 405
    actions.send_down(
        desk=line.desk, kind="circular", title="通报", words="x", peers=[world.below], by=acting(line.editor), now=now
    )
    sent = Sent.objects.get(kind="circular")
    ask = rules.signed(rules.ask_text(origin=world.town.origin, to=HERE, at=_clock()), world.town.signer)
    waiting = strict.post("/exchange/collect/", ask, content_type="text/plain")
    assert rules.read_package(rules.opened(waiting.content)).id == sent.pk
    receipt = strict.post("/exchange/receipts/", world.town.receipt(sent, now), content_type="text/plain")
    assert receipt.status_code == 200
    sent.refresh_from_db()
    assert sent.state == "receipted"


def _clock():
    from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (the page reads the real clock)

    return read_clock()


def test_only_the_own_desk_sees_its_exchange(line, world, adopted, as_, now):
    sent = actions.send_up(
        manuscript=adopted("甲", use="upward"),
        peer=world.above,
        to="",
        signed_off_by="章",
        by=acting(line.editor),
        now=now,
    )
    actions.receive(raw=world.town.raw(world.town.package("item", ITEM, now)), now=now)
    came = Received.objects.get()
    outsider = as_(line.officer)
    for address in ("/exchange/", f"/exchange/out/{sent.pk}/", f"/exchange/in/{came.pk}/", "/exchange/peers/"):
        assert outsider.get(address).status_code == 403
    assert as_(line.editor).get("/exchange/peers/").status_code == 403
    assert as_(line.editor).get(f"/exchange/in/{came.pk}/").status_code == 200
    line.editor.memberships.update(organisation=line.city.organisation)
    other = as_(line.editor)
    assert other.get(f"/exchange/out/{sent.pk}/").status_code == 404
    assert other.get(f"/exchange/in/{came.pk}/").status_code == 404


def test_the_chief_enters_a_peer_and_compares_its_fingerprint(line, as_, now):
    page = as_(line.chief)
    assert "本系统公钥" in page.get("/exchange/peers/").content.decode()
    other = Other("linyun.example/gongbao")
    facts = {"do": "add", "name": "临云县", "side": "below", "tier": "county", "unit": line.shimen.pk, "address": ""}
    assert page.post("/exchange/peers/", facts | {"vkey": "乱写"}).status_code == 422
    answer = page.post("/exchange/peers/", facts | {"vkey": other.signer.verifier.vkey}, follow=True)
    assert "待核对" in answer.content.decode()
    peer = Peer.objects.get()
    same = {"do": "confirm", "peer": peer.pk, "key": peer.keys.get().pk}
    assert "已核对，可以交换了" in page.post("/exchange/peers/", same, follow=True).content.decode()
    rotated = page.post("/exchange/peers/", {"do": "rotate"}, follow=True)
    assert "已启用新密钥" in rotated.content.decode()
    assert page.get("/exchange/peers/key/").status_code == 200


def test_files_over_the_page(line, world, adopted, as_, now):
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415 (only here)

    page = as_(line.editor)
    raw = world.town.raw(world.town.package("item", ITEM, now))
    taken = page.post("/exchange/file/", {"file": SimpleUploadedFile("x.gbx", raw)})
    assert "收下 1 份" in taken.content.decode()
    file = page.post(f"/exchange/peers/{world.below.pk}/export/")
    assert rules.read_receipt(rules.opened(file.content)).said == "accepted"
    assert "交换包" in page.post("/exchange/file/", {"file": SimpleUploadedFile("x.gbx", b"")}).content.decode()


def test_the_board_asks_a_fixed_number_of_questions(line, world, adopted, as_, now, django_assert_max_num_queries):
    by = acting(line.editor)
    for n in range(12):
        sent = actions.send_up(
            manuscript=adopted(f"第{n}条", use="upward"), peer=world.above, to="", signed_off_by="章", by=by, now=now
        )
        actions.record_outcome(sent=sent, came="adopted", tier="city", on=None, number=f"{n}", by=by, now=now)
    page = as_(line.editor)
    with django_assert_max_num_queries(22):
        page.get("/exchange/?box=out")

"""Writing on a bad line: nothing typed is lost, nothing arrives twice, and whatever is refused says what to do."""

import io
import re
import zipfile
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from tests.integration.briefing.people import acting

from gongbao.briefing.items import actions
from gongbao.briefing.items.models import Item
from gongbao.briefing.items.selectors import whole
from gongbao.briefing.items.word import read_docx
from gongbao.foundation.events.refusals import Refusal

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.FILES_DIR = str(tmp_path)


@pytest.fixture
def officer(client, line):
    client.force_login(line.officer)
    return client


def by_script(client, address, **typed):
    given = {"title": "石门镇滑坡", "body": "转移12人。"} | typed
    return client.post(address, given | {"end": "1"}, headers={"X-Sync": "1"})


def seen(answer):
    """The page's words, without the marks of what differs."""
    return re.sub(r"<[^>]+>", "", answer.content.decode())


def test_the_same_page_sent_again_is_one_item_with_what_was_written_since(officer, line):
    page = str(uuid4())
    first = by_script(officer, "/report/new/", page=page).json()
    again = by_script(officer, "/report/new/", page=page, body="转移12人，无伤亡。").json()
    assert again["item"] == first["item"]
    assert again["turn"] == first["turn"] + 1
    assert Item.objects.get().body == "转移12人，无伤亡。"


def test_a_lost_answer_is_no_conflict_with_oneself_but_a_colleague_is(officer, line, now):
    page = str(uuid4())
    said = by_script(officer, "/report/new/", page=page).json()
    # The answer to this one is lost: the page still believes in the first turn.
    by_script(officer, said["write"], page=page, revision=said["turn"], body="二")
    third = by_script(officer, said["write"], page=page, revision=said["turn"], body="三")
    assert third.status_code == 200
    officer.force_login(line.second)
    by_script(officer, said["write"], page=str(uuid4()), revision=third.json()["turn"], body="同事写的")
    officer.force_login(line.officer)
    stale = by_script(officer, said["write"], page=page, revision=third.json()["turn"], body="我写的")
    assert (stale.status_code, stale.json()["code"]) == (409, "item.changed-meanwhile")
    assert "men某" in stale.json()["words"]
    typed = {"title": "石门镇滑坡", "body": "我写的", "page": page, "revision": third.json()["turn"]}
    both = seen(officer.post(said["write"], typed))
    assert "两个人都改了这一条" in both
    assert "同事写的" in both
    assert "我写的" in both
    assert "用对方的，不要我的" in both
    assert Item.objects.get().body == "同事写的"


def test_the_first_sending_of_a_page_does_not_write_over_a_colleague(officer, line):
    page = str(uuid4())
    said = by_script(officer, "/report/new/", page=page).json()
    officer.force_login(line.second)
    by_script(officer, said["write"], page=str(uuid4()), revision=said["turn"], body="同事写的")
    officer.force_login(line.officer)
    assert by_script(officer, "/report/new/", page=page, body="又写了").status_code == 409
    assert "同事写的" in seen(officer.post("/report/new/", {"title": "x", "body": "又写了", "page": page}))
    assert Item.objects.get().body == "同事写的"


def test_lodging_twice_lodges_once(officer, line):
    page = str(uuid4())
    first = by_script(officer, "/report/new/", page=page, go="lodge").json()
    again = by_script(officer, "/report/new/", page=page, go="lodge").json()
    assert [first["outcome"], again["outcome"]] == ["lodged", "lodged"]
    assert Item.objects.get().versions == 1
    late = by_script(officer, "/report/new/", page=page, go="lodge", body="报送以后又改的")
    assert late.status_code == 409
    assert "已经报送" in late.json()["words"]


def test_who_is_signed_out_is_sent_to_sign_in_and_nothing_is_written(client, line):
    assert by_script(client, "/report/new/", page=str(uuid4())).status_code == 302
    assert not Item.objects.exists()
    assert client.get("/report/sync/").status_code == 302
    client.force_login(line.officer)
    assert client.get("/report/sync/").json()["user"] == str(line.officer.pk)


def test_a_text_of_a_million_characters_is_answered_in_words_and_stays_on_the_page(officer, line):
    said = by_script(officer, "/report/new/", page=str(uuid4())).json()
    long = "长" * 1_000_000
    page = officer.post(said["write"], {"title": "石门镇滑坡", "body": long, "revision": said["turn"]})
    assert page.status_code == 422
    words = page.content.decode()
    assert "正文最多 50000 字，现在有 1000000 字" in words
    assert long in words, "what was typed is still there"
    assert Item.objects.get().body == "转移12人。"
    beyond = officer.post("/report/new/", {"title": "x", "body": "长" * 2_000_000})
    assert beyond.status_code in {400, 413}
    assert "没有改动任何数据" in beyond.content.decode()


def test_every_file_is_taken_or_refused_on_its_own_and_the_text_is_safe(officer, line):
    files = [
        SimpleUploadedFile("现场.png", PNG),
        SimpleUploadedFile("程序.pdf", b"MZ\x90\x00" + bytes(400)),
        SimpleUploadedFile("空.png", b""),
    ]
    page = officer.post("/report/new/", {"title": "石门镇滑坡", "body": "转移12人。", "go": "lodge", "files": files})
    words = page.content.decode()
    assert "附件“程序.pdf”没有收下" in words
    assert "文字已保存" in words
    item = Item.objects.get()
    assert item.state == "draft", "not lodged without the file that was meant to go with it"
    assert [one.name for one in whole(item).files] == ["现场.png"]
    more = {
        "title": item.title,
        "body": item.body,
        "revision": item.turn,
        "files": [SimpleUploadedFile("现场.png", PNG)],
    }
    officer.post(f"/report/items/{item.pk}/write/", more)
    assert len(whole(item).files) == 1, "the same file sent again is there once"


def test_half_an_upload_leaves_no_half_file(officer, line):
    boundary = "half"
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="title"\r\n\r\n滑坡\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="page"\r\n\r\n{uuid4()}\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="body"\r\n\r\n转移12人。\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="表.docx"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode()
    cut = head + docx_of(lambda document: document.add_paragraph("字" * 5_000))[:2_000]
    answer = officer.generic("POST", "/report/new/", cut, content_type=f"multipart/form-data; boundary={boundary}")
    assert answer.status_code == 422
    assert "只收到了一部分" in answer.content.decode()
    item = Item.objects.get()
    assert (item.body, item.state) == ("转移12人。", "draft")
    assert not whole(item).files


def docx_of(write):
    document = Document()
    write(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def report(document):
    document.add_heading("石门镇茶园滑坡，12人转移", 0)
    document.add_heading("一、基本情况", 1)
    paragraph = document.add_paragraph("28日夜，")
    inserted = f'<w:ins {nsdecls("w")} w:id="1" w:author="x"><w:r><w:t>石门镇</w:t></w:r></w:ins>'
    deleted = f'<w:del {nsdecls("w")} w:id="2" w:author="x"><w:r><w:delText>松坪镇</w:delText></w:r></w:del>'
    for change in (inserted, deleted):
        paragraph._p.append(parse_xml(change))
    paragraph.add_run("滑坡。")
    table = document.add_table(rows=2, cols=3)
    for place, text in enumerate(["村", "户", "人", "白鹤村", "5", "12"]):
        table.cell(place // 3, place % 3).text = text
    document.add_picture(io.BytesIO(PNG))
    document.add_paragraph("第一条", style="List Number")


def test_a_word_file_becomes_an_item_with_its_tables_as_text_and_pictures_attached(officer, line):
    file = SimpleUploadedFile("滑坡.docx", docx_of(report))
    page = officer.post("/report/import/", {"word": file, "page": str(uuid4())}, follow=True).content.decode()
    assert "已从 Word 带入" in page
    assert "自动编号没有带过来" in page
    item = Item.objects.get()
    assert item.title == "石门镇茶园滑坡，12人转移"
    assert "28日夜，石门镇滑坡。" in item.body
    assert "松坪镇" not in item.body
    assert "白鹤村 | 5 | 12" in item.body
    kinds = sorted(one.file.media_type.split("/")[-1][:4] for one in whole(item).files)
    assert kinds == ["png", "vnd."]


def zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def changed(old, new, part="word/document.xml"):
    """A good Word file with one part's bytes changed."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(docx_of(report))) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            parts[name] = content.replace(old, new) if name == part else content
    return zipped(parts)


ENTITY = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document'
HOSTILE = {
    "old": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧格式的 .doc"),
    "locked": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "加了密码",
    ),
    "macros": (lambda: zipped({"[Content_Types].xml": "wordprocessingml", "word/vbaProject.bin": "x"}), "宏"),
    "bomb": (
        lambda: zipped({"[Content_Types].xml": "wordprocessingml", "word/document.xml": b"\0" * 60_000_000}),
        "解压后过大",
    ),
    "cut": (lambda: docx_of(report)[:3_000], "已损坏"),
    "not-xml": (lambda: changed(b"<w:body>", b"<w:body"), "已损坏"),
    "no-parts": (lambda: zipped({"[Content_Types].xml": "wordprocessingml", "word/document.xml": "<a/>"}), "已损坏"),
    "empty": (lambda: docx_of(lambda document: None), "没有文字"),
    "exe": (b"MZ" + bytes(600), "不收这种文件"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_no_plain_word_file_is_refused_in_words(officer, line, name):
    made, words = HOSTILE[name]
    content = made() if callable(made) else made
    page = officer.post("/report/import/", {"word": SimpleUploadedFile("x.docx", content)})
    assert 400 <= page.status_code < 500
    assert words in page.content.decode()
    assert not Item.objects.exists()


def test_no_entity_of_a_word_file_is_resolved():
    content = changed(b"<w:document", ENTITY)
    try:
        found = read_docx(io.BytesIO(content))
    except Refusal:
        return
    assert "root:" not in found.body


def test_a_word_file_too_long_for_an_item_says_so(officer, line):
    long = docx_of(lambda document: [document.add_paragraph(f"{n}字" * 200) for n in range(200)])
    page = officer.post("/report/import/", {"word": SimpleUploadedFile("长.docx", long)})
    assert page.status_code == 422
    assert "正文最多 50000 字" in page.content.decode()
    assert not Item.objects.exists()


def test_the_same_word_file_sent_twice_is_one_item(officer, line):
    page, sent = str(uuid4()), docx_of(report)  # made once: a Word file knows the second it was made in
    for _time in range(2):
        officer.post("/report/import/", {"word": SimpleUploadedFile("滑坡.docx", sent), "page": page})
    item = Item.objects.get()
    assert len(whole(item).files) == 2


def test_more_files_than_an_item_may_have(line, now):
    by = acting(line.officer)
    item = actions.begin_item(unit=line.shimen, author=line.officer, draft=actions.Draft(title="x"), by=by, now=now)
    for number in range(20):
        actions.attach_file(item=item, stream=io.BytesIO(PNG), name=f"{number}.png", by=by, now=now)
    with pytest.raises(Refusal, match=r"too-many-files"):
        actions.attach_file(item=item, stream=io.BytesIO(PNG), name="20.png", by=by, now=now)

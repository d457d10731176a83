"""From a listing to a version, a question, a list, a receipt that is audited, a watched firm, a contested match."""

import csv
import io
import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.integration.screening.conftest import BY, at

from gongbao.cli.audit import audit
from gongbao.cli.screen import screen
from gongbao.foundation.accounts.models import Mandate, Organisation
from gongbao.foundation.duties.models import Duty
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.files.store import place
from gongbao.foundation.ledger.actions import begin_log, publish_head, sequence_batch
from gongbao.foundation.notices.models import Notice
from gongbao.kernel.screening import receipt as receipts
from gongbao.register.listings.models import Listing
from gongbao.register.screening import actions, tasks
from gongbao.register.screening.models import Contest, Correction, Job, JobFile, JobPart, JobState, ListVersion, Watch
from gongbao.register.screening.selectors import in_force, listed_on

pytestmark = pytest.mark.django_db
HUAXIN, CODE = "青岚县花鲸信科技有限公司", "91999101MA0AGENT0X"
MISTYPED = CODE.replace("AGENT", "AGENJ")


@pytest.fixture
def logged(now, clock, version):
    """The log with the version in it, published."""
    begin_log(now=now)
    sequence_batch(now=at(2026, 7, 8, 10), limit=1_000)
    publish_head(now=at(2026, 7, 8, 10))
    return version


def test_a_version_is_taken_when_the_list_changed_or_a_day_began(version, listed, desk):
    assert version.parties == 2
    assert actions.take_version(by=BY, now=at(2026, 7, 8, 11)) is None
    next_day = actions.take_version(by=BY, now=at(2026, 7, 9))
    assert next_day is not None
    assert (next_day.content, next_day.version != version.version) == (version.content, True)
    Listing.objects.filter(entity_id=listed[1].id).update(shown_until=at(2026, 7, 9).date())
    assert actions.take_version(by=BY, now=at(2026, 7, 10)).parties == 1
    assert ListVersion.objects.count() == 3


def test_what_was_listed_on_a_day_as_known_on_another(listed):
    entity = listed[0]
    assert [one.name for one in in_force(on=at(2026, 7, 8).date(), known=at(2026, 7, 8))] == [
        one.name for one in listed
    ]
    assert in_force(on=at(2026, 7, 7).date(), known=at(2026, 8, 1)) == []
    assert listed_on(CODE, on=at(2026, 7, 8).date(), known=at(2026, 7, 8, 8)) == (entity, [])  # not known yet
    assert listed_on("无此代码", on=at(2026, 7, 8).date(), known=at(2026, 7, 8)) == (None, [])


def test_one_question_in_the_open_with_its_receipt_audited_years_later(client, logged, tmp_path):
    page = client.get("/screening/", {"q": "花鲸信科技有限公司"}).content.decode()
    assert "可能是同一家，请核对" in page
    assert "还有什么能确定：统一社会信用代码、住所" in page
    assert "经营异常名录" in page
    by_code = client.get(f"/api/v1/screening/codes/{CODE}").json()
    assert by_code["rows"][0]["outcome"] == "same"
    absent = client.get("/api/v1/screening/names", {"name": "青岚县无此企业有限公司"})
    assert absent.json()["rows"][0]["outcome"] == "none"

    receipt, listed = tmp_path / "receipt.json", tmp_path / "list.gz"
    receipt.write_bytes(client.get("/screening/receipt/", {"q": "青岚县无此企业有限公司"}).content)
    listed.write_bytes(client.get("/screening/list/").content)
    log = str(tmp_path / "ledger")
    done = CliRunner().invoke(audit, [str(receipt), "--list", str(listed), "--log", log])
    assert done.exit_code == 0, done.output
    assert "“未列入”因此得到证明" in done.output
    told = json.loads(receipt.read_bytes())
    told["rows"][0]["outcome"] = "same"
    receipt.write_text(json.dumps(told, ensure_ascii=False))
    assert CliRunner().invoke(audit, [str(receipt), "--log", log]).exit_code == 1


def test_a_list_in_gb18030_with_bad_lines_is_answered_line_by_line(client, logged, banker, bank, desk, tmp_path):
    client.force_login(banker)
    lines = ["客户名称,统一社会信用代码", f"{HUAXIN},", "=cmd|x,", f",{CODE}", "有" * 301 + ",", "无此企业有限公司,"]
    data = "\r\n".join([*lines, *["云岭万某某商行,"] * 1_000]).encode("gb18030")
    page = client.post("/screening/jobs/", {"file": SimpleUploadedFile("客户.csv", data), "purpose": "贷后检查"})
    job = Job.objects.get()
    assert page.url == f"/screening/{job.pk}/"
    assert "打开名单" in client.get(page.url).content.decode()
    actions.work_on(job_id=job.pk, by=BY, now=at(2026, 7, 8, 11))
    job.refresh_from_db()
    assert (job.state, job.counts) == (JobState.DONE, {"same": 2, "none": 1_002, "unreadable": 1})
    assert not JobFile.objects.exists()
    shown = client.get(page.url).content.decode()
    assert "名称超过 300 个字符" in shown
    assert "云岭万某某商行" not in shown
    assert client.get(page.url, {"show": "all", "page": 3}).content.decode().count("云岭万某某商行") > 40
    excel = client.get(f"{page.url}results/")
    assert excel.content[:2] == b"PK"
    text = client.get(f"{page.url}results/?format=csv").content.decode("utf-8-sig")
    assert "'=cmd|x" in text
    receipt = tmp_path / "r.json"
    for questions, said in (("", True), ("?questions=no", False)):
        receipt.write_bytes(client.get(f"{page.url}receipt/{questions}").content)
        assert ("无此企业" in receipt.read_text()) is said
        kept = receipts.parse_receipt(receipt.read_bytes())
        receipts.check_signature(kept)
        receipts.check_rows(kept)
    with place(logged.sha256).open("rb") as file:
        (tmp_path / "l.gz").write_bytes(file.read())
    args = [str(receipt), "--list", str(tmp_path / "l.gz"), "--log", str(tmp_path / "ledger")]
    assert CliRunner().invoke(audit, args).exit_code == 0
    assert Notice.objects.filter(party_kind="organisation", party_id=bank.id, kind="screening").count() == 1
    client.post(f"{page.url}delete/")
    assert not Job.objects.exists()


def test_a_stopped_job_goes_on_behind_its_last_part(version, bank, desk, monkeypatch):
    data = "\n".join(["云岭万某某商行", HUAXIN] * 600).encode()
    job = actions.take_job(data=data, name="x", purpose="", organisation_id=bank.id, by=BY, now=at(2026, 7, 8))
    kept = []
    whole = JobPart.save

    def save(self, *args, **kwargs):
        if len(kept) == 2:
            raise RuntimeError("stopped")
        kept.append(self.number)
        whole(self, *args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(JobPart, "save", save)
        with pytest.raises(RuntimeError):
            actions.work_on(job_id=job.pk, by=BY, now=at(2026, 7, 8, 11))
    tasks.screen_jobs()
    job.refresh_from_db()
    assert (job.done, job.lines, job.counts) == (1_200, 1_200, {"same": 600, "none": 600})
    assert list(JobPart.objects.order_by("number").values_list("number", flat=True)) == [0, 1, 2]


def test_what_cannot_be_read_is_said(version, bank, desk, client, banker, clock):
    for data in (b"PK\x03\x04xx", b"\xff\x80\x81\xff\xff"):
        job = actions.take_job(data=data, name="x", purpose="", organisation_id=bank.id, by=BY, now=at(2026, 7, 8))
        assert actions.work_on(job_id=job.pk, by=BY, now=at(2026, 7, 8)).state == JobState.UNREADABLE
    client.force_login(banker)
    assert "读不出" in client.get(f"/screening/{job.pk}/").content.decode()
    assert client.post("/screening/jobs/", {"names": " "}).status_code == 422


def test_nobody_else_sees_a_list_or_a_portfolio(version, bank, banker, person, now, client, clock, desk):
    job = actions.take_job(data=b"x", name="x", purpose="", organisation_id=bank.id, by=BY, now=at(2026, 7, 8))
    row = actions.watch(name=HUAXIN, code="", organisation_id=bank.id, by=BY, now=at(2026, 7, 8))
    other = Organisation.objects.create(kind="reader", name="另一家银行", region="999101", created_at=now)
    client.force_login(person("另某", other, "screen.use"))
    assert client.get(f"/screening/{job.pk}/").status_code == 404
    assert client.get(f"/screening/watch/{row.pk}/stop/").status_code == 404
    assert HUAXIN not in client.get("/screening/watch/").content.decode()
    client.force_login(banker)
    assert HUAXIN in client.get("/screening/watch/").content.decode()


def test_a_watcher_hears_when_a_firm_is_listed_and_when_it_is_removed(version, bank, firm, desk, listed):
    new = firm("青岚县竹鲸某茶业有限公司", "91999101MA0THIRD07")
    row = actions.watch(name=new.name, code=new.code, organisation_id=bank.id, by=BY, now=at(2026, 7, 8))
    with pytest.raises(Refusal):
        actions.watch(name=new.name, code=new.code, organisation_id=bank.id, by=BY, now=at(2026, 7, 8))
    assert row.outcome == "none"
    listings_of = {"entity_id": new.id, "ground": "unreachable", "statement": "退回"}
    from gongbao.register.listings.actions import list_entity  # noqa: PLC0415 (only here)

    list_entity(**listings_of, by=BY, now=at(2026, 7, 9))

    def round_(moment):
        actions.take_version(by=BY, now=moment)
        desk._loaded = None
        actions.tell_watchers(loaded=desk.current(moment), now=moment)
        return [one.kind for one in Notice.objects.filter(party_id=bank.id, party_kind="organisation").order_by("id")]

    assert round_(at(2026, 7, 9, 11)) == ["watch-listed"]
    assert round_(at(2026, 7, 9, 12)) == ["watch-listed"]
    Listing.objects.filter(entity_id=new.id).update(shown_until=at(2026, 7, 9).date())
    assert round_(at(2026, 7, 10)) == ["watch-listed", "watch-removed"]
    actions.stop_watching(watch_id=row.pk, by=BY, now=at(2026, 7, 10))
    assert not Watch.objects.exists()


def test_a_contested_match_is_verified_corrected_and_never_told_again(
    version, firm, listed, person, county, now, client, clock, desk
):
    mine = firm("青岚县花鲸鑫科技有限公司", "91999101MA0MYOWN09")
    home = Organisation.objects.create(kind="enterprise", name=mine.name, region=mine.region, created_at=now)
    Mandate.objects.create(entity_id=mine.id, organisation=home, own=True, since=now)
    client.force_login(person("丁某某", home, "filing.submit"))
    before = desk.current(at(2026, 7, 8)).screener.answer(receipts.Question(mine.name, mine.code))
    assert before.outcome == "possible"
    page = client.get("/my/contests/", {"listed": listed[0].id})
    assert page.url == f"/my/contests/{mine.id}/?listed={listed[0].id}"
    assert client.post(page.url, {"listed": listed[0].id, "statement": " "}).status_code == 422
    client.post(page.url, {"listed": listed[0].id, "statement": "代码、住所都不同"})
    contest = Contest.objects.get()
    assert contest.due_on == at(2026, 8, 5).date()  # 20 working days (R24 13)
    owed = Duty.objects.get(kind="answer-contest")
    assert (owed.party_id, owed.due_on, owed.state) == (county.pk, contest.due_on, "open")
    assert client.post(page.url, {"listed": listed[0].id, "statement": "再说一次"}).status_code == 409

    client.force_login(person("乙某某", county, "listing.decide", "duty.see-office", region="999101"))
    assert mine.name in client.get("/office/contests/").content.decode()
    place_ = f"/office/contests/{mine.id}/{contest.id}/"
    assert place_ in client.get("/office/").content.decode()  # nothing waits unseen
    assert "代码、住所都不同" in client.get(place_).content.decode()
    client.post(place_, {"finding": "distinct", "answer": "经核对登记档案，是两家"})
    owed.refresh_from_db()
    assert (owed.state, owed.closed_with) == ("discharged", "distinct")
    correction = Correction.objects.get()
    assert (correction.entity_id, correction.other_code) == (listed[0].id, mine.code)
    assert json.loads(bytes(correction.body))["words"]["zh"].startswith(mine.name)
    assert Notice.objects.filter(party_kind="entity", party_id=mine.id, kind="contest-answered").exists()
    actions.take_version(by=BY, now=at(2026, 7, 8, 12))
    desk._loaded = None
    after = desk.current(at(2026, 7, 8, 12)).screener
    assert after.answer(receipts.Question(mine.name, mine.code)).outcome == "none"
    assert after.answer(receipts.Question(mine.name)).outcome == "possible"


def test_the_registrar_gets_one_answer(version, person, county, client, clock, desk):
    client.force_login(person("丙某某", county, "entity.edit", region="999101"))
    assert "在名录中：先看下面的事由和限制" in client.get("/office/check/", {"q": CODE}).content.decode()
    assert "不在名录中，可以办理" in client.get("/office/check/", {"q": "无此企业"}).content.decode()
    for q in (f"{HUAXIN} {CODE}", f"{CODE}，花鲸信", f"青岚县不同名字商行（{CODE}）"):
        assert "在名录中：先看下面的事由和限制" in client.get("/office/check/", {"q": q}).content.decode()
    for q in (CODE[:-1], "9199910"):
        page = client.get("/office/check/", {"q": q}).content.decode()
        assert "可以办理" not in page
        assert "这不是完整的代码" in page
    for q in (MISTYPED, f"青岚县不同名字商行 {MISTYPED}"):
        page = client.get("/office/check/", {"q": q}).content.decode()
        assert "可以办理" not in page, "a mistyped code clears nobody"
        assert "第18位校验码应为" in page
        assert "第18位校验码应为" in client.get("/screening/", {"q": q}).content.decode()


def test_before_there_is_a_list_every_way_says_so(client, clock, desk, db):
    assert client.get("/screening/", {"q": "甲"}).status_code == 503
    assert client.get("/api/v1/screening/codes/X").status_code == 503
    assert client.get("/screening/list/").status_code == 404
    assert client.get("/screening/versions/").status_code == 200


def test_a_stranger_has_a_fair_share(client, version, clock, desk):
    answers = {client.get("/screening/", {"q": "甲商行"}).status_code for _ in range(62)}
    assert answers == {200, 429}


def test_the_api_takes_many_and_a_file(client, version, clock, desk, banker, bank):
    client.force_login(banker)
    asked = {"items": [{"name": HUAXIN}, {"code": CODE}, {"name": "无此企业"}]}
    done = client.post("/api/v1/screening", json.dumps(asked), content_type="application/json")
    assert [row["outcome"] for row in done.json()["rows"]] == ["same", "same", "none"]
    started = client.post("/api/v1/screening/jobs", {"file": SimpleUploadedFile("a.txt", HUAXIN.encode())})
    assert started.status_code == 202
    where = f"/api/v1/screening/jobs/{started.json()['id']}"
    assert client.get(f"{where}/receipt").status_code == 409
    tasks.screen_jobs()
    assert client.get(where).json()["counts"] == {"same": 1}
    assert client.get(f"{where}/receipt").json()["statement"]["rows"] == 1
    assert client.get(f"{where}/results").content.startswith(b"\xef\xbb\xbf")
    day = client.get("/api/v1/screening/day", {"code": CODE, "on": "2026-07-08"}).json()
    assert (day["listed"], day["entries"][0]["list_code"]) == (True, "abnormal")


def test_the_day_is_asked_by_a_code_however_it_is_written_and_in_chinas_time(client, version, clock, desk):
    wide = "".join(chr(ord(one) + 0xFEE0) for one in CODE)
    for code in (CODE.lower(), f"{CODE[:8]}-{CODE[8:]}", f" {CODE} ", wide):
        told = client.get("/api/v1/screening/day", {"code": code, "on": "2026-07-08"}).json()
        assert (told["code"], told["listed"], told["name"]) == (CODE, True, HUAXIN)
        assert "经营异常名录" in client.get("/screening/day/", {"code": code, "on": "2026-07-08"}).content.decode()
    for known, listed in (("08:59", False), ("09:01", True)):  # listed at nine in China, at one in UTC
        asked = {"code": CODE, "on": "2026-07-08", "known": f"2026-07-08T{known}"}
        assert client.get("/api/v1/screening/day", asked).json()["listed"] is listed


def test_letters_lost_on_the_way_are_never_answered(client, version, clock, desk, banker):
    garbled = "name=" + "".join(f"%{one:02X}" for one in "花鲸信".encode("gb18030"))
    answer = client.get(f"/api/v1/screening/names?{garbled}")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "screening.letters-lost")
    page = client.get(f"/screening/?{garbled.replace('name', 'q')}", REMOTE_ADDR="203.0.113.9")
    assert (page.status_code, "用 UTF-8 编码" in page.content.decode()) == (422, True)
    client.force_login(banker)
    body = '{"items":[{"name":"花鲸信"}]}'.encode("gb18030")
    answer = client.post("/api/v1/screening", body, content_type="application/json")
    assert (answer.status_code, answer.json()["errors"][0]["zh"]) == (
        400,
        "请求未能办理：正文不是 UTF-8 编码的 JSON。",
    )
    answer = client.post("/api/v1/screening", {"items": []}, content_type="application/json")
    assert answer.json()["errors"][0]["zh"] == "输入不符合要求：太少。"


def test_a_bank_officers_pasted_list_is_right_by_row(client, version, clock, desk, banker, bank):
    client.force_login(banker)
    pasted = (
        f"1. Shenzhen Huaxin Technology Co., Ltd.\n2. 某商行 {CODE}\n3. {HUAXIN}\n4. {CODE[:-1]}\nMicrosoft, Inc.\n"
        f"无此商行 {MISTYPED}\n"
    )
    client.post("/screening/jobs/", {"names": pasted})
    tasks.screen_jobs()
    text = client.get(f"/screening/{Job.objects.get().pk}/results/?format=csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))[1:]
    name, code, outcome, *_cells, why, _decides = rows.pop()[1:]
    assert (name, code, outcome) == ("无此商行", MISTYPED, "未发现")
    assert why.startswith("代码可能写错了：第18位校验码应为")
    assert [row[:4] for row in rows] == [
        ["1", "Shenzhen Huaxin Technology Co., Ltd.", "", "未发现"],
        ["2", "某商行", CODE, "同一家"],
        ["3", HUAXIN, "", "同一家"],
        ["4", CODE[:-1], "", "读不出"],
        ["5", "Microsoft, Inc.", "", "未发现"],
    ]


def test_offline_the_list_is_taken_from_its_address_and_what_cannot_be_is_said_before_the_work(
    client, version, clock, desk, tmp_path
):
    names, out, listed = tmp_path / "names.txt", tmp_path / "out.csv", tmp_path / "list.gz"
    names.write_bytes(f"{HUAXIN}，{CODE}\n".encode("gb18030"))
    listed.write_bytes(client.get("/screening/list/").content)
    with served("/screening/list/", listed.read_bytes()) as base:
        done = CliRunner().invoke(screen, [str(names), "--list", f"{base}/screening/list/", "--out", str(out)])
        assert done.exit_code == 0, done.output
        assert "同一家" in out.read_text(encoding="utf-8-sig")
        gone = CliRunner().invoke(screen, [str(names), "--list", f"{base}/screening/list/0/"])
        assert "没有这份名录" in gone.output
    (tmp_path / "empty.txt").write_bytes(b"\n")
    for arguments, said in (
        ([str(names), "--list", str(names)], "不是本系统的名录"),
        ([str(names), "--list", str(listed), "--out", str(tmp_path / "no" / "x.csv")], "没有这个文件夹"),
        ([str(names), "--list", str(listed), "--out", str(tmp_path / "x.pdf")], "结果写成 .csv / .xlsx"),
        ([str(tmp_path / "empty.txt"), "--list", str(listed)], "没有名称或代码"),
    ):
        done = CliRunner().invoke(screen, arguments)
        assert (done.exit_code, said in done.output) == (2, True), done.output


@contextmanager
def served(path, content):
    """A server that has one file and, as ours does, sends whoever leaves the last stroke off to the address with it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == path else 301 if f"{self.path}/" == path else 404)
            self.send_header("Location", path)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()

"""The pages, for whom they are, and that they stay cheap with many rows."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongbao.briefing.incidents.models import Incident
from gongbao.briefing.signals.models import Cluster, Feed, Task, TaskLimit
from gongbao.cli.demo import signals as demo


@pytest.fixture
def county(watch, now, monkeypatch):
    demo.tell(now)
    demo.tell(now)  # again changes nothing
    return watch


@pytest.fixture
def at(now, time_machine):
    time_machine.move_to(now, tick=False)


def post(client, path, **data):
    return client.post(path, data)


def test_the_desk_sees_what_nobody_reported(client, county, at, django_assert_max_num_queries):
    client.force_login(county.editor)
    with django_assert_max_num_queries(40):
        page = client.get("/signals/").content.decode()
    assert "云岭乡一处边坡塌方" in page
    assert "热线：供水" in page
    for box in ("asked", "matched", "settled", "nonsense"):
        assert client.get(f"/signals/?box={box}&q=火").status_code == 200
    fire = Cluster.objects.get(kind="fire")
    assert fire.size == 3
    page = client.get(f"/signals/{fire.pk}/").content.decode()
    assert "转载" in page
    assert "石门镇" in page
    assert client.get("/signals/feeds/").status_code == client.get("/signals/limits/").status_code == 200


def test_each_step_at_the_desk(client, county, at):
    client.force_login(county.editor)
    one = Cluster.objects.get(kind="geological")
    path = f"/signals/{one.pk}/act/"
    assert post(client, path, do="aside", reason="").status_code == 422
    assert post(client, path, do="aside", reason="旧闻").status_code == 302
    assert post(client, path, do="again").status_code == 302
    assert post(client, path, do="ask", unit="x").status_code == 422
    assert post(client, path, do="link", incident="x").status_code == 422
    assert post(client, path, do="nothing").status_code == 404
    assert post(client, path, do="drop", task="x").status_code == 404
    one.refresh_from_db()
    assert post(client, path, do="ask", unit=county.songping.pk, turn=one.turn - 1).status_code == 409
    assert post(client, path, do="ask", unit=county.songping.pk, turn=one.turn).status_code == 302
    task = Task.objects.get(cluster=one)
    assert post(client, path, do="drop", task=task.pk).status_code == 302
    fire = Cluster.objects.get(kind="fire")
    signal = fire.signals.filter(double_of=None).last()
    assert post(client, f"/signals/{fire.pk}/act/", do="take-out", signal=signal.pk).status_code == 302


def test_a_unit_answers_its_own_questions_only(client, county, at):
    task = Task.objects.get()
    client.force_login(county.other)  # of another township
    assert client.get(f"/signals/checks/{task.pk}/").status_code == 404
    assert post(client, f"/signals/checks/{task.pk}/answer/", answer="not", reason="x").status_code == 404
    assert client.get("/signals/").status_code == 403
    client.force_login(county.officer)
    assert "石门镇老街" in client.get("/signals/checks/").content.decode()
    assert client.get(f"/signals/checks/{task.pk}/").status_code == 200
    path = f"/signals/checks/{task.pk}/answer/"
    refused = post(client, path, answer="reported", title="石门镇火灾", hazard="fire", place="石门镇老街", body="")
    assert refused.status_code == 422
    assert "石门镇老街" in refused.content.decode()  # what was typed is still there
    done = post(client, path, answer="reported", title="石门镇火灾", hazard="fire", place="石门镇老街", body="已扑灭。")
    assert done.status_code == 302
    assert Incident.objects.get().title == "石门镇火灾"
    assert "我们的答复" in client.get(f"/signals/checks/{task.pk}/").content.decode()


def test_a_rumour_is_answered_and_clarified(client, county, at):
    task = Task.objects.get()
    client.force_login(county.officer)
    words = "老街没有起火，是除烟作业。"
    assert post(client, f"/signals/checks/{task.pk}/answer/", answer="rumour", clarification=words).status_code == 302
    client.force_login(county.editor)
    path = f"/signals/{task.cluster_id}/"
    assert words in client.get(path).content.decode()
    assert post(client, f"{path}act/", do="clarify", task=task.pk).status_code == 302
    assert "看澄清稿件" in client.get(path).content.decode()


def test_sources_are_set_up_changed_and_fed(client, county, at):
    client.force_login(county.editor)
    add = {"name": "市台", "kind": "rss", "url": "https://tv.example.org/rss", "minutes": "15", "division": ""}
    assert post(client, "/signals/feeds/", **add | {"url": "ftp://x"}).status_code == 422
    assert post(client, "/signals/feeds/", **add).status_code == 302
    assert post(client, "/signals/feeds/", **add).status_code == 422  # twice
    feed = Feed.objects.get(name="市台")
    path = f"/signals/feeds/{feed.pk}/"
    assert client.get(path).status_code == 200
    assert post(client, f"{path}act/", do="soon").status_code == 302
    assert post(client, f"{path}act/", do="change", **add | {"minutes": "30"}).status_code == 302
    feed.refresh_from_db()
    assert (feed.minutes, feed.active) == (30, False)
    assert post(client, f"{path}act/", do="file", file=SimpleUploadedFile("a.csv", b"x")).status_code == 422
    hotline = Feed.objects.get(kind="counts")
    file = SimpleUploadedFile("a.csv", "日期,类别,数量\n2026-06-28,供水,3\n坏,供水,1\n".encode())
    assert post(client, f"/signals/feeds/{hotline.pk}/act/", do="file", file=file).status_code == 302
    assert "第 3 行读不出来" in client.get(f"/signals/feeds/{hotline.pk}/").content.decode()


def test_a_limit_is_a_new_row(client, county, at, now):
    client.force_login(county.chief)
    given = {"kind": "fire", "minutes": "15", "citation": "办公室通知", "confidence": "C", "automatic": "on"}
    assert post(client, "/signals/limits/", **given | {"minutes": "1"}).status_code == 422
    assert post(client, "/signals/limits/", **given | {"citation": ""}).status_code == 422
    assert post(client, "/signals/limits/", **given).status_code == 302
    made = TaskLimit.objects.get(kind="fire")
    assert (made.minutes, made.automatic, made.valid_to) == (15, True, None)
    TaskLimit.objects.filter(pk=made.pk).update(valid_from=(now - timedelta(days=9)).date())
    assert post(client, "/signals/limits/", **given).status_code == 302
    assert TaskLimit.objects.filter(kind="fire").count() == 2

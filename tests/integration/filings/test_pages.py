"""The clerk's pages: duties, the form section by section, dry run, submission, correction, receipt."""

import re
from datetime import datetime

import pytest
from django.urls import reverse
from tests.made_reports import ANSWERS, enterprise, form

from gongbao.foundation.accounts import actions as accounts
from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.actor import command
from gongbao.register.filings import actions, selectors
from gongbao.register.filings.models import Filing, FilingVersion
from gongbao.register.filings.presenters.answers import posted, with_line_removed

BY = command("test")
NOON = datetime(2026, 6, 29, 12, 0, tzinfo=CHINA)


@pytest.fixture(autouse=True)
def on_29_june(monkeypatch):
    monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: NOON)


def words(answer):
    return answer.content.decode()


def inputs(category="enterprise", **changed):
    """A section's answers as a browser would post them."""
    posted = {}
    for key, value in ANSWERS[category](**changed).items():
        if isinstance(value, list):
            posted[f"{key}.lines"] = str(len(value))
            posted.update({f"{key}.{n}.{column}": cell for n, row in enumerate(value) for column, cell in row.items()})
        else:
            posted[key] = value
    return posted


def revision(entity_id):
    return Filing.objects.get(entity_id=entity_id, year=2025).draft_revision


def fill(client, one, go="next", **changed):
    client.post(reverse("filings:begin", args=[one.id, 2025]))
    for part in selectors.form_of(one.category, 2025)[1].sections:
        address = reverse("filings:section", args=[one.id, 2025, part.id])
        answer = client.post(address, {**inputs(one.category, **changed), "revision": revision(one.id), "go": go})
    return answer


def submit(client, one, **more):
    given = {"revision": revision(one.id), "declared": "yes", **more}
    return client.post(reverse("filings:submit", args=[one.id, 2025]), given, follow=True)


def test_duties_are_cards_with_one_thing_to_do(client, town):
    client.force_login(town.clerk)
    text = words(client.get("/my/"))
    assert "2025 年度报告" in text
    assert town.firm.name in text
    assert "还有 1 天" in text
    assert reverse("filings:report", args=[town.firm.id, 2025]) in text


def test_an_agent_finds_a_firm_and_sees_all(client, town):
    client.force_login(town.helper)
    assert words(client.get("/my/")).count('class="card card-') == 3
    text = words(client.get("/my/", {"q": "第2"}))
    assert town.firms[1].name in text
    assert town.firms[0].name not in text
    assert words(client.get("/my/firms/")).count("未报") == 3
    found = client.get("/my/firms/", {"q": "第3"}, headers={"HX-Request": "true"})
    assert town.firms[2].name in words(found)
    assert "<html" not in words(found)


@pytest.mark.parametrize("name", ["firm", "report", "check", "paper"])
def test_a_stranger_sees_nothing(client, town, name):
    client.force_login(town.stranger)
    args = [town.firm.id] if name == "firm" else [town.firm.id, 2025]
    assert client.get(reverse(f"filings:{name}", args=args)).status_code == 403
    address = reverse("filings:section", args=[town.firm.id, 2025, "assets"])
    assert client.post(address, {"assets": "1"}).status_code == 403
    assert client.post(reverse("filings:begin", args=[town.firm.id, 2025])).status_code == 403
    assert not Filing.objects.exists()


def test_from_the_first_section_to_the_receipt(client, town):
    client.force_login(town.clerk)
    answer = fill(client, town.firm)
    assert answer.url == reverse("filings:check", args=[town.firm.id, 2025])
    seen = words(client.get(answer.url))
    assert "099****1234" in seen
    assert "13800005678" not in seen
    assert "企业选择不公示" in seen
    assert "提交年报" in seen
    answer = submit(client, town.firm)
    text = words(answer)
    version = FilingVersion.objects.get()
    assert version.receipt in text
    assert "data:image/svg+xml" in text
    again = submit(client, town.firm)
    assert again.redirect_chain == answer.redirect_chain
    assert FilingVersion.objects.count() == 1


def test_what_was_typed_comes_back_with_the_errors(client, town):
    client.force_login(town.clerk)
    client.post(reverse("filings:begin", args=[town.firm.id, 2025]))
    address = reverse("filings:section", args=[town.firm.id, 2025, "assets"])
    answer = client.post(address, {**inputs(assets="三百万", tax=""), "revision": "0", "go": "next"})
    assert answer.status_code == 422
    text = words(answer)
    assert 'value="三百万"' in text
    assert 'href="#id_assets"' in text
    assert 'href="#id_tax"' in text
    fresh = words(client.get(address))
    assert 'value="三百万"' in fresh
    assert 'href="#id_assets"' in fresh
    assert 'href="#id_tax"' not in fresh


def test_autosave_answers_with_the_next_revision(client, town):
    client.force_login(town.clerk)
    client.post(reverse("filings:begin", args=[town.firm.id, 2025]))
    address = reverse("filings:section", args=[town.firm.id, 2025, "assets"])
    quiet = {"X-Autosave": "1"}
    answer = client.post(address, {"assets": "1", "revision": "0"}, headers=quiet)
    assert (answer.status_code, answer["X-Revision"]) == (204, "1")
    answer = client.post(address, {"assets": "2", "revision": "0"}, headers=quiet)
    assert answer.status_code == 409
    assert "没有覆盖" in words(answer)


def test_two_tabs_show_both_texts(client, town):
    client.force_login(town.clerk)
    client.post(reverse("filings:begin", args=[town.firm.id, 2025]))
    address = reverse("filings:section", args=[town.firm.id, 2025, "assets"])
    client.post(address, {"assets": "111", "revision": "0", "go": "save"})
    answer = client.post(address, {"assets": "222", "revision": "0", "go": "save"})
    assert answer.status_code == 409
    text = words(answer)
    assert "<del>111</del>" in text
    assert 'value="222"' in text
    newer = re.search(r'name="revision" value="(\d+)"', text)[1]
    client.post(address, {"assets": "222", "revision": newer, "go": "save"})
    assert Filing.objects.get().draft["values"]["assets"] == "222"


def test_lines_are_added_and_removed_without_script(client, town):
    client.force_login(town.clerk)
    client.post(reverse("filings:begin", args=[town.firm.id, 2025]))
    client.post(
        reverse("filings:section", args=[town.firm.id, 2025, "state"]),
        {"state": "open", "company_form": "limited", "revision": "0"},
    )
    address = reverse("filings:section", args=[town.firm.id, 2025, "shareholders"])
    answer = client.post(address, {**inputs(), "revision": "9", "go": "add:contributions"})
    assert answer.url.endswith("#id_contributions")
    text = words(client.get(address))
    assert 'name="contributions.1.name"' in text
    assert 'value="甲某某"' in text
    client.post(
        address,
        {
            "contributions.lines": "2",
            "contributions.0.name": "甲某某",
            "contributions.1.name": "乙某某",
            "revision": "9",
            "go": "remove:contributions.0",
        },
    )
    assert [row["name"] for row in Filing.objects.get().draft["values"]["contributions"]] == ["乙某某"]


def test_a_new_question_is_asked_before_going_on(client, town):
    client.force_login(town.clerk)
    client.post(reverse("filings:begin", args=[town.firm.id, 2025]))
    address = reverse("filings:section", args=[town.firm.id, 2025, "web"])
    answer = client.post(address, {"has_web": "yes", "web.lines": "1", "revision": "0", "go": "next"})
    assert answer.status_code == 422
    assert "error-summary" not in words(answer)
    answer = client.post(address, {"has_web": "yes", "web.lines": "1", "revision": "9", "go": "next"})
    assert "error-summary" in words(answer)


def test_last_years_values_stand_in_grey_and_are_copied(client, town, now):
    values = enterprise()
    actions.file_report(
        entity_id=town.firm.id, year=2024, values=values, shown={"tax": True}, by=BY, now=now.replace(year=2025)
    )
    client.force_login(town.clerk)
    assert "带出上年内容" in words(client.get(reverse("filings:report", args=[town.firm.id, 2025])))
    client.post(reverse("filings:begin", args=[town.firm.id, 2025]))
    text = words(client.get(reverse("filings:section", args=[town.firm.id, 2025, "assets"])))
    assert "上年：320.5 万元" in text
    assert 'value="320.5"' not in text
    client.post(reverse("filings:begin", args=[town.firm.id, 2025]), {"copy": "1"})
    text = words(client.get(reverse("filings:section", args=[town.firm.id, 2025, "assets"])))
    assert 'value="320.5"' in text
    text = words(client.get(reverse("filings:section", args=[town.firm.id, 2025, "contact"])))
    assert 'value="0999-5551234"' in text
    assert "上年：099****1234" in text


def test_submission_needs_the_declaration_and_the_seen_draft(client, town):
    client.force_login(town.clerk)
    fill(client, town.firm)
    answer = client.post(reverse("filings:submit", args=[town.firm.id, 2025]), {"revision": revision(town.firm.id)})
    assert answer.status_code == 422
    assert "请勾选声明" in words(answer)
    stale = {"revision": "1", "declared": "yes"}
    answer = client.post(reverse("filings:submit", args=[town.firm.id, 2025]), stale)
    assert answer.status_code == 409
    assert "草稿又有改动" in words(answer)
    assert not FilingVersion.objects.exists()


def test_a_correction_side_by_side(client, town):
    client.force_login(town.clerk)
    fill(client, town.firm)
    submit(client, town.firm)
    address = reverse("filings:section", args=[town.firm.id, 2025, "contact"])
    assert client.get(address).status_code == 302
    client.post(reverse("filings:correct", args=[town.firm.id, 2025]))
    assert 'value="0999-5551234"' in words(client.get(address))
    client.post(address, {"postcode": "999102", "revision": "99", "go": "save"})
    seen = words(client.get(reverse("filings:check", args=[town.firm.id, 2025])))
    assert "更正前后" in seen
    assert "999102" in seen
    answer = submit(client, town.firm, reason=" ")
    assert answer.status_code == 422
    assert "请写明更正的原因" in words(answer)
    text = words(submit(client, town.firm, reason="邮编变更"))
    assert "年度报告更正回执" in text
    assert "邮编变更" in text


def test_anybody_may_check_a_receipt(client, town, now):
    version = actions.file_report(entity_id=town.firm.id, year=2025, values=enterprise(), shown={}, by=BY, now=now)
    address = reverse("filings:verify", args=[version.receipt.lower()])
    text = words(client.get(address))
    assert "这份回执是真的" in text
    assert town.firm.name in text
    assert "13800005678" not in text
    assert client.get(reverse("filings:published", args=[version.receipt])).content == bytes(version.body)
    assert client.get(reverse("filings:proof-file", args=[version.receipt])).status_code == 503
    assert client.get(reverse("filings:verify", args=["NB2025-0000-0000-0000-1"])).status_code == 404


def test_an_individual_business_that_keeps_its_content_prints(client, town, entity):
    shop = entity(8, "individual", name="青岚县城关松月茶行")
    accounts.grant_mandate(entity_id=shop.id, organisation=town.own, own=True, by=BY, now=NOON)
    client.force_login(town.clerk)
    client.post(reverse("filings:begin", args=[shop.id, 2025]))
    first = reverse("filings:section", args=[shop.id, 2025, "contact"])
    assert "年报内容是否公示" in words(client.get(first))
    for part in form("individual").sections:
        client.post(
            reverse("filings:section", args=[shop.id, 2025, part.id]),
            {**inputs("individual"), "shown.content": "false", "revision": revision(shop.id), "go": "next"},
        )
    text = words(client.get(reverse("filings:check", args=[shop.id, 2025])))
    assert "打印纸质年报" in text
    assert "提交年报" not in text
    paper = words(client.get(reverse("filings:paper", args=[shop.id, 2025])))
    assert "18.6" in paper
    assert "经营者签字" in paper


def test_english_pages_say_everything_in_english(client, town):
    client.force_login(town.clerk)
    client.cookies["language"] = "en"
    client.post(reverse("filings:begin", args=[town.firm.id, 2025]))
    text = words(client.get(reverse("filings:section", args=[town.firm.id, 2025, "assets"])))
    assert "Total assets" in text
    assert "Save and continue" in text


def test_posted_lines_are_bounded(rf):
    part = form().section("web")
    post = rf.post("/", {"web.lines": "99999", "has_web": "yes"}).POST
    values, _ = posted(part, post)
    assert len(values["web"]) == 300
    assert with_line_removed({"web": [{}]}, "web.7") == {"web": [{}]}
    assert with_line_removed({}, "x") == {}


def test_the_public_record_tells_every_year(client, town, now):
    one = town.firm
    values = enterprise()
    actions.file_report(entity_id=one.id, year=2024, values=values, shown={}, by=BY, now=now.replace(year=2025))
    actions.file_report(entity_id=one.id, year=2025, values=values, shown={"tax": True}, by=BY, now=now)
    actions.correct_report(
        entity_id=one.id, year=2025, values=enterprise(tax="15"), shown={"tax": True}, reason="填错", by=BY, now=now
    )
    text = words(client.get(reverse("records:record", args=[one.code])))
    assert "2025 年度报告已于 2026年6月29日 公示" in text
    assert "更正过 1 次" in text
    assert 'href="reports/2024/"' in text
    report = words(client.get(reverse("filings:published-report", args=[one.code, 2025])))
    assert "填错" in report
    assert "14.06" in report
    assert "15 万元" in report
    version = client.get(reverse("filings:published-report-version", args=[one.code, 1, 2024]))
    assert version.status_code == 200
    assert client.get(reverse("filings:published-report", args=[one.code, 2019])).status_code == 404
    english = client.get(reverse("filings:published-report", args=[one.code, 2025]), headers={"Accept-Language": "en"})
    assert english.status_code == 200

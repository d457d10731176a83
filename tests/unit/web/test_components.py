"""The tags, as a template author and a reader meet them."""

import re
from datetime import date

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.shapes import Chart, Column, Deadline, Fact, Ground, Progress, Proof, Series, Table
from gongbao.web.fields import plain_widget
from gongbao.web.icons import ICONS
from gongbao.web.presenters import TONE_ICONS, difference, page_window


def render(source, path="/", **context):
    request = RequestFactory().get(path)
    return Template("{% load web i18n %}" + source).render(Context({"request": request, **context}))


class Report(forms.Form):
    revenue = forms.DecimalField(label="营业总收入", required=False)
    revenue_public = forms.BooleanField(required=False)
    phone = forms.CharField(label="电话")


def test_a_field_carries_label_error_last_year_unit_and_switch():
    form = Report({"revenue": "12x", "revenue_public": "true"})
    html = render("{% field form.revenue unit='万元' last='1180.5' publish=form.revenue_public %}", form=form)
    assert '<label class="field-label" for="id_revenue">' in html
    described = re.search(r'aria-describedby="([^"]+)"', html)[1].split()
    assert all(f'id="{part}"' in html for part in described), "every description must exist"
    assert 'aria-invalid="true"' in html
    assert "上年：1,180.5 万元" in html
    assert re.search(r'name="revenue_public" value="true"[^>]* checked', html)
    assert 'value="12x"' in html, "what was typed stays"


def test_an_amount_in_wan_stands_beside_its_whole_number():
    html = render("{% input_field 'tax' '纳税总额' value='12.5' unit='万元' %}")
    assert "125,000 元" in html
    assert 'data-full-of="id_tax"' in html


def test_the_error_summary_links_to_the_fields_and_names_them():
    form = Report({"revenue": "x"})
    refusal = Refusal("late", "年报季已结束", "The season is closed", field="season")
    html = render("{% error_summary form refusal %}", form=form, refusal=refusal)
    assert 'href="#id_revenue"' in html
    assert "电话：" in html
    assert '<a href="#id_season">年报季已结束</a>' in html
    assert "有 3 处需要修改" in html


def test_no_errors_no_summary():
    assert render("{% error_summary form %}", form=Report()).strip() == ""


def test_text_is_escaped_everywhere():
    evil = "<script>alert(1)</script>"
    html = render(
        "{% state e 'done' %}{% button e %}{% alert 'info' e %}{{ e }}{% endalert %}{% why ground %}{% facts facts %}"
        "{% data_table table %}{% diff changes %}{% chart chart %}{{ e|code_groups }}{% input_field 'a' e value=e %}",
        e=evil,
        ground=Ground(instrument=evil),
        facts=[Fact(label=evil, value=evil, publisher=evil)],
        table=Table(caption=evil, columns=[Column(key="a", label=evil)], rows=[{"a": evil, "href": evil}]),
        changes=[{"label": evil, "before": evil, "after": evil + "1"}],
        chart=Chart(title=evil, categories=[evil], series=[Series(name=evil, values=[1])]),
    )
    assert "<script>" not in html


def test_lateness_is_said_in_words_and_icon_not_by_colour_alone():
    html = render("{% deadline d %}", d=Deadline(due=date(2026, 6, 24), left=-3, unit="WD"))
    assert "已逾期 3 个工作日" in html
    assert "state-late" in html
    assert ICONS[TONE_ICONS["late"]] in html


def test_a_deadline_counts_itself_from_now(now):
    assert "还有 1 天" in render("{% deadline d %}", d=date(2026, 6, 30), now=now)
    assert "今天截止" in render("{% deadline d 'WD' %}", d=date(2026, 6, 29), now=now)


def test_an_unconfirmed_ground_says_so():
    assert "未经证实，可配置" in render("{% why g %}", g=Ground(instrument="《某办法》", confidence="M"))


def test_the_proof_mark_says_how_far_it_has_come():
    proof = Proof(state="witnessed", href="/audit/1", cosigned=2, witnesses=3)
    html = render("{% proof_mark p %}", p=proof)
    assert "已入账 · 见证 2/3" in html
    assert 'href="/audit/1"' in html
    assert "待入账" in render("{% proof_mark p %}", p=Proof(state="recorded"))


def test_sorting_keeps_the_search_and_starts_at_page_one():
    table = Table(caption="名单", columns=[Column(key="a", label="名称", sort="name")], rows=[{"a": 1}], sort="name")
    html = render("{% data_table t %}", path="/?q=%E8%8C%B6&page=4", t=table)
    assert 'href="?q=%E8%8C%B6&amp;sort=-name"' in html
    assert 'aria-sort="ascending"' in html


def test_an_empty_table_says_what_will_appear():
    table = Table(caption="名单", columns=[Column(key="a", label="名称")], rows=[], empty="列入后显示在这里。")
    html = render("{% data_table t %}", t=table)
    assert "列入后显示在这里。" in html
    assert "<table" not in html


def test_cells_carry_their_label_for_the_phone():
    table = Table(caption="名单", columns=[Column(key="a", label="名称")], rows=[{"a": None}])
    html = render("{% data_table t %}", t=table)
    assert 'data-label="名称"' in html
    assert "—" in html


def test_pages_are_links_with_the_search_kept():
    html = render("{% pagination p %}", path="/?q=x", p=Paginator(range(500), 50).page(2))
    assert 'href="?q=x&amp;page=3"' in html
    assert 'aria-current="page"' in html


def test_keyset_pages_need_no_count():
    assert 'href="?after=9"' in render("{% pagination p %}", p={"next_href": "?after=9"})


@pytest.mark.parametrize(
    ("number", "pages", "shown"),
    [(1, 1, [1]), (1, 4, [1, 2, 3, 4]), (1, 9, [1, 2, 3, None, 9]), (10, 20, [1, None, 8, 9, 10, 11, 12, None, 20])],
)
def test_the_window_of_pages(number, pages, shown):
    assert list(page_window(number, pages)) == shown


def test_a_chart_is_also_a_table():
    picture = Chart(title="已报", categories=["1月"], series=[Series(name="户", values=[1234])], unit="户")
    html = render("{% chart c %}", c=picture)
    assert 'data-label="户">1,234<' in html
    assert 'type="application/json"' in html


def test_a_running_job_says_how_far_and_that_it_can_be_left():
    html = render("{% progress j %}", j=Progress(title="导入", done=1, total=4, minutes_left=3, refresh="/jobs/1"))
    assert "25%" in html
    assert "大约还要 3 分钟" in html
    assert "可以离开本页" in html
    assert 'hx-get="/jobs/1"' in html


def test_a_difference_marks_characters_in_chinese_and_whole_numbers():
    before, after = difference("建设路 12 号", "建设东路 13 号")
    assert after == "建设<ins>东</ins>路 <ins>13</ins> 号"
    assert before == "建设路 <del>12</del> 号"


def test_a_value_kept_private_is_said_to_be():
    assert "企业选择不公示" in render("{% facts f %}", f=[Fact(label="营业总收入", value=5, hidden=True)])


def test_the_public_view_masks_hides_and_says_what_is_missing():
    lines = [
        {"id": "id_phone", "label": "电话", "value": "13800005678", "kind": "phone"},
        {"id": "id_a", "label": "营业总收入", "value": "12", "unit": "万元", "publish": "a_public", "public": False},
        {"id": "id_b", "label": "网店", "value": ""},
    ]
    html = render("{% public_view lines %}", lines=lines)
    assert "138****5678" in html
    assert "13800005678" not in html
    assert "12 万元" not in html
    assert "未填" in html


def test_a_share_is_said_in_numbers_beside_its_bar():
    board = Table(caption="进度", columns=[Column(key="done", label="已报", kind="share")], rows=[{"done": (1, 8)}])
    html = render("{% data_table t %}", t=board)
    assert "12.5%" in html
    assert "1 / 8" in html
    nothing = Table(caption="进度", columns=[Column(key="done", label="已报", kind="share")], rows=[{"done": (0, 0)}])
    assert "0 / 0" in render("{% data_table t %}", t=nothing)


@pytest.mark.parametrize("value", ["", None, "b", "2", 2, "<x>", ["2", "b"], "nothing such"])
def test_a_choice_is_written_as_django_writes_it(value):
    choices = [("", "请选择"), ("b", "白鹤<b>"), (2, "二"), ("2", "又是二"), ("<x>", 'a"b'), (None, "无")]
    attrs = {"aria-describedby": "x_help", "required": "required"}
    wanted = forms.Select(choices=choices).render("unit", value, {"id": "id_unit", **attrs, "class": "input"})
    assert plain_widget("unit", value, "select", choices, attrs) == re.sub(r"\n\s*\n", "\n", wanted)


def test_five_hundred_choices_need_no_template(monkeypatch):
    def refuse(*_args, **_more):
        raise AssertionError("a template for a choice")

    monkeypatch.setattr(forms.Select, "render", refuse)
    assert plain_widget("unit", "7", "select", [(str(n), f"第{n}单位") for n in range(500)], {}).count("<option") == 500

"""The catalogue tool, and that nothing of ours is left without English."""

import gettext

import pytest
from tools import messages


@pytest.fixture
def house(tmp_path):
    app = tmp_path / "shop"
    (app / "templates" / "shop").mkdir(parents=True)
    (app / "apps.py").write_text("")
    (app / "views.py").write_text(
        "from django.utils.translation import gettext as _, ngettext, pgettext\n"
        "a = _('提交年报')\nb = ngettext('%(n)d 户', '%(n)d 户', 2)\nc = pgettext('按钮', '返回')\n"
        "d = _('no Chinese')\n"
    )
    (app / "templates" / "shop" / "page.html").write_text(
        "{% load i18n %}{% translate '查企业' %}{% blocktranslate count n=2 %}共 {{ n }} 条{% plural %}共 {{ n }} 条"
        "{% endblocktranslate %}{{ _('真\"的') }}{% blocktranslate with a=b %}您好，{{ a }}{% endblocktranslate %}"
    )
    return tmp_path


def test_it_finds_what_python_and_templates_say(house):
    apps, wrong = messages.read(house)
    found = {(m.context, m.text, m.plural) for m in apps[house / "shop"]}
    assert found == {
        (None, "提交年报", None),
        (None, "%(n)d 户", "%(n)d 户"),
        ("按钮", "返回", None),
        (None, "查企业", None),
        (None, "共 %(n)s 条", "共 %(n)s 条"),
        (None, '真"的', None),
        (None, "您好，%(a)s", None),
    }
    assert not wrong


def test_what_has_no_english_is_named(house):
    assert len(messages.check(house)) == 7
    assert any("提交年报" in line for line in messages.check(house))


def test_extracting_keeps_the_english_and_drops_what_is_gone(house):
    messages.extract(house)
    path = messages.catalogue(house / "shop")
    path.write_text(
        path.read_text().replace('msgid "提交年报"\nmsgstr ""', 'msgid "提交年报"\nmsgstr "Submit the report"')
    )
    (house / "shop" / "templates" / "shop" / "page.html").unlink()
    messages.extract(house)
    text = path.read_text()
    assert "Submit the report" in text
    assert "查企业" not in text


def test_a_placeholder_the_chinese_does_not_have_is_refused(house):
    messages.extract(house)
    path = messages.catalogue(house / "shop")
    path.write_text(path.read_text().replace('msgid "返回"\nmsgstr ""', 'msgid "返回"\nmsgstr "Back to %(place)s"'))
    assert any("placeholder" in line for line in messages.check(house))


def test_a_text_that_is_not_a_literal_is_refused(house):
    (house / "shop" / "more.py").write_text("_(f'您好 {name}')")
    assert any("more.py:1" in line for line in messages.check(house))


def test_compiled_catalogues_are_readable(house):
    messages.extract(house)
    path = messages.catalogue(house / "shop")
    text = path.read_text().replace('msgstr[0] ""\nmsgstr[1] ""', 'msgstr[0] "%(n)d firm"\nmsgstr[1] "%(n)d firms"', 1)
    path.write_text(text)
    assert messages.compile_all(house) == 1
    with path.with_suffix(".mo").open("rb") as file:
        assert "firms" in gettext.GNUTranslations(file).ngettext("%(n)d 户", "%(n)d 户", 2)


def test_the_web_app_has_all_its_english():
    assert not [line for line in messages.check() if line.startswith("web:")]

"""What a web process loads before it is asked, and that the collector then leaves it alone."""

import gc

from django.template import engines
from django.urls import URLResolver, get_resolver

from gongbao.config import front_settling
from gongbao.register.entities.finding import search


def test_every_list_of_addresses_is_loaded():
    front_settling._load(get_resolver())
    waiting = [get_resolver()]
    while waiting:
        one = waiting.pop()
        assert "url_patterns" in vars(one), one
        waiting += [part for part in one.url_patterns if isinstance(part, URLResolver)]


def test_templates_of_both_wings_are_there_before_the_first_page():
    front_settling._load_templates()
    known = engines["django"].engine.template_loaders[0].get_template_cache
    assert {"desk/item.html", "entities/search.html"} <= set(known)


def test_what_stands_is_frozen():
    try:
        before = gc.get_freeze_count()
        front_settling.freeze()
        assert gc.get_freeze_count() > before + 10_000
    finally:
        gc.unfreeze()


def test_a_database_that_does_not_answer_is_no_reason_to_stop(monkeypatch, caplog):
    def fails():
        raise OSError("no route")

    monkeypatch.setattr(search, "warm_up", fails)
    front_settling._warm_up()
    assert "the first question will" in caplog.text

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor, ActorKind, command
from gongbao.foundation.events.registry import register

pytestmark = pytest.mark.django_db


def test_the_server_is_new_enough():
    assert connection.cursor().connection.info.server_version >= 150000


def test_an_event_without_a_declared_name_is_refused(now):
    with pytest.raises(ValueError, match="undeclared"):
        record_event(name="nobody.knows-it", by=command("test"), now=now, subject=("test", 1))


def test_an_event_without_an_actor_is_refused():
    with pytest.raises(ValueError, match="actor"):
        Actor(kind=ActorKind.USER, id="", label="")


def test_the_database_itself_refuses_an_event_without_actor(now):
    name = register("test.happened", "测试", "test")
    event = record_event(name=name, by=command("test"), now=now, subject=("test", 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        type(event).objects.filter(pk=event.pk).update(actor_id="")

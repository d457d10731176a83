"""Somebody acting."""

from gongbao.foundation.events.actor import Actor, ActorKind


def acting(user):
    return Actor(kind=ActorKind.USER, id=str(user.pk), label=str(user))

"""Subscriptions and the messages sent to them."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from gongbao.foundation.accounts import policies
from gongbao.foundation.accounts.models import User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.register.subscriptions.models import Delivery, DeliveryState, Standing, Subscription

WAITING, DELIVERED = DeliveryState.WAITING, DeliveryState.DELIVERED


def organisations_of(user: User) -> list[int]:
    """The organisations for which a user may follow the lists."""
    held = policies.memberships(user)
    return [one.organisation_id for one in held if Permission.LISTS_SUBSCRIBE.value in one.role.permissions]


def subscriptions_of(organisations: Sequence[int]) -> QuerySet[Subscription]:
    """What these organisations follow: what runs first, then the newest."""
    rows = Subscription.objects.filter(organisation_id__in=organisations).defer("secret", "old_secret")
    return rows.order_by(F("ended_at").desc(nulls_first=True), "-made_at")


def every_subscription() -> QuerySet[Subscription]:
    """Everybody who follows the lists, for the office: who fails first."""
    rows = Subscription.objects.exclude(standing=Standing.ENDED).select_related("organisation")
    return rows.defer("secret", "old_secret").order_by(
        F("failing_since").asc(nulls_last=True), "organisation__name", "id"
    )


def subscription(subscription_id: UUID, organisations: Sequence[int]) -> Subscription | None:
    """One subscription of these organisations."""
    rows = Subscription.objects.filter(pk=subscription_id, organisation_id__in=organisations)
    return rows.select_related("organisation").first()


def deliveries(subscription: Subscription, show: str = "") -> QuerySet[Delivery]:
    """The messages of a subscription, newest first: all, or waiting, retrying, delivered."""
    rows = Delivery.objects.filter(subscription=subscription).select_related("event").order_by("-sequence")
    wanted = {
        "waiting": Q(state=WAITING, attempts=0),
        "retrying": Q(state=WAITING, attempts__gt=0),
        "delivered": Q(state=DELIVERED),
    }
    return rows.filter(wanted[show]) if show in wanted else rows


def counts(subscription: Subscription) -> dict[str, int]:
    """How many messages wait, are being retried, were delivered lately."""
    return Delivery.objects.filter(subscription=subscription).aggregate(
        waiting=Count("id", filter=Q(state=WAITING, attempts=0)),
        retrying=Count("id", filter=Q(state=WAITING, attempts__gt=0)),
        delivered=Count("id", filter=Q(state=DELIVERED)),
    )


def waiting_of(subscription_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many messages wait for each."""
    rows = Delivery.objects.filter(subscription_id__in=subscription_ids, state=WAITING)
    return dict(rows.values_list("subscription_id").annotate(n=Count("id")))

"""Reach: an officer by region, a firm and its agent by mandate, a visitor nowhere."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from gongbao.foundation.accounts import policies
from gongbao.foundation.accounts.models import Mandate, Membership, Organisation, Role, User
from gongbao.foundation.accounts.permissions import Permission

pytestmark = pytest.mark.django_db


def member(now, kind, permissions, region="999101"):
    role, _ = Role.objects.get_or_create(code="-".join(permissions), zh="x", en="x", permissions=permissions)
    organisation = Organisation.objects.create(kind=kind, name=kind, region=region, created_at=now)
    user = User.objects.create_user(f"{kind}{User.objects.count()}", display_name="丁某某")
    Membership.objects.create(user=user, organisation=organisation, role=role, region=region, since=date(2026, 1, 1))
    return user, organisation


def test_an_officer_reaches_the_own_region_and_what_lies_below(now):
    user, _ = member(now, "authority", ["listing.decide"])
    assert policies.may(user, Permission.LISTING_DECIDE, region="999101003")
    assert not policies.may(user, Permission.LISTING_DECIDE, region="999102003")
    assert not policies.may(user, Permission.LISTING_DECIDE, region="9991")
    assert not policies.may(user, Permission.SEASON_SIGN, region="999101003")
    assert policies.regions(user, Permission.LISTING_DECIDE) == ["999101"]
    assert list(policies.users_who_may(Permission.LISTING_DECIDE, region="999101003")) == [user]
    assert not policies.users_who_may(Permission.LISTING_DECIDE, region="999102")


def test_a_clerk_reaches_only_entities_with_a_mandate_in_force(now):
    user, firm = member(now, "enterprise", ["filing.submit"])
    Mandate.objects.create(entity_id=7, organisation=firm, own=True, since=date(2026, 1, 1))
    Mandate.objects.create(entity_id=8, organisation=firm, own=False, since=date(2026, 1, 1), until=date(2026, 2, 1))
    assert policies.may(user, Permission.FILING_SUBMIT, entity_id=7)
    assert not policies.may(user, Permission.FILING_SUBMIT, entity_id=8)
    assert not policies.may(user, Permission.FILING_SUBMIT, entity_id=9)
    assert list(policies.entity_ids(user)) == [7]


def test_a_firms_region_gives_it_no_power_over_the_place(now):
    user, _ = member(now, "enterprise", ["filing.submit"])
    assert not policies.may(user, Permission.FILING_SUBMIT, region="999101003")


def test_a_visitor_may_nothing():
    assert not policies.has(AnonymousUser(), Permission.FILING_SUBMIT)
    assert not policies.may(AnonymousUser(), Permission.FILING_SUBMIT, entity_id=7)


def test_a_membership_that_ended_or_a_blocked_user_counts_no_more(now):
    user, organisation = member(now, "authority", ["listing.decide"])
    organisation.memberships.update(until=date(2026, 2, 1))
    assert not policies.has(User.objects.get(pk=user.pk), Permission.LISTING_DECIDE)
    user, _ = member(now, "authority", ["listing.decide"])
    user.is_active = False
    assert not policies.has(user, Permission.LISTING_DECIDE)


def test_memberships_are_asked_for_once(now, django_assert_num_queries):
    user, _ = member(now, "authority", ["listing.decide"])
    with django_assert_num_queries(1):
        policies.has(user, Permission.LISTING_DECIDE)
        policies.regions(user, Permission.LISTING_DECIDE)

"""A county with two firms, a shop, three inspectors and the office's people."""

import io
import struct
import zlib
from datetime import date, datetime

import pytest

from gongbao.foundation.accounts.actions import ensure_roles
from gongbao.foundation.accounts.models import Mandate, Membership, Organisation, Role, User
from gongbao.foundation.clock import CHINA
from gongbao.foundation.codes.models import Division
from gongbao.foundation.events.actor import Actor, ActorKind
from gongbao.register.entities.models import Entity, EntityCode
from gongbao.register.listings.actions import Evidence
from gongbao.register.spotchecks.models import Inspector

NOW = datetime(2025, 11, 3, 9, 0, tzinfo=CHINA)


def png(colour: int = 0) -> bytes:
    """A picture of one point."""

    def part(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    line = zlib.compress(bytes([0, colour]))
    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", line) + part(b"IEND", b"")


def picture(colour: int = 0, name: str = "门头.png") -> Evidence:
    return Evidence(stream=io.BytesIO(png(colour)), name=name)


@pytest.fixture
def office(db, settings):
    settings.DEMO = True  # the second factor has tests of its own
    ensure_roles(now=NOW)
    Division.objects.create(
        code="999101", name="青岚县", full_name="青岚县", level=3, valid_from=date(2000, 1, 1), source="test"
    )
    return Organisation.objects.create(kind="authority", name="青岚县市场监督管理局", region="999101", created_at=NOW)


@pytest.fixture
def person(office):
    """person(name, role): an account of the office."""

    def make(username, role, organisation=None):
        user = User.objects.create_user(username, display_name=f"{username}某某")
        Membership.objects.create(
            user=user,
            organisation=organisation or office,
            role=Role.objects.get(code=role),
            region="999101",
            since=date(2025, 1, 1),
        )
        return user

    return make


@pytest.fixture
def people(office, person):
    """Three inspectors with accounts, a regulator who reviews."""
    made = {}
    for place, name in enumerate(("甲一", "乙二", "丙三"), 1):
        made[name] = person(f"inspector{place}", "inspector")
        Inspector.objects.create(
            organisation=office, user=made[name], code=f"QL00{place}", name=name, since=NOW, qualifications=[]
        )
    made["reviewer"] = person("regulator", "regulator")
    return made


def acting(user) -> Actor:
    return Actor(kind=ActorKind.USER, id=str(user.pk), label=str(user))


@pytest.fixture
def firm(office):
    def make(number=1, **given):
        entity = Entity.objects.create(
            name=given.pop("name", f"青岚第{number}茶业有限公司"),
            code=f"9199910{number:011}",
            category=given.pop("category", "enterprise"),
            status="1",
            standing="active",
            established_on=date(2019, 5, 6),
            region="999101001",
            address=f"青岚县城关镇茶市街{number}号",
            source="test",
            recorded_at=NOW,
            changed_at=NOW,
        )
        EntityCode.objects.create(value=entity.code, scheme="uscc", entity_id=entity.id)
        return entity

    return make


@pytest.fixture
def clerk(person):
    """clerk(entity): the firm's own liaison officer."""

    def make(entity, username="clerk"):
        own = Organisation.objects.create(
            kind="enterprise", name=entity.name, code=entity.code, region=entity.region, created_at=NOW
        )
        Mandate.objects.create(entity_id=entity.id, organisation=own, own=True, since=date(2025, 1, 1))
        return person(username, "clerk", own)

    return make

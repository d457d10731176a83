"""A small reporting line in 青岚县: the county's desk above it the city's, two townships, and who works there."""

from datetime import date
from types import SimpleNamespace

import pytest
from tests.integration.briefing.duty_line import leader, lodge, night, roster  # noqa: F401 (fixtures)
from tests.integration.briefing.exchange_line import world  # noqa: F401 (fixtures)
from tests.integration.briefing.people import acting
from tests.integration.briefing.targets_line import imported, measured  # noqa: F401 (fixtures)

from gongbao.briefing.bulletins import actions
from gongbao.briefing.desk import actions as desk
from gongbao.briefing.items.actions import Draft, begin_item, load_starting_data
from gongbao.briefing.items.actions import lodge as lodge_item
from gongbao.briefing.units.actions import open_unit
from gongbao.foundation.accounts.actions import ensure_roles
from gongbao.foundation.accounts.models import Membership, Organisation, Role, User
from gongbao.foundation.events.actor import command

SETTING = command("test")


@pytest.fixture
def line(db, now, settings):
    settings.DEMO = True  # the second factor has tests of its own
    ensure_roles(now=now)
    load_starting_data(by=SETTING, now=now)

    def unit(name, level, above=None, region="999101", desk=False):
        body = Organisation.objects.create(kind="unit", name=name, region=region, created_at=now)
        return open_unit(
            organisation=body,
            level=level,
            short=name.removeprefix("青岚县"),
            reports_to=above,
            desk=desk,
            by=SETTING,
            now=now,
        )

    def person(name, unit, role):
        user = User.objects.create_user(name, display_name=f"{name}某")
        Membership.objects.create(
            user=user,
            organisation=unit.organisation,
            role=Role.objects.get(pk=role),
            region=unit.organisation.region,
            since=date(2026, 1, 1),
        )
        return user

    city = unit("青云市信息科", "city", desk=True, region="9991")
    desk = unit("青岚县信息科", "county", above=city, desk=True)
    shimen = unit("石门镇", "township", above=desk, region="999101004")
    songping = unit("松坪镇", "township", above=desk, region="999101003")
    return SimpleNamespace(
        city=city,
        desk=desk,
        shimen=shimen,
        songping=songping,
        officer=person("shi", shimen, "info-officer"),
        second=person("men", shimen, "info-officer"),
        other=person("song", songping, "info-officer"),
        editor=person("bian", desk, "editor"),
        editor2=person("ji", desk, "editor"),
        chief=person("zhang", desk, "desk-chief"),
    )


@pytest.fixture
def lodged(line, now):
    """lodged(title, body, unit, author): an item at the county's desk."""

    def make(
        title="石门镇茶园滑坡，12人转移",
        body="6月28日夜，石门镇茶园滑坡，转移12人，无人伤亡。",
        unit=None,
        author=None,
        **kw,
    ):
        author = author or line.officer
        made = begin_item(
            unit=unit or line.shimen,
            author=author,
            draft=Draft(title=title, body=body, **kw),
            by=acting(author),
            now=now,
        )
        return lodge_item(item_id=made.pk, turn=made.turn, by=acting(author), now=now)

    return make


@pytest.fixture
def adopted(line, lodged, now):
    def make(title, body="石门镇转移12人。\n一、基本情况\n下午起连降大雨。", use="own", **kw):
        by = acting(line.editor)
        item = lodged(title=title, body=body, **kw)
        desk.claim(item_id=item.pk, editor=line.editor, turn=None, by=by, now=now)
        made = desk.join_items(desk=line.desk, items=[item.pk], editor=line.editor, by=by, now=now)
        desk.adopt(manuscript_id=made.pk, use=use, by=by, now=now)
        return made

    return make


@pytest.fixture
def periodical(line, now):
    by = acting(line.chief)
    made = actions.begin_periodical(desk=line.desk, name="青岚信息", issuer="青岚县信息科", by=by, now=now)
    actions.add_reader(periodical=made, line="up", words="市信息科", user=None, copies=2, by=by, now=now)
    actions.add_reader(periodical=made, line="peers", words="县领导", user=line.chief, copies=1, by=by, now=now)
    return made


@pytest.fixture
def make_issue(line, periodical, now):
    """make_issue(manuscripts): an issue with them in its columns, proofread by two."""

    def make(manuscripts, now=now, *, supplement=False):
        by = acting(line.editor)
        issue = actions.open_issue(periodical=periodical, supplement=supplement, by=by, now=now)
        for number, one in enumerate(manuscripts):
            column = periodical.columns.order_by("order")[number % 2]
            actions.place(issue_id=issue.pk, manuscript_id=one.pk, column=column, by=by, now=now)
        for reader in (line.editor, line.editor2):
            actions.pass_proof(issue_id=issue.pk, user=reader, by=acting(reader), now=now)
        return issue

    return make

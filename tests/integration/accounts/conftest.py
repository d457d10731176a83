"""A small authority, a firm and an agent, with people in them."""

from types import SimpleNamespace

import pytest

from gongbao.foundation.accounts import actions
from gongbao.foundation.accounts.models import Role, User
from gongbao.foundation.events.actor import command

PASSWORD = "correct-horse-9"


@pytest.fixture
def office(db, now):
    """The made-up county: an authority with an administrator, one other county, a firm with its clerk, an agent."""
    by = command("test")
    actions.ensure_roles(now=now, by=by)
    made = {
        key: actions.create_organisation(kind=kind, name=name, region=region, code=code, by=by, now=now)
        for key, kind, name, region, code in [
            ("authority", "authority", "青岚县市场监督管理局", "999101", ""),
            ("elsewhere", "authority", "云泽县市场监督管理局", "999102", ""),
            ("firm", "enterprise", "青岚县松月茶业有限公司", "999101003", "91999101MA0000001X"),
            ("agent", "agent", "青岚县百汇代理记账有限公司", "999101001", "91999101MA0000002Y"),
        ]
    }
    roles = {role.code: role for role in Role.objects.all()}
    people = {
        name: User.objects.create_user(name, display_name=f"{name}某", date_joined=now)
        for name in ["admin", "auditor", "regulator", "clerk", "helper", "stranger"]
    }
    for name, role, organisation in [
        ("admin", "county-admin", "authority"),
        ("auditor", "auditor", "authority"),
        ("regulator", "regulator", "authority"),
        ("clerk", "clerk", "firm"),
        ("helper", "agent", "agent"),
        ("stranger", "county-admin", "elsewhere"),
    ]:
        actions.appoint(user=people[name], organisation=made[organisation], role=roles[role], by=by, now=now)
    actions.grant_mandate(entity_id=7, organisation=made["firm"], own=True, by=by, now=now)
    return SimpleNamespace(**made, **people, roles=roles, by=by)

"""What a person may find, said once as SQL: every question to the documents goes through it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from gongbao.briefing.bulletins.models import Copy
from gongbao.briefing.memory.rules import key
from gongbao.briefing.units import reach
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts import policies
from gongbao.foundation.accounts.models import User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.policies import Visitor

FEW = 500
# A reader finds what was addressed to them while the issue is in force: asked of the copies themselves, at that moment.
MAY_READ = """
(
    d.writers && %(writes)s::bigint[]
    OR d.desk_id = ANY(%(desks)s)
    OR (d.below AND d.desk_id = ANY(%(above)s))
    OR d.leader_id = %(leader)s
    OR (
        %(reads)s AND d.issue_id IS NOT NULL AND EXISTS (
            SELECT 1 FROM bulletins_copy c JOIN bulletins_issue s ON s.id = c.issue_id
            WHERE c.issue_id = d.issue_id AND c.user_id = %(user)s AND s.state = 'signed'
        )
    )
)
"""


@dataclass(frozen=True, slots=True)
class Reach:
    """The parameters of MAY_READ, and the keys that narrow the index to them."""

    params: dict[str, Any]
    keys: list[int]
    issues: list[UUID] | None = None  # of who reads a few issues and nothing else: looked up, not searched for

    @property
    def nothing(self) -> bool:
        return not self.keys


def reach_of(user: Visitor) -> Reach:
    """What this user may find, by the appointments they hold now."""
    if not user.is_authenticated:
        return Reach({}, [])
    writes = reach.organisations(user, Permission.ITEM_WRITE)
    desks = reach.organisations(user, Permission.DESK_WORK)
    reads = policies.has(user, Permission.BULLETIN_READ)
    leads = policies.has(user, Permission.INSTRUCT)
    issues = _few_issues(user) if reads and not (writes or desks or leads) else None
    reads = reads and issues != []
    above = list(Unit.objects.filter(pk__in=writes, reports_to__isnull=False).values_list("reports_to_id", flat=True))
    keys = [key("w", one) for one in writes] + [key("d", one) for one in desks] + [key("b", one) for one in above]
    keys += [key("k", "entry")] if reads else []
    keys += [key("l", user.pk)] if leads else []
    params = {
        "writes": writes,
        "desks": desks,
        "above": above,
        "reads": reads,
        "leader": user.pk if leads else -1,
        "user": user.pk,
    }
    return Reach(params, keys, issues)


def _few_issues(user: User) -> list[UUID] | None:
    """The issues a reader holds, if they are few: of many, whatever is newest is soon found."""
    held = list(Copy.objects.filter(user=user, issue__state="signed").values_list("issue_id", flat=True)[: FEW + 1])
    return held if len(held) <= FEW else None

"""Committing a draw: the pool is fixed, the secret drawn and sealed, and the manifest goes into the log, in one
transaction, before the public entropy exists.
"""

import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from gongbao.foundation.draws import names, refusals, sealing
from gongbao.foundation.draws.actions.planning import latest_commitment, locked, named_lottery, void_rule
from gongbao.foundation.draws.models import Conflict, Draw, Examiner, Plan, PlanState, Seal
from gongbao.foundation.draws.pools import Officer, Pool, Tree, tree_of
from gongbao.foundation.draws.rules import Wish, parts
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.ledger.actions import enqueue
from gongbao.kernel.draw.faults import DrawFault
from gongbao.kernel.draw.manifest import Manifest, Stratum
from gongbao.kernel.draw.pool import SALT_BYTES, Member, conflicts_root, pool_root, salted
from gongbao.kernel.draw.tickets import check_room

# The same bytes as kernel/draw/pool.py Member.entry, and RFC 6962's leaf over them.
_FRAME = """
CREATE TEMP TABLE draws_frame ON COMMIT DROP AS
SELECT party_id, identifier, stratum, excluded, salt, entry, sha256('\\x00'::bytea || entry) AS leaf FROM (
  SELECT party_id, identifier, stratum, excluded, salt,
    sha256(convert_to(E'draw/member/v1\\n', 'UTF8') || int2send({salt}::int2) || salt
      || int2send(octet_length(convert_to(stratum, 'UTF8'))::int2) || convert_to(stratum, 'UTF8')
      || int2send(octet_length(convert_to(identifier, 'UTF8'))::int2) || convert_to(identifier, 'UTF8')) AS entry
  FROM (
    SELECT party_id, identifier, stratum, excluded,
      substr(sha256(uuid_send(gen_random_uuid())), 1, {salt}) AS salt
    FROM ({query}) AS party (party_id, identifier, stratum, excluded) OFFSET 0
  ) AS salted OFFSET 0
) AS entered
"""
_TWICE = "SELECT identifier FROM draws_frame WHERE excluded = '' GROUP BY identifier HAVING count(*) > 1 LIMIT 1"
_SIZES = "SELECT stratum, count(*) FROM draws_frame WHERE excluded = '' GROUP BY stratum ORDER BY stratum"
_OUT = "SELECT excluded, count(*) FROM draws_frame WHERE excluded <> '' GROUP BY excluded"
_MEMBERS = """
INSERT INTO draws_member (party_id, draw_id, identifier, stratum, excluded, salt, position)
SELECT party_id, %s, identifier, stratum, '', salt, row_number() OVER (ORDER BY entry) - 1 FROM draws_frame
WHERE excluded = ''
UNION ALL SELECT party_id, %s, identifier, '', excluded, NULL, NULL FROM draws_frame WHERE excluded <> ''
"""
_LEAVES = "SELECT leaf FROM draws_frame WHERE excluded = '' ORDER BY entry"
_CONFLICTS = "SELECT party_id, identifier FROM draws_frame WHERE excluded = '' AND party_id = ANY(%s)"
CHUNK = 20_000


@transaction.atomic
def commit_draw(*, plan_id: UUID, pool: Pool, officers: Sequence[Officer], by: Actor, now: datetime) -> Draw:
    """Fix the pool, seal the secret, log the manifest. Refusal, and nothing is written, when a rule says no."""
    plan = locked(plan_id, PlanState.APPROVED)
    until = latest_commitment(plan.beacon, plan.commit_by)
    if now > until:
        raise refusals.too_late(until)
    sizes, excluded = _frame(pool)
    with connection.cursor() as cursor:
        tree = tree_of(_leaves(cursor))
    inspectors = _inspectors(officers, plan.each)
    conflicts = _conflicts(officers)
    secret = secrets.token_bytes(32)
    fixed = _Fixed(sizes, excluded, tree, inspectors, conflicts)
    try:
        manifest = _manifest(plan, pool, fixed, secret)
        body = manifest.to_bytes()
        _enough(manifest, inspectors, conflicts)
    except DrawFault as fault:
        raise refusals.of(fault) from fault
    draw = _write(plan, manifest, body, tree, secret, by, now)
    _fill(draw, officers, inspectors, conflicts)
    record_event(
        name=names.COMMITTED,
        by=by,
        now=now,
        subject=(names.SUBJECT, plan.id),
        detail={"number": plan.number, "pool": draw.members, "quota": draw.quota, "manifest": draw.digest.hex()},
    )
    return draw


@dataclass(frozen=True, slots=True)
class _Fixed:
    """What a commitment fixes: the pool's sizes and tree, who is left out, the inspectors and their conflicts."""

    sizes: Mapping[str, int]
    excluded: Mapping[str, int]
    tree: Tree
    inspectors: Sequence[Member]
    conflicts: Sequence[tuple[int, Member]]


def _manifest(plan: Plan, pool: Pool, fixed: _Fixed, secret: bytes) -> Manifest:
    quotas, shared = parts(fixed.sizes, _wishes(plan))
    return Manifest(
        plan=plan.number,
        title=plan.title,
        mode=plan.mode,
        authorities=tuple(plan.authorities.splitlines()),
        approved_by=plan.approved_by,
        snapshot=pool.snapshot,
        scope=pool.scope,
        area=pool.area,
        floor=pool.floor,
        excluded=fixed.excluded,
        committed_by=plan.commit_by,
        reveal_by=plan.reveal_by,
        pool_root=fixed.tree.root,
        strata=tuple(Stratum(code, pool.definition(code), size, quotas[code]) for code, size in fixed.sizes.items()),
        parts=shared,
        beacon=plan.beacon,
        lotteries=tuple(named_lottery(line) for line in plan.lotteries.splitlines()),
        secret_commitment=sha256(secret).digest(),
        inspectors_root=pool_root(fixed.inspectors),
        conflicts_root=conflicts_root([one for _, one in fixed.conflicts]),
        cap=plan.cap,
        each=plan.each,
        void=void_rule(plan.lotteries),
    )


def _frame(pool: Pool) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """The pool in a table of this transaction: sizes by stratum, and how many are left out by reason."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS draws_frame")
        cursor.execute(_FRAME.format(query=pool.query, salt=SALT_BYTES), pool.params)
        cursor.execute(_TWICE)
        twice = cursor.fetchone()
        if twice:
            raise refusals.of(
                DrawFault(
                    "pool-twice",
                    f"{twice[0]} 在名单里出现了两次：每户只能有一签。请先在登记数据中合并。",
                    f"{twice[0]} is in the pool twice: each has one ticket. Merge it in the register first.",
                )
            )
        cursor.execute(_SIZES)
        sizes = dict(cursor.fetchall())
        if not sizes:
            raise refusals.of(
                DrawFault(
                    "pool-empty",
                    "抽查对象名单是空的：请放宽范围，或检查登记数据。",
                    "The pool is empty: widen the scope, or look at the register.",
                )
            )
        cursor.execute(_OUT)
        return sizes, dict(cursor.fetchall())


def _leaves(cursor: Any) -> Iterator[bytes]:
    cursor.execute("DECLARE draws_leaves NO SCROLL CURSOR FOR " + _LEAVES)
    while True:
        cursor.execute(f"FETCH {CHUNK} FROM draws_leaves")
        rows = cursor.fetchall()
        if not rows:
            break
        for (leaf,) in rows:
            yield bytes(leaf)
    cursor.execute("CLOSE draws_leaves")


def _inspectors(officers: Sequence[Officer], each: int) -> list[Member]:
    if len({officer.code for officer in officers}) < max(each, 2):
        raise refusals.of(
            DrawFault(
                "inspectors-too-few",
                f"可派的检查人员只有 {len(officers)} 人，每次检查至少 {each} 人：请先补充检查人员名录。",
                f"Only {len(officers)} inspectors may be sent; each visit needs {each}: add inspectors first.",
            )
        )
    try:
        return salted([(officer.code, "") for officer in officers])
    except DrawFault as fault:
        raise refusals.of(fault) from fault


def _conflicts(officers: Sequence[Officer]) -> list[tuple[int, Member]]:
    """Every conflict with a party of the pool, with its salt; the leaf names firm and inspector."""
    parties = sorted({party for officer in officers for party in officer.conflicts})
    if not parties:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_CONFLICTS, [parties])
        known = dict(cursor.fetchall())
    return [
        (party, Member(known[party], officer.code, secrets.token_bytes(SALT_BYTES)))
        for officer in officers
        for party in sorted(officer.conflicts)
        if party in known
    ]


def _wishes(plan: Plan) -> list[Wish]:
    own = [Wish(plan.rate, plan.count)]
    return own + [Wish(s.rate, s.count, s.key, s.authority) for s in plan.shares.order_by("id")[:1_000]]


def _enough(manifest: Manifest, inspectors: Sequence[Member], conflicts: Sequence[tuple[int, Member]]) -> None:
    """Somebody must be drawn, and whoever is drawn must find inspectors."""
    if not manifest.quota:
        raise DrawFault("quota-zero", "按这个方案一户也抽不到：请提高比例。", "Nobody would be drawn: raise the rate.")
    barred = Counter(party for party, _ in conflicts)
    most = max(barred.values(), default=0)
    check_room(len(inspectors), manifest.quota, cap=manifest.cap, each=manifest.each, most_conflicts=most)


def _write(plan: Plan, manifest: Manifest, body: bytes, tree: Tree, secret: bytes, by: Actor, now: datetime) -> Draw:
    sealed = enqueue(record=plan.id, version=1, kind=names.MANIFEST, body=body, now=now)
    draw = Draw(
        plan=plan,
        body=body,
        salt=sealed.salt,
        commitment=sealed.commitment,
        digest=sha256(body).digest(),
        secret_commitment=manifest.secret_commitment,
        sealed_secret=sealing.seal(secret),
        subtrees=tree.subtrees,
        members=sum(stratum.size for stratum in manifest.strata),
        area=manifest.area,
        quota=manifest.quota,
        committed_at=now,
        committed_by=by.label[:80],
    )
    try:
        with transaction.atomic():
            Plan.objects.filter(id=plan.id).update(state=PlanState.COMMITTED)
    except IntegrityError as error:
        raise refusals.undirected_twice(plan.year) from error
    draw.save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT fingerprint FROM draws_plan WHERE id = %s", [plan.id])
        (fingerprint,) = cursor.fetchone() or ("",)
    Seal.objects.create(
        draw=draw, fingerprint=fingerprint, digest=draw.digest, secret_commitment=draw.secret_commitment
    )
    return draw


def _fill(
    draw: Draw, officers: Sequence[Officer], inspectors: Sequence[Member], conflicts: Sequence[tuple[int, Member]]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_MEMBERS, [draw.pk, draw.pk])
    people = {officer.code: officer for officer in officers}
    Examiner.objects.bulk_create(
        Examiner(
            draw=draw,
            code=one.identifier,
            name=people[one.identifier].name,
            user_id=people[one.identifier].user_id,
            salt=one.salt,
            position=position,
        )
        for position, one in enumerate(inspectors)
    )
    Conflict.objects.bulk_create(
        (
            Conflict(party_id=party, draw=draw, code=one.stratum, identifier=one.identifier, salt=one.salt)
            for party, one in conflicts
        ),
        batch_size=2_000,
    )

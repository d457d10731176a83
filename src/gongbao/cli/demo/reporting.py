"""The reporting line's part of the story: the county's desk, who reports to it, and what they sent in June 2026."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from gongbao.briefing.assessment import actions as assessment
from gongbao.briefing.bulletins import actions as bulletins
from gongbao.briefing.bulletins import selectors as printing
from gongbao.briefing.bulletins.models import Issue
from gongbao.briefing.desk import actions as desk
from gongbao.briefing.instructions import actions as instructions
from gongbao.briefing.items import actions as items
from gongbao.briefing.items.models import Item
from gongbao.briefing.units import actions as units
from gongbao.briefing.units.models import Level, Unit
from gongbao.cli.demo import levels, night, past
from gongbao.cli.demo import line as lines
from gongbao.cli.demo.accounts import PASSWORD, REPORTING
from gongbao.cli.demo.county import COUNTY, TOWNSHIPS
from gongbao.foundation.accounts import actions as accounts
from gongbao.foundation.accounts.models import Membership, Role, User
from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.actor import Actor, ActorKind, command

BY = command("demo", "演示")
DEPARTMENTS = [
    "发展和改革局",
    "教育局",
    "工业和信息化局",
    "公安局",
    "民政局",
    "司法局",
    "财政局",
    "人力资源和社会保障局",
    "自然资源局",
    "住房和城乡建设局",
    "交通运输局",
    "水利局",
    "农业农村局",
    "商务局",
    "文化和旅游局",
    "卫生健康局",
    "退役军人事务局",
    "应急管理局",
    "审计局",
    "统计局",
    "医疗保障局",
    "林业局",
    "信访局",
    "生态环境分局",
    "税务局",
    "气象局",
    "消防救援大队",
    "供电公司",
    "总工会",
    "督查室",
]
DIRECT = ["茶城社区", "临溪工业园", "青岚茶业集团", "第一中学", "县人民医院", "竹溪口村", "白鹤湿地管理处", "城东社区"]


@dataclass(frozen=True, slots=True)
class Told:
    """One item of the story: who sent it when, and what the desk did with it."""

    unit: str
    at: datetime
    title: str
    body: str
    fate: str
    type: str = "dynamic"
    mood: str = "plain"
    stage: str = ""


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(date(2026, 6, day), time(hour, minute), CHINA)


STORY = [
    Told(
        "石门镇",
        _at(2, 9),
        "石门镇夏茶开采，首日收购鲜叶3.2万斤",
        "6月1日，石门镇夏茶全面开采，首日收购鲜叶3.2万斤，均价每斤4.6元，比去年同期高0.4元。全镇32家茶企备足周转箱1.1万只，"
        "组织采茶工860人。主要困难是短途冷藏车不足，约两成鲜叶要等3小时以上才能进厂。",
        "own",
        mood="good",
        stage="after",
    ),
    Told(
        "松坪镇",
        _at(3, 15),
        "松坪镇反映村道会车难",
        "松坪镇12个行政村中有7个村的进村路宽不足4米，采茶季每天会车受阻约40次。建议在弯道和坡顶增设会车道26处，"
        "概算78万元，村里可以出工出地。",
        "joined",
        type="problem",
        mood="bad",
    ),
    Told(
        "临溪镇",
        _at(4, 10),
        "临溪镇鲜叶运输高峰堵在村口",
        "临溪镇采茶季早晚高峰有5个村口拥堵，鲜叶平均晚到1.5小时。镇里已分时段放行，仍建议拓宽3处村口。",
        "joined",
        type="problem",
        mood="bad",
    ),
    Told(
        "农业农村局",
        _at(8, 11),
        "茶小绿叶蝉虫口密度偏高，建议提前统防",
        "6月5日至7日抽查20个茶园，平均百叶虫口11.6头，高于去年同期8.2头。未来一周多雨，预计15日前后达到防治指标。"
        "建议12日前组织统防，优先石门、松坪、桐花3个乡镇，用药以植物源为主。",
        "upward",
        type="study",
        stage="before",
    ),
    Told(
        "城东社区",
        _at(10, 16),
        "居民盼望农贸市场早市延长",
        "走访居民62户，其中48户希望农贸市场早市由6点至9点延长到10点。摊主普遍愿意，顾虑是清扫时间不够。",
        "kept",
        type="opinion",
    ),
    Told(
        "桐花乡",
        _at(12, 9),
        "桐花乡举行采茶比赛",
        "桐花乡举行采茶比赛，很热闹。",
        "returned",
        mood="good",
    ),
    Told(
        "卫生健康局",
        _at(18, 10),
        "暑期防溺水联防：12个乡镇设救生点46处",
        "截至6月17日，12个乡镇在河段、水库设救生点46处，配救生圈、绳索各92套，安排巡查员138人，每日两班。"
        "主要缺口是夜间照明，46处中有19处没有路灯，建议由水利、城管部门7月10日前补齐。",
        "own",
        type="experience",
    ),
    Told(
        "水利局",
        _at(24, 17),
        "3座小型水库超汛限水位0.2至0.5米",
        "截至24日16时，竹溪、北涧、大塘3座小型水库超汛限水位0.2至0.5米，均已按预案泄水，下游沿河6个村已通知到户。",
        "claimed",
        mood="bad",
    ),
    Told(
        "石门镇",
        _at(28, 20, 30),
        "石门镇连降大雨，转移地质灾害点群众12人",
        "28日14时至20时，石门镇降雨68毫米。镇里对3处地质灾害隐患点巡查，转移群众5户14人，暂无伤亡，道路通行正常。",
        "lodged",
        mood="bad",
    ),
]


def tell(people_began: datetime, now: datetime) -> None:
    """Set the line up and tell the story as far as `now`."""
    by_short = _set_up(people_began)
    editor = _acting(User.objects.get(username="editor"))
    joined: list[Item] = []
    for told in STORY:
        if now < told.at:
            continue
        unit = by_short[told.unit]
        item = _lodge(told, unit)
        _treat(told, item, editor, joined, now)
    if len(joined) > 1 and now > _at(5, 9):
        _join(joined, by_short[DESK], editor, _at(5, 9))
    _bulletin(by_short[DESK], editor, now)
    _scoring(by_short[DESK], editor, now)
    officer = _acting(User.objects.get(username="officer"))
    night.prepare(by_short[DESK], people_began)
    past.tell(by_short, by_short[DESK], editor, now)
    night.tell(by_short[DESK], people_began, _at(29, 2, 10), editor, officer, now)
    levels.tell(by_short[DESK], editor, _acting(User.objects.get(username="chief")), _at(1, 10), now)
    lines.tell(by_short, now)


DESK = "信息科"


def _set_up(began: datetime) -> dict[str, Unit]:
    """The desk and those who report to it; returns units by short name."""
    body = accounts.create_organisation(kind="unit", name="青岚县信息科", region=COUNTY, by=BY, now=began)
    top = units.open_unit(
        organisation=body, level=Level.COUNTY, short=DESK, reports_to=None, desk=True, by=BY, now=began
    )
    found = {DESK: top}
    below = [(f"{name}人民政府", name, Level.TOWNSHIP, code) for code, name in TOWNSHIPS.items()]
    below += [(f"青岚县{name}", name, Level.DEPARTMENT, COUNTY) for name in DEPARTMENTS]
    below += [(name, name, Level.DIRECT, COUNTY) for name in DIRECT]
    bands = {Level.TOWNSHIP: "乡镇", Level.DEPARTMENT: "部门", Level.DIRECT: "直报点"}
    for place, (name, short, level, region) in enumerate(below, 1):
        body = accounts.create_organisation(kind="unit", name=name, region=region, by=BY, now=began)
        found[short] = units.open_unit(
            organisation=body,
            level=level,
            short=short,
            reports_to=top,
            band=bands[level],
            order=place,
            by=BY,
            now=began,
        )
    _people(found, began)
    lines.decide(top, began)
    return found


def _people(by_short: Mapping[str, Unit], began: datetime) -> None:
    roles = {role.code: role for role in Role.objects.all()}
    homes = {"officer": "石门镇", "transport": "交通运输局", "supervisor": "督查室"}
    leaders = accounts.create_organisation(kind="unit", name="青岚县领导", region=COUNTY, by=BY, now=began)
    for account in REPORTING:
        user = accounts.create_person(
            username=account.username, display_name=account.display_name, password=PASSWORD, now=began, by=BY
        )
        if account.role == "leader":
            accounts.appoint(user=user, organisation=leaders, role=roles[account.role], by=BY, now=began)
            continue
        unit = by_short[homes.get(account.username, DESK)]
        accounts.appoint(user=user, organisation=unit.organisation, role=roles[account.role], by=BY, now=began)
        post = Membership.objects.get(user=user, organisation=unit.organisation)
        units.record_post(membership=post, full_time=account.username not in {"officer", "transport"}, by=BY, now=began)


def _acting(user: User) -> Actor:
    return Actor(kind=ActorKind.USER, id=str(user.pk), label=str(user))


def _lodge(told: Told, unit: Unit) -> Item:
    author = User.objects.get(username="officer")
    made = items.begin_item(
        unit=unit,
        author=author,
        draft=items.Draft(
            title=told.title,
            body=told.body,
            type=told.type,
            mood=told.mood,
            stage=told.stage,
            undertaking=lines.undertaking(unit).pk if told.stage else None,
        ),
        by=_acting(author),
        now=told.at - timedelta(minutes=25),
    )
    return items.lodge(item_id=made.pk, turn=made.turn, by=_acting(author), now=told.at)


def _treat(told: Told, item: Item, by: Actor, joined: list[Item], now: datetime) -> None:
    """What the desk did with it, an hour later."""
    then = told.at + timedelta(hours=1)
    if told.fate == "lodged" or now < then:
        return
    editor = User.objects.get(username="editor")
    item = desk.claim(item_id=item.pk, editor=editor, turn=None, by=by, now=then)
    how: dict[str, Any] = {"item_id": item.pk, "turn": item.turn, "by": by, "now": then + timedelta(minutes=20)}
    if told.fate == "returned":
        desk.send_back(reason="thin", words="请补充参加人数、成绩，以及对茶叶生产有什么带动。", **how)
    elif told.fate == "kept":
        desk.keep(reason="reference", words="与下月民生实事一并研究。", **how)
    elif told.fate == "joined":
        joined.append(item)
    elif told.fate in {"own", "upward"}:
        made = desk.join_items(desk=item.desk, items=[item.pk], editor=editor, by=by, now=then)
        desk.adopt(manuscript_id=made.pk, use=told.fate, by=by, now=then + timedelta(minutes=40))


def _join(joined: list[Item], at_desk: Unit, by: Actor, now: datetime) -> None:
    """Two townships say the same: one manuscript, shared credit."""
    editor = User.objects.get(username="editor")
    made = desk.join_items(desk=at_desk, items=[item.pk for item in joined], editor=editor, by=by, now=now)
    desk.edit_manuscript(
        manuscript_id=made.pk,
        title="采茶季鲜叶运输“最后一公里”不畅，两镇盼拓宽村口、增设会车道",
        body="松坪、临溪两镇反映，采茶季进村路会车难、村口拥堵，鲜叶平均晚到1.5小时。松坪镇12个行政村中有7个村路宽不足4米，"
        "建议增设会车道26处，概算78万元；临溪镇建议拓宽村口3处，现已分时段放行。",
        note="",
        turn=made.turn,
        by=by,
        now=now + timedelta(minutes=30),
    )
    desk.adopt(manuscript_id=made.pk, use="own", by=by, now=now + timedelta(minutes=50))


def _bulletin(at_desk: Unit, editor: Actor, now: datetime) -> None:
    """《青岚信息》: the first number signed on 12 June, the next being made."""
    people = {one.username: one for one in User.objects.filter(username__in=["editor", "chief", "leader"])}
    chief = _acting(people["chief"])
    began = _at(1, 9)
    if now < began:
        return
    made = bulletins.begin_periodical(desk=at_desk, name="青岚信息", issuer="青岚县信息科", by=chief, now=began)
    for line, words, user, copies in (
        ("up", "青云市信息科", None, 2),
        ("peers", "某县领导", people["leader"], 1),
        ("peers", "信息科负责人", people["chief"], 1),
        ("down", "各乡镇，县直各部门", None, 42),
    ):
        bulletins.add_reader(periodical=made, line=line, words=words, user=user, copies=copies, by=chief, now=began)
    if now < _at(12, 16):
        return
    first = bulletins.open_issue(periodical=made, supplement=False, by=editor, now=_at(12, 14))
    columns = {one.name: one for one in made.columns.all()}
    for manuscript in printing.waiting(at_desk):
        column = columns["问题与建议" if "不畅" in manuscript.title else "基层动态"]
        if manuscript.created_at < _at(12, 14):
            bulletins.place(issue_id=first.pk, manuscript_id=manuscript.pk, column=column, by=editor, now=_at(12, 14))
    for reader in (people["editor"], people["chief"]):
        bulletins.pass_proof(issue_id=first.pk, user=reader, by=_acting(reader), now=_at(12, 15))
    bulletins.sign(issue_id=first.pk, by=chief, now=_at(12, 16))
    first.refresh_from_db()
    _instruction(first, people["leader"], editor, now)
    if now > _at(19, 9):
        second = bulletins.open_issue(periodical=made, supplement=False, by=editor, now=_at(19, 9))
        for manuscript in printing.waiting(at_desk)[:1]:
            bulletins.place(
                issue_id=second.pk, manuscript_id=manuscript.pk, column=columns["经验交流"], by=editor, now=_at(19, 9)
            )


def _instruction(issue: Issue, leader: User, editor: Actor, now: datetime) -> None:
    """A leader writes on the item about tea roads; the transport bureau acts and answers once so far."""
    issue.refresh_from_db()  # it was signed meanwhile, and its entries know it by this object
    entry = issue.entries.filter(title__contains="不畅").first()
    if entry is None or now < _at(13, 8):
        return
    owner, helper = Unit.objects.get(short="交通运输局"), Unit.objects.get(short="松坪镇")
    given = instructions.give(
        entry=entry,
        leader=leader,
        words="请交通运输局牵头，月底前拿出会车道方案，先易后难，今年秋茶前完成一半。",
        by=_acting(leader),
        now=_at(13, 8),
    )
    instructions.assign(
        instruction_id=given.pk, owner=owner, helpers=[helper], due_on=date(2026, 6, 30), by=editor, now=_at(13, 9)
    )
    if now > _at(24, 10):
        instructions.answer(
            instruction_id=given.pk,
            words="已实地踏勘26处，其中14处可利用边坡和村集体用地，不涉及征地；方案初稿已征求松坪、临溪两镇意见。",
            final=False,
            by=command("交通运输局"),
            now=_at(24, 10),
        )


def _scoring(at_desk: Unit, editor: Actor, now: datetime) -> None:
    """The county's scoring rules, made by the editor and approved by the chief, from June on."""
    if now < _at(1, 10):
        return
    made = assessment.make_rules(
        desk=at_desk,
        title="青岚县信息工作计分办法",
        from_month=202606,
        rows=assessment.STARTING,
        by=editor,
        now=_at(1, 9),
    )
    chief = _acting(User.objects.get(username="chief"))
    assessment.approve_rules(rules_id=made.pk, by=chief, now=_at(1, 10))

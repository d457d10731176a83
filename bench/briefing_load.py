"""A made-up county line of any size, loaded in bulk: units, people, items, issues, instructions. Seeded."""

import contextlib
import random  # noqa: TID251 (a seeded generator: the same line in every run)
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from bench.bulk import copied

UNITS = 2_000
LEADERS = 20
PRINTED = 20  # items an issue
NOW = datetime(2026, 6, 29, 2, 0, tzinfo=UTC)
YEARS = 4


def _words(text: str) -> list[str]:
    return text.split()


PLACES = ["石门", "松坪", "临溪", "桐花", "白鹤", "竹溪", "大塘", "北涧", "城东", "茶城", "云岭", "双河"]
THINGS = _words(
    "茶园 村道 水库 河堤 学校 医院 市场 电网 饮水 桥梁 滑坡 山洪 干旱 病虫害 冷藏车 鲜叶 "
    "合作社 工业园 安置房 公交 养老院 信访 欠薪 消防 食品 疫苗 招生 就业 电商 旅游 生态 "
    "秸秆 噪声 扬尘 供热 燃气 网格 社保 医保 低保 耕地 林权 湿地 防汛 抗旱 除雪"
)
ACTS = _words(
    "进展顺利 存在缺口 反映较多 亟待解决 建议提前部署 已转移群众 完成改造 启动排查 超过汛限 "
    "出现拥堵 群众盼望 效果明显 资金不足 进度滞后 隐患突出 得到缓解 需要协调 引发关注 有所回升 "
    "持续下降"
)
PHRASES = _words(
    "截至当日已完成 主要困难是资金和人手不足 建议由县里统筹安排 群众普遍表示欢迎 下一步将逐户走访 "
    "镇里已组织专班 概算约 比去年同期高 涉及农户 需要交通部门配合 目前道路通行正常 已按预案处置 "
    "仍有少数群众有顾虑 预计下周完成 抽查结果显示 未来一周多雨 无人员伤亡 企业反映用工紧张 "
    "春茶价格平稳 学生返校有序 药品储备充足 值班人员全部到岗 已通知到村到户 检测结果合格 "
    "正在核实具体数字"
)


@dataclass
class Line:
    """Who is there to ask as."""

    desk: Any
    editor: Any
    chief: Any
    officer: Any
    leader: Any
    titles: list[str]


def title(chance: random.Random) -> str:
    return f"{chance.choice(PLACES)}镇{chance.choice(THINGS)}{chance.choice(THINGS)}{chance.choice(ACTS)}"


def body(chance: random.Random) -> str:
    parts = [f"{chance.choice(PHRASES)}{chance.randint(1, 9_999)}{chance.choice(THINGS)}" for _ in range(9)]
    return f"{chance.choice(PLACES)}、{chance.choice(PLACES)}两地{chance.choice(THINGS)}。" + "，".join(parts) + "。"


def chunks(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while some := list(islice(rows, size)):
        yield some


@contextlib.contextmanager
def without_word_indexes(connection: Any) -> Iterator[None]:
    """The two GIN indexes away while rows are loaded in bulk, and made whole afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname IN ('item_grams', 'document_words')")
        made = [row[0] for row in cursor.fetchall()]
        cursor.execute("DROP INDEX item_grams, document_words")
        yield
        for one in made:
            cursor.execute(one)


def load(size: int) -> Line:
    """The whole line; every second it stands still is the bench's, not the product's."""
    from gongbao.briefing.items.actions import load_starting_data  # noqa: PLC0415 (Django is set up by own_database())
    from gongbao.foundation.accounts.actions import ensure_roles  # noqa: PLC0415 (as above)
    from gongbao.foundation.events.actor import command  # noqa: PLC0415 (as above)

    chance = random.Random(7)
    ensure_roles(now=NOW)
    load_starting_data(by=command("bench"), now=NOW)
    line, units, officers, leaders = _people()
    adopted = _items(chance, size, line, units, officers)
    _printed(chance, adopted, line, leaders)
    return line


def _people() -> tuple[Line, list[Any], list[Any], list[Any]]:
    from gongbao.briefing.units.models import Unit  # noqa: PLC0415 (Django is set up by own_database())
    from gongbao.foundation.accounts.models import Membership, Organisation, Role, User  # noqa: PLC0415 (as above)

    home = Organisation.objects.create(kind="unit", name="青岚县信息科", region="999101", created_at=NOW)
    desk = Unit.objects.create(organisation=home, level="county", short="信息科", desk=True, since=date(2020, 1, 1))
    bodies = Organisation.objects.bulk_create(
        Organisation(kind="unit", name=f"第{n}单位", region="999101", created_at=NOW) for n in range(UNITS)
    )
    units = Unit.objects.bulk_create(
        Unit(organisation=one, level="township", short=f"第{n}单位", reports_to=desk, order=n, since=date(2020, 1, 1))
        for n, one in enumerate(bodies)
    )
    roles = {one.code: one for one in Role.objects.all()}
    names = [*(f"officer{n}" for n in range(UNITS)), "editor", "chief", *(f"leader{n}" for n in range(LEADERS))]
    people = User.objects.bulk_create(User(username=one, display_name=one, password="!") for one in names)
    homes = [*bodies, *[home] * (2 + LEADERS)]
    held = ["info-officer"] * UNITS + ["editor", "desk-chief"] + ["leader"] * LEADERS
    Membership.objects.bulk_create(
        Membership(user=user, organisation=body, role=roles[role], region="999101", since=date(2020, 1, 1))
        for user, body, role in zip(people, homes, held, strict=True)
    )
    line = Line(desk, people[UNITS], people[UNITS + 1], people[0], people[UNITS + 2], [])
    return line, units, people[:UNITS], people[UNITS + 2 :]


def _items(chance: random.Random, size: int, line: Line, units: list[Any], officers: list[Any]) -> list[Any]:
    """The items with their versions and moves; those adopted are given back, without what nobody needs again."""
    from gongbao.briefing.items.models import Item, ItemVersion, Move  # noqa: PLC0415 (set up by own_database())

    adopted: list[Any] = []
    short: list[Any] = []  # what versions and moves need

    def keep(one: Any) -> None:
        one.grams = []
        if one.state == "adopted":
            adopted.append(one)
        line.titles.append(one.title)
        short.append(one)

    for some in chunks(_made(chance, size, line, units, officers), 10_000):
        short.clear()
        copied(Item, some, also=keep)
        copied(
            ItemVersion,
            (
                ItemVersion(
                    item=one,
                    number=1,
                    title=one.title,
                    body=one.body,
                    facts={},
                    sha256="0" * 64,
                    lodged_at=one.lodged_at,
                    lodged_by="x",
                )
                for one in short
            ),
        )
        copied(
            Move,
            (Move(item=o, action="lodge", before="draft", after="lodged", at=o.lodged_at, by="x") for o in short),
        )
    return adopted


def _made(chance: random.Random, size: int, line: Line, units: list[Any], officers: list[Any]) -> Iterator[Any]:
    from gongbao.briefing.items.models import Item  # noqa: PLC0415 (Django is set up by own_database())
    from gongbao.briefing.items.rules import bigrams  # noqa: PLC0415 (as above)

    states = ["adopted"] * 4 + ["kept"] * 3 + ["returned"] * 2 + ["lodged"]
    for n in range(size):
        who = n % UNITS
        at = NOW - timedelta(minutes=int((size - n) * YEARS * 525_600 / size))
        state = chance.choice(states) if at < NOW - timedelta(days=9) else "lodged"
        head, text = title(chance), body(chance)
        yield Item(
            unit=units[who],
            desk=line.desk,
            type_id=chance.choice(["dynamic", "problem", "study"]),
            number=f"信息科收〔{at.year}〕{n + 1}号",
            title=head,
            body=text,
            mood=chance.choice(["good", "bad", "plain"]),
            places=[f"999101{chance.randint(1, 12):03}"],
            author=officers[who],
            state=state,
            hand="信息科",
            hand_since=at,
            versions=1,
            created_at=at,
            saved_at=at,
            lodged_at=at,
            grams=bigrams(f"{head}\n{text}"),
        )


def _printed(chance: random.Random, adopted: list[Any], line: Line, leaders: list[Any]) -> None:
    """Issues of twenty of them, each with its copies read and two of its entries instructed upon."""
    from gongbao.briefing.bulletins.models import Copy, Entry, Issue  # noqa: PLC0415 (set up by own_database())
    from gongbao.briefing.desk.models import Adoption, Manuscript, Source  # noqa: PLC0415 (as above)
    from gongbao.briefing.instructions.models import Instruction  # noqa: PLC0415 (as above)

    periodical, columns = _periodical(line, leaders)
    years: dict[int, int] = {}
    rows: dict[Any, list[Any]] = {
        kind: [] for kind in (Manuscript, Source, Adoption, Issue, Entry, Copy, Instruction)
    }  # in the order in which one needs the other
    for total, start in enumerate(range(0, len(adopted) - PRINTED + 1, PRINTED), 1):
        some = adopted[start : start + PRINTED]
        at = some[-1].lodged_at + timedelta(hours=20)
        years[at.year] = years.get(at.year, 0) + 1
        texts = [
            Manuscript(desk=line.desk, title=o.title, body=o.body, editor=line.editor, created_at=at, edited_at=at)
            for o in some
        ]
        issue = Issue(
            periodical=periodical,
            state="signed",
            year=at.year,
            number=years[at.year],
            total=total,
            issued_on=at.date(),
            signed_at=at,
            signed_by="x",
            body=b"{}",
            created_at=at,
        )
        entries = [
            Entry(issue=issue, manuscript=o, column=columns[n % 4], order=n, title=o.title, body=o.body)
            for n, o in enumerate(texts)
        ]
        rows[Manuscript] += texts
        rows[Source] += (
            Source(manuscript=text, item=o, share=1, added_at=at, added_by="x")
            for text, o in zip(texts, some, strict=True)
        )
        rows[Adoption] += (Adoption(manuscript=o, use="own", adopted_at=at, adopted_by="x") for o in texts)
        rows[Issue].append(issue)
        rows[Entry] += entries
        rows[Copy] += (
            Copy(issue=issue, number=n, words=str(who), user=who, opened_at=at) for n, who in enumerate(leaders, 1)
        )
        rows[Instruction] += (_instruction(chance, entry, line, leaders, some[0], at) for entry in entries[:2])
        if total % 500 == 0:
            _flush(rows)
    _flush(rows)


def _flush(rows: dict[Any, list[Any]]) -> None:
    for kind, some in rows.items():
        copied(kind, some)
        some.clear()


def _instruction(chance: random.Random, entry: Any, line: Line, leaders: list[Any], item: Any, at: datetime) -> Any:
    from gongbao.briefing.instructions.models import Instruction  # noqa: PLC0415 (set up by own_database())

    return Instruction(
        entry=entry,
        desk=line.desk,
        leader=chance.choice(leaders),
        words=f"请研究{chance.choice(THINGS)}问题，月底前报结果。",
        medium="screen",
        given_at=at,
        entered_by="x",
        state="open",
        owner_id=item.unit_id,
        due_on=at.date() + timedelta(days=20),
    )


def _periodical(line: Line, leaders: list[Any]) -> tuple[Any, list[Any]]:
    from gongbao.briefing.bulletins.models import Column, Periodical, Reader  # noqa: PLC0415 (by own_database())

    made = Periodical.objects.create(
        desk=line.desk, name="青岚信息", issuer="青岚县信息科", began_on=date(2020, 1, 1), created_at=NOW
    )
    columns = [Column.objects.create(periodical=made, name=f"栏目{n}", order=n) for n in range(4)]
    Reader.objects.bulk_create(
        Reader(periodical=made, line="peers", words=str(one), user=one, since=date(2020, 1, 1)) for one in leaders
    )
    return made, columns

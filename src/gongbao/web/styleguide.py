"""Made-up content for the styleguide: 青岚县 and its invented firms."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator

from gongbao.foundation.shapes import (
    Change,
    Chart,
    Column,
    Deadline,
    DutyCard,
    Fact,
    Ground,
    Link,
    Moment,
    Progress,
    Proof,
    Receipt,
    Series,
    Stat,
    State,
    Step,
    Table,
)

CODE = "91999101MA0000001A"


class SampleForm(forms.Form):
    phone = forms.CharField(label="企业联系电话", help_text="公示时只显示前 3 位和后 4 位。", min_length=11)
    revenue = forms.DecimalField(label="营业总收入", help_text="按合并报表填写，单位万元。", required=False)
    revenue_public = forms.BooleanField(required=False)
    scope = forms.ChoiceField(
        label="主营活动", choices=[("retail", "零售业"), ("tea", "精制茶加工"), ("lodging", "住宿业")]
    )
    website = forms.ChoiceField(
        label="是否有网站或网店", choices=[("yes", "有"), ("no", "没有")], widget=forms.RadioSelect, required=True
    )
    opened = forms.DateField(label="开业日期", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    words = forms.CharField(label="情况说明", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    true = forms.BooleanField(label="本企业对所填内容的真实性、及时性负责", required=True)


GROUND = Ground(
    instrument="《企业信息公示暂行条例》",
    article="第八条",
    words="企业应当于每年 1 月 1 日至 6 月 30 日报送上一年度年度报告，并向社会公示。",
    dates=(("现行文本施行", date(2024, 5, 1)),),
    confidence="C",
)
UNSURE = Ground(
    instrument="《企业经营异常名录管理办法》",
    article="第四条",
    words="列入决定应当自年报截止之日起 10 个工作日内作出。",
    dates=(("修订", date(2025, 3, 18)),),
    decided_by="青岚县市场监督管理局 信用监管股",
    confidence="M",
    note="施行日期待核对，可在规则设置中调整。",
)
WITNESSED = Proof(state="witnessed", href="#proof", index=184220, size=184955, cosigned=2, witnesses=3)


def _cards() -> list[DutyCard]:
    return [
        DutyCard(
            title="更正 2024 年度报告",
            party="青岚县云岭茶业有限公司",
            words="抽查发现“从业人数”与社保记录不符，请更正并说明。",
            href="#",
            button="更正年报",
            deadline=Deadline(due=date(2026, 6, 24), left=-3, unit="WD"),
            ground=UNSURE,
        ),
        DutyCard(
            title="提交 2025 年度报告",
            party="青岚县云岭茶业有限公司",
            words="已填 4 / 7 部分，昨天 16:20 保存。",
            href="#",
            button="继续填报",
            deadline=Deadline(due=date(2026, 6, 30), left=1, unit="FIXED"),
            ground=GROUND,
        ),
        DutyCard(
            title="公示股权变更",
            party="青岚县云岭茶业有限公司",
            words="变更登记于 6 月 18 日核准。",
            href="#",
            button="公示变更",
            deadline=Deadline(due=date(2026, 7, 17), left=14, unit="WD", provisional=True),
            hand="企业联络员 林小满",
            ground=GROUND,
        ),
    ]


def _table() -> Table:
    names = ("云岭茶业有限公司", "清溪竹木制品厂", "石桥镇便民超市", "松岗山泉饮品有限公司")
    states = (State(text="已公示", tone="done"), State(text="待提交", tone="soon"), State(text="逾期未报", tone="late"))
    return Table(
        caption="2025 年度报告",
        note="石桥镇，截至今天 10:00",
        sort="-capital",
        columns=(
            Column(key="name", label="名称", primary=True, sort="name"),
            Column(key="code", label="统一社会信用代码", kind="code"),
            Column(key="capital", label="认缴资本(万元)", kind="number", sort="capital"),
            Column(key="filed", label="提交日", kind="date", sort="filed"),
            Column(key="state", label="状态", kind="state"),
        ),
        rows=[
            {
                "name": f"青岚县{name}",
                "href": "#",
                "code": CODE[:-2] + f"{n}A",
                "capital": (5000, 1250, 500, 312.5)[n],
                "filed": date(2026, 5, 12) + timedelta(days=n) if n != 2 else None,
                "state": states[n % 3],
            }
            for n, name in enumerate(names)
        ],
    )


def _board() -> Table:
    return Table(
        caption="各地进度",
        columns=(
            Column(key="place", label="地方", primary=True),
            Column(key="filed", label="已报", kind="share"),
            Column(key="late", label="未提醒", kind="number"),
        ),
        rows=[
            {"place": "石桥镇", "href": "#", "filed": (1820, 2030), "late": 14},
            {"place": "清溪镇", "href": "#", "filed": (1640, 1960), "late": 82},
            {"place": "白沙镇", "href": "#", "filed": (760, 940), "late": 0},
        ],
    )


def _facts() -> list[Fact]:
    office, firm = "青岚县市场监督管理局", "企业自行公示"
    standing = State(text="存续", tone="done")
    holders = ["林小满 认缴 300 万元", "周知行 认缴 200 万元"]
    return [
        Fact(label="统一社会信用代码", value=CODE, kind="code", publisher=office, day=date(2019, 3, 8)),
        Fact(
            label="登记状态",
            value=standing,
            kind="state",
            publisher=office,
            day=date(2019, 3, 8),
        ),
        Fact(label="认缴注册资本", value=500, kind="money", publisher=firm, day=date(2026, 5, 12), proof=WITNESSED),
        Fact(label="联系电话", value="13800005678", kind="phone", publisher=firm, day=date(2026, 5, 12)),
        Fact(label="股东", value=holders, publisher=firm, day=date(2026, 5, 12)),
        Fact(label="营业总收入", hidden=True),
    ]


def _changes() -> list[Change]:
    return [
        Change(label="从业人数", before="38 人，其中高校毕业生 4 人", after="38 人，其中高校毕业生 6 人"),
        Change(label="通信地址", before="石桥镇建设路 12 号", after="石桥镇建设东路 12 号 3 幢"),
        Change(label="网店网址", before="", after="yunling.example"),
    ]


def _moments(now: datetime) -> list[Moment]:
    office, firm = "青岚县市场监督管理局", "青岚县云岭茶业有限公司"
    return [
        Moment(
            at=now - timedelta(days=210),
            title="列入经营异常名录",
            words="未按规定期限公示年度报告。",
            by=office,
            tone="late",
            href="#",
        ),
        Moment(at=now - timedelta(days=64), title="补报 2024 年度报告并公示", by=firm, proof=WITNESSED),
        Moment(at=now - timedelta(days=60), title="移出经营异常名录", by=office, tone="done", href="#"),
    ]


def _steps() -> list[Step]:
    return [
        Step(title="基本信息", href="#", state="done"),
        Step(title="股东及出资", href="#", state="done"),
        Step(title="资产状况", href="#", state="wrong", note="2 处有误"),
        Step(title="对外担保", href="#", state="current"),
        Step(title="社保信息", href="#"),
        Step(title="核对并提交"),
    ]


def _charts() -> dict[str, Chart]:
    return {
        "line": Chart(
            title="累计已报户数",
            unit="户",
            by="月份",
            categories=["1月", "2月", "3月", "4月", "5月", "6月"],
            series=[
                Series(name="2025 年度", values=[420, 980, 2310, 4120, 6890, 8613]),
                Series(name="2024 年度", values=[380, 760, 1990, 3650, 6120, 8210]),
            ],
            source="青岚县市场监督管理局，每日 0:00 统计",
        ),
        "bars": Chart(
            title="各乡镇填报",
            unit="户",
            by="乡镇",
            kind="stack",
            categories=["石桥镇", "清溪镇", "松岗乡", "云岭镇", "白沙镇"],
            series=[
                Series(name="已报", values=[1820, 1640, 980, 1410, 760]),
                Series(name="未报", values=[210, 320, 150, 96, 180]),
            ],
        ),
    }


def _tiles() -> list[Stat]:
    return [
        Stat(label="应报", value="9,897", unit="户"),
        Stat(label="已报", value="8,613", unit="户", note="87.0%，去年同日 84.2%", tone="done"),
        Stat(label="未报", value="1,284", unit="户", note="其中 640 户已提醒两次", tone="soon", href="#"),
        Stat(label="距截止", value="1", unit="天", note="6月30日 24:00"),
    ]


def _paper(now: datetime) -> Receipt:
    return Receipt(
        title="年度报告提交回执",
        number="QL-2025-0008613",
        received_at=now,
        party="青岚县云岭茶业有限公司",
        facts=[Fact(label="报告年度", value="2025"), Fact(label="版本", value="第 1 版")],
        digest="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        proof=WITNESSED,
        verify_href="#",
    )


def samples(now: datetime) -> dict[str, Any]:
    """The styleguide's context at `now`."""
    return {
        "cards": _cards(),
        "table": _table(),
        "facts_": _facts(),
        "public_lines": [
            {"id": "id_phone", "label": "企业联系电话", "value": "1380000567", "kind": "phone"},
            {
                "id": "id_revenue",
                "label": "营业总收入",
                "value": "1234.56",
                "unit": "万元",
                "publish": "revenue_public",
                "public": False,
            },
            {"id": "id_scope", "label": "主营活动", "value": "零售业"},
            {"id": "id_website", "label": "网站或网店", "value": ""},
        ],
        "board": _board(),
        "ground": GROUND,
        "unsure": UNSURE,
        "witnessed": WITNESSED,
        "waiting": Proof(state="recorded"),
        "changes": _changes(),
        "moments": _moments(now),
        "steps": _steps(),
        "page_of_many": Paginator(range(1862), 50).page(7),
        "index": [
            Link(text="我的待办", href="#", count=3, current=True),
            Link(text="年度报告", href="#"),
            Link(text="即时信息", href="#", count=1),
            Link(text="通知", href="#", count=0),
        ],
        "crumbs": [Link(text="查企业", href="#"), Link(text="青岚县", href="#"), Link(text="云岭茶业有限公司")],
        "tab_links": [
            Link(text="待报", href="#", count=1284, current=True),
            Link(text="已报", href="#", count=8613),
            Link(text="已提醒", href="#", count=640),
        ],
        "tiles": _tiles(),
        "job": Progress(title="导入登记数据", done=4210, total=12000, unit="户", minutes_left=3),
        "job_done": Progress(title="发出提醒", done=640, total=640, unit="户", finished=True),
        "paper": _paper(now),
        **_charts(),
        "doors_": [Link(text="查名录", href="#"), Link(text="查抽查", href="#"), Link(text="验证一份证明", href="#")],
    }

"""The grounds of the serious list (严重违法失信名单): ten of S15 5; S21 5 to 11 item by item; and R24 18."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from gongbao.kernel.statutes.citations import Citation
from gongbao.kernel.statutes.instruments import InstrumentId, NoLawInForce, instruments
from gongbao.kernel.statutes.settings import DEFAULT_LAW, LawSettings
from gongbao.kernel.statutes.vocabulary import Confidence, Sentence

_I = InstrumentId


class Area(StrEnum):
    """The subject areas of S21 5 to 11, and the old law's list as one."""

    FOOD = "food"
    DRUGS = "drugs"
    QUALITY = "quality"
    CONSUMERS = "consumers"
    ORDER = "order"
    LICENCES = "licences"
    NOT_PERFORMED = "not-performed"
    PUBLICITY = "publicity"
    FORMER = "former"

    @property
    def words(self) -> Sentence:
        """For headings."""
        return _AREAS[self]


_AREAS = {
    Area.FOOD: Sentence("食品安全", "food safety"),
    Area.DRUGS: Sentence("药品、医疗器械、化妆品", "drugs, medical devices, cosmetics"),
    Area.QUALITY: Sentence("质量安全", "product and equipment safety"),
    Area.CONSUMERS: Sentence("侵害消费者权益", "consumer rights"),
    Area.ORDER: Sentence("公平竞争和市场秩序", "fair competition and market order"),
    Area.LICENCES: Sentence("许可、登记和监督检查", "permits, registration and inspection"),
    Area.NOT_PERFORMED: Sentence("拒不履行行政决定", "decisions not performed"),
    Area.PUBLICITY: Sentence("公示信息弄虚作假", "false publication"),
    Area.FORMER: Sentence("2021年9月前的事由", "grounds of before September 2021"),
}
_BY_ARTICLE = {
    5: Area.FOOD,
    6: Area.DRUGS,
    7: Area.QUALITY,
    8: Area.CONSUMERS,
    9: Area.ORDER,
    10: Area.LICENCES,
    11: Area.NOT_PERFORMED,
}


@dataclass(frozen=True, slots=True)
class SeriousGround:
    """One ground in one version of the law. `code` is stable: s21-5-1 is S21 art. 5 item (1)."""

    code: str
    area: Area
    words: Sentence
    citation: Citation
    valid_from: date
    valid_to: date | None

    def applies(self, on: date) -> bool:
        """True if it is a ground on that day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)

    @property
    def needs_penalty(self) -> bool:
        """S21 11 alone can be decided without a heavier penalty: it is about decisions not performed."""
        return self.area is not Area.NOT_PERFORMED


_S21: dict[tuple[int, int], tuple[str, str]] = {
    (5, 1): ("未依法取得食品生产经营许可从事食品生产经营活动", "made or sold food without a licence"),
    (5, 2): (
        "用非食品原料生产食品，添加有害物质，或者生产经营国家明令禁止的食品",
        "made food from what is no food, added harmful substances, or dealt in food the state forbids",
    ),
    (5, 3): (
        "生产经营有害物质超标、用过期原料、未按规定注册或者标签含虚假内容的食品",
        "dealt in food over the limits, of expired materials, not registered, or falsely labelled",
    ),
    (5, 4): (
        "其他违反食品安全规定，严重危害人民群众身体健康和生命安全",
        "otherwise broke food law with grave danger to life and health",
    ),
    (6, 1): (
        "生产销售假药、劣药，违法生产销售特殊管理药品，或者药品未取得批准证明文件",
        "made or sold fake or substandard drugs, controlled drugs unlawfully, or drugs without approval",
    ),
    (6, 2): (
        "生产、销售未经注册的第二、三类医疗器械",
        "made or sold class II or III medical devices not registered",
    ),
    (6, 3): (
        "生产、销售非法添加可能危害人体健康物质的化妆品",
        "made or sold cosmetics with harmful substances unlawfully added",
    ),
    (6, 4): (
        "其他违反药品、医疗器械、化妆品规定，严重危害人民群众身体健康和生命安全",
        "otherwise broke the law on drugs, devices or cosmetics with grave danger to life and health",
    ),
    (7, 1): (
        "生产、销售、出租、使用未取得许可、已报废或者检验不合格的特种设备，违规充装移动式压力容器和气瓶",
        "made, sold, let or used special equipment without licence, scrapped or failed, or filled vessels unlawfully",
    ),
    (7, 2): (
        "生产销售不符合安全标准的产品，掺杂掺假、以假充真、以次充好，或者国家明令淘汰的产品",
        "made or sold goods that fail safety standards, adulterated or passed off, or banned as obsolete",
    ),
    (7, 3): (
        "产品质量监督抽查不合格，经省级以上公告后复查仍不合格",
        "failed a quality check, was announced by the province, and failed again",
    ),
    (7, 4): (
        "出具虚假或者严重失实的检验、检测、认证、认可结论，严重危害质量安全",
        "issued false or grossly wrong test, certification or accreditation results",
    ),
    (7, 5): (
        "伪造、冒用、买卖认证标志或者证书，或者未经强制性认证擅自出厂、销售、进口、使用",
        "forged, misused or traded certification marks, or dealt in goods without compulsory certification",
    ),
    (7, 6): (
        "其他违反质量安全规定，严重危害人民群众身体健康和生命安全",
        "otherwise broke quality law with grave danger to life and health",
    ),
    (8, 1): (
        "侵害消费者人格尊严、个人信息依法得到保护等权利",
        "infringed consumers' dignity or the protection of their personal information",
    ),
    (8, 2): (
        "预收费用后关门停业或者迁移，逃避履行义务，且被确认无法取得联系",
        "took prepayments, closed or moved to evade its obligations, and was confirmed unreachable",
    ),
    (8, 3): (
        "制造、销售、使用欺骗消费者的计量器具，或者伪造计量数据、出具虚假校准证书",
        "made, sold or used measuring instruments to cheat, or forged measurement data or calibration certificates",
    ),
    (8, 4): (
        "经责令召回仍拒绝或者拖延召回缺陷产品",
        "refused or delayed the recall of defective goods after an order",
    ),
    (8, 5): ("其他严重侵害消费者权益的违法行为", "otherwise gravely infringed consumers' rights"),
    (9, 1): (
        "侵犯商业秘密、商业诋毁、组织虚假交易等严重不正当竞争",
        "gravely unfair competition: trade secrets, disparagement, fake transactions",
    ),
    (9, 2): (
        "故意侵犯知识产权，非正常专利申请、恶意商标注册损害公共利益，或者严重违法代理",
        "wilfully infringed intellectual property, abusive patent or trade-mark filings, gravely unlawful agency",
    ),
    (9, 3): (
        "价格串通、低价倾销、哄抬价格，不执行政府定价、指导价或者应急价格措施",
        "price collusion, dumping or gouging, or disregard of government prices or emergency price measures",
    ),
    (9, 4): (
        "组织、策划传销或者为传销提供便利条件",
        "organised or planned pyramid selling, or helped it",
    ),
    (9, 5): (
        "发布关系消费者生命健康的商品或者服务的虚假广告",
        "false advertising of goods or services that concern consumers' life and health",
    ),
    (9, 6): (
        "其他严重破坏公平竞争秩序和扰乱市场秩序的违法行为",
        "otherwise gravely disturbed competition or market order",
    ),
    (10, 1): ("未依法取得其他许可从事经营活动", "did business without another licence the law asks for"),
    (10, 2): (
        "提交虚假材料或者隐瞒重要事实取得许可、办理登记，或者涂改、倒卖、出租、出售证照",
        "obtained a permit or registration by false material or concealment, or altered or traded licences",
    ),
    (10, 3): (
        "拒绝、阻碍、干扰依法开展的监督检查和事故调查",
        "refused, obstructed or interfered with inspection or the investigation of an accident",
    ),
    (11, 0): (
        "有履行能力但拒不履行、逃避执行行政处罚、行政裁决等行政决定，严重影响公信力",
        "able but refusing to perform a penalty, ruling or other decision, gravely harming public trust",
    ),
}

_S15: dict[int, tuple[str, str, Confidence]] = {
    1: (
        "被列入经营异常名录届满三年仍未履行相关义务",
        "three years on the abnormal list without performing its duties",
        Confidence.SECONDARY,
    ),
    2: (
        "提交虚假材料取得公司变更或者注销登记，被撤销登记",
        "false material for a change or deregistration, which was annulled",
        Confidence.SECONDARY,
    ),
    3: (
        "组织策划传销，或者因为传销提供便利条件两年内受到三次以上行政处罚",
        "organised pyramid selling, or three penalties in two years for helping it",
        Confidence.SECONDARY,
    ),
    4: (
        "因直销违法行为两年内受到三次以上行政处罚",
        "three penalties in two years for direct selling",
        Confidence.SECONDARY,
    ),
    5: (
        "因不正当竞争行为两年内受到三次以上行政处罚",
        "three penalties in two years for unfair competition",
        Confidence.SECONDARY,
    ),
    6: (
        "因提供的商品或者服务不符合安全要求，造成严重侵害，两年内受到三次以上行政处罚",
        "three penalties in two years for unsafe goods or services that seriously harmed consumers",
        Confidence.SECONDARY,
    ),
    7: (
        "因发布虚假广告两年内受到三次以上行政处罚，或者虚假广告致人伤害、情节严重",
        "three penalties in two years for false advertising, or false health advertising that caused harm",
        Confidence.SECONDARY,
    ),
    8: (
        "因商标侵权行为五年内受到两次以上行政处罚",
        "two penalties in five years for trade-mark infringement",
        Confidence.SECONDARY,
    ),
    9: (
        "被决定停止受理商标代理业务",
        "suspended from trade-mark agency",
        Confidence.UNCONFIRMED,
    ),
    10: (
        "国家工商行政管理总局规定的其他违法情形",
        "other cases set by the State Administration",
        Confidence.UNCONFIRMED,
    ),
}


@lru_cache(maxsize=16)
def serious_grounds(law: LawSettings = DEFAULT_LAW) -> tuple[SeriousGround, ...]:
    """Every ground in every version, in the order of the articles."""
    old, new = instruments(law)[_I.S15], instruments(law)[_I.S21]
    former = (
        SeriousGround(
            f"s15-5-{item}",
            Area.FORMER,
            Sentence(zh, en),
            Citation(_I.S15, 5, 1, item, sure),
            old.valid_from,
            old.valid_to,
        )
        for item, (zh, en, sure) in _S15.items()
    )
    present = (
        SeriousGround(
            f"s21-{article}-{item}" if item else f"s21-{article}",
            _BY_ARTICLE[article],
            Sentence(zh, en),
            Citation(_I.S21, article, 0 if item else 1, item),
            new.valid_from,
            new.valid_to,
        )
        for (article, item), (zh, en) in _S21.items()
    )
    regulation = instruments(law)[_I.R24]
    publicity = SeriousGround(
        "r24-18-2",
        Area.PUBLICITY,
        Sentence(
            "公示信息隐瞒真实情况、弄虚作假，情节严重",
            "concealed the truth or published false information, in a serious case",
        ),
        Citation(_I.R24, 18, 2),
        regulation.valid_from,
        regulation.valid_to,
    )
    return (*former, *present, publicity)


@lru_cache(maxsize=256)
def serious_ground(code: str, law: LawSettings = DEFAULT_LAW) -> SeriousGround:
    """The ground of a code. Raises KeyError."""
    for one in serious_grounds(law):
        if one.code == code:
            return one
    raise KeyError(code)


def serious_grounds_on(on: date, law: LawSettings = DEFAULT_LAW) -> tuple[SeriousGround, ...]:
    """The grounds of the law of a day. Raises NoLawInForce before 2016-04-01."""
    found = tuple(one for one in serious_grounds(law) if one.applies(on))
    if not found:
        raise NoLawInForce(f"there was no serious list on {on}")
    return found

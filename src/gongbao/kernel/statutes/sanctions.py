"""What follows from breaches, R14 art. 17 against R24 art. 18, as data for pages that explain why."""

from dataclasses import dataclass
from datetime import date

from gongbao.kernel.statutes.citations import Citation, cite
from gongbao.kernel.statutes.instruments import InstrumentId, in_force
from gongbao.kernel.statutes.settings import DEFAULT_LAW, LawSettings
from gongbao.kernel.statutes.vocabulary import Kind, Sentence

_I = InstrumentId


@dataclass(frozen=True, slots=True)
class Provision:
    """What one version says."""

    words: Sentence
    citation: Citation


@dataclass(frozen=True, slots=True)
class Sanction:
    """One topic in both versions; None where a version has nothing."""

    topic: str
    title: Sentence
    until_2024: Provision | None
    since_2024: Provision | None

    def on(self, day: date, law: LawSettings = DEFAULT_LAW) -> Provision | None:
        """What applies on a day."""
        for provision in (self.since_2024, self.until_2024):
            if provision is not None and in_force(provision.citation.instrument, day, law):
                return provision
        return None


SANCTIONS: tuple[Sanction, ...] = (
    Sanction(
        "late",
        Sentence("逾期未公示", "Not published in time"),
        Provision(
            Sentence(
                "由县级以上工商行政管理部门列入经营异常名录；情节严重的，依照有关法律、行政法规处罚。",
                "Listed as abnormal by the county authority or above; in serious cases punished under other laws.",
            ),
            cite(_I.R14, 17, 1, 1),
        ),
        Provision(
            Sentence(
                "由县级以上市场监督管理部门列入经营异常名录，并依法给予行政处罚。",
                "Listed as abnormal by the county authority or above and punished under the law.",
            ),
            cite(_I.R24, 18, 1),
        ),
    ),
    Sanction(
        "false",
        Sentence("隐瞒真实情况、弄虚作假", "Concealment or falsehood"),
        Provision(
            Sentence("列入经营异常名录。", "Listed as abnormal."),
            cite(_I.R14, 17, 1, 2),
        ),
        Provision(
            Sentence(
                "不再是列入事由：法律、行政法规另有规定的从其规定；否则责令改正，处1万元以上5万元以下罚款；情节严重的，"
                "处5万元以上20万元以下罚款，列入严重违法失信名单，并可以吊销营业执照。",
                "No longer a ground for listing: other laws apply where they have a rule; otherwise an order to "
                "correct and a fine of CNY 10,000–50,000; in serious cases CNY 50,000–200,000, the serious list, and "
                "the licence may be revoked.",
            ),
            cite(_I.R24, 18, 2),
        ),
    ),
    Sanction(
        "removal",
        Sentence("履行义务后移出", "Removal after the duty is done"),
        Provision(
            Sentence("履行公示义务的，移出经营异常名录。", "On performing the duty, removed from the list."),
            cite(_I.R14, 17, 2),
        ),
        None,
    ),
    Sanction(
        "three-years",
        Sentence("满三年未履行", "Three years without performing"),
        Provision(
            Sentence(
                "满3年未履行公示义务的，列入严重违法企业名单。", "After three years on the list: the serious list."
            ),
            cite(_I.R14, 17, 2),
        ),
        None,
    ),
    Sanction(
        "two-years-unreachable",
        Sentence("连续两年未年报且无法联系", "Two years without a report, and unreachable"),
        None,
        Provision(
            Sentence(
                "连续2年未按规定报送年度报告被列入经营异常名录未改正，且通过登记的住所或者经营场所无法取得联系的，"
                "由县级以上市场监督管理部门吊销营业执照。",
                "Listed for two consecutive years without a report, not put right, and unreachable at the registered "
                "address: the business licence is revoked.",
            ),
            cite(_I.R24, 18, 1),
        ),
    ),
    Sanction(
        "representatives",
        Sentence("法定代表人、负责人任职限制", "Bar on the legal representative"),
        Provision(
            Sentence(
                "被列入严重违法企业名单的，其法定代表人、负责人3年内不得担任其他企业的法定代表人、负责人。",
                "Of an enterprise on the serious list: may not hold that post in another enterprise for three years.",
            ),
            cite(_I.R14, 17, 2),
        ),
        Provision(
            Sentence(
                "被列入严重违法失信名单的，其法定代表人、负责人3年内不得担任其他企业的法定代表人、负责人。",
                "Of an enterprise on the serious list: may not hold that post in another enterprise for three years.",
            ),
            cite(_I.R24, 18, 2),
        ),
    ),
    Sanction(
        "serious-list-exit",
        Sentence("移出严重违法名单", "Leaving the serious list"),
        Provision(
            Sentence(
                "自列入之日起满5年未再发生规定情形的，移出。",
                "Removed after five years without a new case.",
            ),
            cite(_I.R14, 17, 3),
        ),
        None,
    ),
    Sanction(
        "after-revocation",
        Sentence("吊销之后", "After revocation"),
        None,
        Provision(
            Sentence(
                "被吊销营业执照后应当依法办理注销登记；未办理的，由市场监督管理部门依法处理。",
                "Must deregister; otherwise the authority deals with it under the law.",
            ),
            cite(_I.R24, 18, 3),
        ),
    ),
)


def late_report_consequences(kind: Kind, on: date, law: LawSettings = DEFAULT_LAW) -> tuple[Provision, ...]:
    """What else a late report may bring on that day, beside the listing."""
    found: list[Provision] = []
    if in_force(_I.REGR22, on, law):
        found.append(
            Provision(
                Sentence("登记机关可以处1万元以下的罚款。", "The registrar may fine up to CNY 10,000."),
                cite(_I.REGR22, 70),
            )
        )
    if kind is Kind.ENTERPRISE:
        found.extend(
            provision
            for sanction in SANCTIONS
            if sanction.topic in {"three-years", "two-years-unreachable"}
            if (provision := sanction.on(on, law)) is not None
        )
    if in_force(_I.REG22, on, law):
        found.append(
            Provision(
                Sentence(
                    "被列入经营异常名录期间不适用简易注销程序。", "While listed, simplified deregistration is not open."
                ),
                cite(_I.REG22, 33),
            )
        )
    return tuple(found)

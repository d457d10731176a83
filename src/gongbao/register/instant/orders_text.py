"""The text of an order to publish."""

from datetime import date

from gongbao.kernel.statutes import Citation, InstrumentId, Sentence, in_force, rule
from gongbao.register.instant.rules import InformationKind, basis
from gongbao.register.listings.rules import Document

ORDER = "order-publish"


def order_link(entity_id: int) -> str:
    """The page on which a firm sees its orders and publishes."""
    return f"/my/instant/{entity_id}/"


def order_document(kind: InformationKind, what: str, on: date) -> Document:
    """The order's text without its variable parts. The ten days run from service, so the text names no last day."""
    term = rule("enterprise.order-to-publish", on)
    listing = rule("enterprise.list-ordered-information", on)
    regulation = InstrumentId.R24 if in_force(InstrumentId.R24, on) else InstrumentId.R14
    cited = (*basis("firm", kind, on), Citation(regulation, 10, 2), term.citation)
    return Document(
        kind=ORDER,
        decided_on=on,
        register="instant",
        ground=ORDER,
        ground_words=Sentence(f"未按规定公示：{kind.title.zh}", f"Not published as required: {kind.title.en}"),
        measure=Sentence("责令限期公示", "ordered to publish within a time limit"),
        citations=tuple(citation.token for citation in cited),
        reasons=(
            Sentence(f"经查，未公示下列信息：{what}。", f"Not published: {what}."),
            Sentence(
                f"现责令{term.words.zh}在企业信用信息公示系统公示。",
                f"It is ordered to be published {term.words.en}.",
            ),
            Sentence(
                f"逾期未公示的，将列入经营异常名录（{listing.citation.zh}）。",
                f"If not, the abnormal list follows ({listing.citation.en}).",
            ),
        ),
        remedies=Sentence(
            "不服本决定的，可在60日内申请行政复议，或者在6个月内提起行政诉讼。",
            "Administrative reconsideration may be applied for within 60 days, or an action brought within six months.",
        ),
    )

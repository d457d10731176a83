"""A place in a law, stored as a short token and shown in full."""

import re
from dataclasses import dataclass
from typing import Self

from gongbao.kernel.statutes.instruments import TITLES, InstrumentId
from gongbao.kernel.statutes.numerals import chinese_numeral
from gongbao.kernel.statutes.vocabulary import Confidence, Sentence

_TOKEN = re.compile(r"([A-Z0-9]+):([1-9][0-9]*)(?:\.([1-9][0-9]*))?(?:\(([1-9][0-9]*)\))?\[([CSMD])\]")


@dataclass(frozen=True, slots=True)
class Citation:
    """An article (条) of an instrument, with paragraph (款) and item (项) where needed; 0 means the whole.

    `confidence` is of this reading: a text read in full can still be applied by derivation.
    """

    instrument: InstrumentId
    article: int
    paragraph: int = 0
    item: int = 0
    confidence: Confidence = Confidence.TEXT

    @property
    def zh(self) -> str:
        """E.g. 《企业经营异常名录管理办法》第四条第（一）项."""
        text = f"《{TITLES[self.instrument].zh}》第{chinese_numeral(self.article)}条"
        if self.paragraph:
            text += f"第{chinese_numeral(self.paragraph)}款"
        if self.item:
            text += f"第（{chinese_numeral(self.item)}）项"
        return text

    @property
    def en(self) -> str:
        """E.g. Measures for …, art. 18 para. 1 (2)."""
        text = f"{TITLES[self.instrument].en}, art. {self.article}"
        if self.paragraph:
            text += f" para. {self.paragraph}"
        if self.item:
            text += f" ({self.item})"
        return text

    @property
    def words(self) -> Sentence:
        """Both languages."""
        return Sentence(self.zh, self.en)

    @property
    def token(self) -> str:
        """E.g. A25:4(1)[C], R24:18.1[C]; what `parse` reads."""
        paragraph = f".{self.paragraph}" if self.paragraph else ""
        item = f"({self.item})" if self.item else ""
        return f"{self.instrument}:{self.article}{paragraph}{item}[{self.confidence}]"

    @classmethod
    def parse(cls, token: str) -> Self:
        """The citation a token stands for. Raises ValueError."""
        match = _TOKEN.fullmatch(token)
        if match is None:
            raise ValueError(f"not a citation: {token!r}")
        name, article, paragraph, item, confidence = match.groups()
        return cls(InstrumentId(name), int(article), int(paragraph or 0), int(item or 0), Confidence(confidence))


def cite(instrument: InstrumentId, article: int, paragraph: int = 0, item: int = 0) -> Citation:
    """A citation of a text read in full."""
    return Citation(instrument, article, paragraph, item)


def derived(instrument: InstrumentId, article: int, paragraph: int = 0, item: int = 0) -> Citation:
    """A citation of a text that is applied by derivation or analogy."""
    return Citation(instrument, article, paragraph, item, Confidence.DERIVED)

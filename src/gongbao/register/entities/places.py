"""From a credit code's digits and an address to the finest division we can name (GB/T 2260 and below)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Places:
    """The divisions of today, prepared for looking up. Made once per import from (code, name, level) rows."""

    known: set[str] = field(default_factory=set)
    counties: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    townships: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    prefectures: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, int]]) -> "Places":
        places = cls()
        for code, name, level in rows:
            places.known.add(code)
            if level == 2:
                places.prefectures[name.rstrip("市")] = code[:4]
            elif level == 3:
                places.counties[code[:4]].append((name, code))
            elif level == 4:
                places.townships[code[:6]].append((name, code))
        for table in (places.counties, places.townships):
            for names in table.values():
                names.sort(key=lambda pair: -len(pair[0]))
        return places

    def find(self, digits: str, city: str, address: str) -> tuple[str, bool]:
        """The division and whether it is certain: the registrar's county by the code, else the address, else the city.

        `digits` are positions 3 to 8 of the credit code (the registering office), which today's list may not know.
        """
        if not self.known:
            return digits, bool(digits)
        county = digits if digits in self.known else self._county(digits, city, address)
        if county:
            township = next((code for name, code in self.townships[county] if name in address), None)
            return township or county, True
        prefecture = digits[:4] if digits[:4] in self.known else self.prefectures.get(city.rstrip("市"), "")
        return (prefecture, True) if prefecture else (digits, False)

    def _county(self, digits: str, city: str, address: str) -> str:
        for prefecture in (digits[:4], self.prefectures.get(city.rstrip("市"), "")):
            for name, code in self.counties.get(prefecture, ()):
                if name in address:
                    return code
        return ""

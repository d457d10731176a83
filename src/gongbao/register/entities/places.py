"""From a credit code's digits and an address to the finest division we can name (GB/T 2260 and below). Pure."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

Names = list[tuple[str, str]]
NONE: Names = []
# GB/T 2260: what the first two digits of a code in use can be, whether or not this house's list covers the province.
_AREAS = (range(11, 16), range(21, 24), range(31, 38), range(41, 47), range(50, 55), range(61, 66), (71, 81, 82))
PROVINCES = frozenset(str(code) for area in _AREAS for code in area)


class Places:
    """The divisions of today to look up in: lines of `name TAB code` under each parent, unpacked on demand, the
    longest names first.
    """

    def __init__(self, packed: Mapping[str, str]) -> None:
        self._packed = packed
        self._unpacked: dict[str, Names] = {}
        provinces = [code for _, code in self._below("")]
        prefectures = [pair for province in provinces for pair in self._below(province)]
        counties = [code for _, prefecture in prefectures for _, code in self._below(prefecture)]
        self._known = {*provinces, *(code for _, code in prefectures), *counties}
        self._cities = {name.removesuffix("市"): code for name, code in prefectures}

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str]]) -> "Places":
        """From pairs of code and name."""
        under: dict[str, Names] = defaultdict(list)
        for code, name in rows:
            under[{2: "", 4: code[:2], 6: code[:4], 9: code[:6]}[len(code)]].append((name, code))
        return cls({parent: _pack(pairs) for parent, pairs in under.items()})

    def _below(self, parent: str) -> Names:
        found = self._unpacked.get(parent)
        if found is None:
            lines = self._packed.get(parent, "")
            found = [(name, code) for name, _, code in (line.partition("\t") for line in lines.split("\n") if line)]
            found.sort(key=lambda pair: (-len(pair[0]), pair[1]))
            self._unpacked[parent] = found
        return found

    def has(self, code: str) -> bool:
        """Whether the list of today has this division."""
        return code in self._known or any(code == below for _, below in self._below(code[:6]))

    def find(self, digits: str, city: str, address: str) -> tuple[str, bool]:
        """The division and whether it is certain: the registrar's county by the code, else the address, else the city.

        `digits` are positions 3 to 8 of the credit code (the registering office), which today's list may not know:
        codes are retired when a county becomes a district, and provinces and prefectures register firms themselves.
        """
        if not self._known or (digits[:2] not in self._known and digits[:2] in PROVINCES):
            return digits, bool(digits)  # our list does not cover the province: the code alone has to say it
        county = digits if digits in self._known else self._county(digits, city, address)
        if county:
            for name, code in self._unpacked.get(county) or self._below(county):
                if name in address:
                    return code, True
            return county, True
        prefecture = self._prefecture(digits, city, address)
        return (prefecture, True) if prefecture else (digits, False)

    def find_all(self, digits: Sequence[str], cities: Sequence[str], addresses: Sequence[str]) -> list[str]:
        """What find() says of each where it is certain, else empty. Addresses hold no line ends: those of one place
        are searched as one text.
        """
        found = [""] * len(digits)
        offices: dict[str, list[int]] = defaultdict(list)
        for at, code in enumerate(digits):
            offices[code].append(at)
        counties: dict[str, list[int]] = defaultdict(list)
        prefectures: dict[str, list[int]] = defaultdict(list)
        for code, ats in offices.items():
            if code in self._known:
                counties[code] += ats
            elif code[:4] in self._known:
                prefectures[code[:4]] += ats
            else:
                for at in ats:
                    region, certain = self.find(code, cities[at], addresses[at])
                    found[at] = region if certain else ""
        for under, ats in prefectures.items():
            for at, county in zip(ats, _named(self._below(under), [addresses[at] for at in ats]), strict=True):
                if county:
                    counties[county].append(at)
                else:
                    found[at] = under
        for under, ats in counties.items():
            for at, code in zip(ats, _named(self._below(under), [addresses[at] for at in ats]), strict=True):
                found[at] = code or under
        return found

    def _prefecture(self, digits: str, city: str, address: str) -> str:
        if digits[:4] in self._known:
            return digits[:4]
        if found := self._cities.get(city.removesuffix("市")):
            return found
        named = [code for name, code in self._below(digits[:2]) if name.removesuffix("市") in address[:12]]
        return named[0] if len(named) == 1 else ""

    def _county(self, digits: str, city: str, address: str) -> str:
        """The county that the address names, looked for in the prefecture, or in the whole province."""
        if prefecture := self._prefecture(digits, city, address):
            return next((code for name, code in self._below(prefecture) if name in address), "")
        named = {
            code
            for _, prefecture in self._below(digits[:2])
            for name, code in self._below(prefecture)
            if name in address[:16]
        }
        return named.pop() if len(named) == 1 else ""


def _named(names: Names, addresses: Sequence[str]) -> list[str]:
    """For each address the code of the first of these names that it holds."""
    found = [""] * len(addresses)
    text = "\n".join(addresses)
    begins = list(accumulate(map(len, addresses), lambda begin, length: begin + length + 1, initial=0))
    for name, code in names:
        at = text.find(name)
        while at >= 0:
            row = bisect_right(begins, at)
            found[row - 1] = found[row - 1] or code
            at = text.find(name, begins[row])
    return found


def _pack(pairs: Names) -> str:
    return "\n".join(f"{name}\t{code}" for name, code in pairs)

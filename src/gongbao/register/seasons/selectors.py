"""Reading the season: who is missing, how places and days stand, what a close would do."""

from gongbao.foundation.duties.kinds import ANNUAL_REPORT
from gongbao.kernel.statutes import Ground

# Nobody is listed who filed before the decision, nor twice for one year: not even after a removal or a correction.
STILL_MISSING = """
NOT EXISTS (SELECT FROM filings_filing AS filing
  WHERE filing.entity_id = {entity} AND filing.year = %s AND filing.versions > 0)
AND NOT EXISTS (SELECT FROM listings_listing AS listing WHERE listing.entity_id = {entity}
  AND listing.register = 'abnormal' AND listing.ground = %s AND listing.period = %s)
"""
MISSING = f"""
SELECT duty.party_id AS entity_id FROM duties_duty AS duty
WHERE duty.kind = %s AND duty.period = %s AND duty.region LIKE %s AND duty.state = 'open'
  AND {STILL_MISSING.format(entity="duty.party_id")}
"""  # noqa: S608 (only constants stand between the parameters)


def still_params(year: int) -> tuple[int, str, int]:
    """The parameters of STILL_MISSING."""
    return year, Ground.LATE_REPORT.value, year


def missing_params(year: int, region: str) -> tuple[str | int, ...]:
    """The parameters of MISSING."""
    return ANNUAL_REPORT, year, f"{region}%", *still_params(year)

from tests.integration.filings.conftest import entity, forms, town  # noqa: F401 (pytest finds them by name)
from tests.integration.seasons.conftest import county, register  # noqa: F401 (as above)

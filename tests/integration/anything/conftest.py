from tests.integration.filings.conftest import entity, forms, town  # noqa: F401 (pytest finds them by name)

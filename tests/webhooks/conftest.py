"""What tests of webhooks stand on: a post office without an internet."""

from collections.abc import Iterator

import pytest

from tests.webhooks.post_office import PostOffice, opened


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with opened() as found:
        yield found

"""A desk with a buyer's browser before it."""

from collections.abc import Iterator

import pytest

from tests.desk import Desk
from tests.desk import desk as open_desk
from tests.storefront.browser import Browser


@pytest.fixture
def desk(tables: None) -> Iterator[Desk]:  # noqa: ARG001 - a fixture of a fixture
    with open_desk() as opened:
        yield opened


@pytest.fixture
def browser(desk: Desk) -> Browser:  # noqa: ARG001 - the tables must stand
    return Browser()

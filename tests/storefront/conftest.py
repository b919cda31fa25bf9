"""A desk with a buyer's browser before it."""

from collections.abc import Iterator

import pytest

from chalicelib.kernel.runtime import aws, background
from chalicelib.kernel.runtime.settings import settings
from tests.desk import Desk
from tests.desk import desk as open_desk
from tests.search.processes import begin_anew
from tests.storefront.browser import Browser


@pytest.fixture
def desk(tables: None) -> Iterator[Desk]:  # noqa: ARG001 - a fixture of a fixture
    where = {"LocationConstraint": "eu-west-3"}
    aws.client("s3").create_bucket(Bucket=settings.files_bucket, CreateBucketConfiguration=where)
    background.use(background.InlineRunner())
    begin_anew()
    with open_desk() as opened:
        yield opened
    begin_anew()
    background.use(background.ThreadRunner())


@pytest.fixture
def browser(desk: Desk) -> Browser:  # noqa: ARG001 - the tables must stand
    return Browser()

"""Where files lie is safe by construction: read from the packaged templates of both cells."""

from pathlib import Path
from typing import Any

import pytest

from local.packaging import package
from local.places import CELLS, ROOT, Cell, place
from local.tokens import tokens_of
from tests.sam_templates import of_type


@pytest.fixture(scope="module", params=CELLS)
def template(request: pytest.FixtureRequest) -> dict[str, Any]:
    cell: Cell = request.param
    return package(cell, tokens_of(cell, place(cell))).template


def test_files_are_private_encrypted_reached_over_tls_alone_and_computed_ones_end(template: dict[str, Any]) -> None:
    (bucket,) = of_type(template, "AWS::S3::Bucket").values()
    properties = bucket["Properties"]
    assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(properties["PublicAccessBlockConfiguration"]) == 4
    (encryption,) = properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encryption["ServerSideEncryptionByDefault"]["SSEAlgorithm"] in ("AES256", "aws:kms")
    expiring = {rule["Prefix"] for rule in properties["LifecycleConfiguration"]["Rules"] if "ExpirationInDays" in rule}
    assert "ranking-runs/" in expiring
    (policy,) = of_type(template, "AWS::S3::BucketPolicy").values()
    (denied,) = policy["Properties"]["PolicyDocument"]["Statement"]
    assert (denied["Effect"], denied["Principal"], denied["Action"]) == ("Deny", "*", "s3:*")
    assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert len(denied["Resource"]) == 2


def test_the_pages_of_the_template_stay_readable() -> None:
    pages = [page for page in Path(ROOT / ".chalice").rglob("*") if page.is_file()]
    assert max(len(page.read_text().splitlines()) for page in pages) <= 300

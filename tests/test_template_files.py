"""Where files and messages lie is safe by construction: read from the packaged templates of both cells."""

from pathlib import Path
from typing import Any

import pytest

from local.packaging import package
from local.places import CELLS, ROOT, Cell, place
from local.tokens import tokens_of
from tests.sam_templates import of_type, only_event


@pytest.fixture(scope="module", params=CELLS)
def template(request: pytest.FixtureRequest) -> dict[str, Any]:
    cell: Cell = request.param
    return package(cell, tokens_of(cell, place(cell))).template


def test_files_are_private_encrypted_reached_over_tls_alone_and_end(template: dict[str, Any]) -> None:
    buckets = of_type(template, "AWS::S3::Bucket")
    assert buckets.keys() == {"FilesBucket", "UploadsBucket"}
    for bucket in buckets.values():
        properties = bucket["Properties"]
        assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
        assert len(properties["PublicAccessBlockConfiguration"]) == 4
        (encryption,) = properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert encryption["ServerSideEncryptionByDefault"]["SSEAlgorithm"] in ("AES256", "aws:kms")
    policies = of_type(template, "AWS::S3::BucketPolicy").values()
    assert {policy["Properties"]["Bucket"]["Ref"] for policy in policies} == buckets.keys()
    for policy in policies:
        (denied,) = policy["Properties"]["PolicyDocument"]["Statement"]
        assert (denied["Effect"], denied["Principal"], denied["Action"]) == ("Deny", "*", "s3:*")
        assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        assert len(denied["Resource"]) == 2


def test_computed_files_and_what_nobody_inspected_end(template: dict[str, Any]) -> None:
    expiring = {
        name: {rule["Prefix"] for rule in rules if "ExpirationInDays" in rule}
        for name, bucket in of_type(template, "AWS::S3::Bucket").items()
        if (rules := bucket["Properties"]["LifecycleConfiguration"]["Rules"])
    }
    assert expiring == {"FilesBucket": {"ranking-runs/"}, "UploadsBucket": {"quarantine/", "offered/"}}


def test_an_uploaded_file_is_announced_to_its_inspection_and_by_s3_alone(template: dict[str, Any]) -> None:
    bucket = template["Resources"]["UploadsBucket"]
    (announced,) = bucket["Properties"]["NotificationConfiguration"]["QueueConfigurations"]
    assert announced["Filter"] == {"S3Key": {"Rules": [{"Name": "prefix", "Value": "quarantine/"}]}}
    assert announced["Queue"] == only_event(template, "CheckUploads")["Queue"]
    policy = template["Resources"][bucket["DependsOn"]]["Properties"]
    (allowed,) = policy["PolicyDocument"]["Statement"]
    assert (allowed["Principal"], allowed["Action"]) == ({"Service": "s3.amazonaws.com"}, "sqs:SendMessage")
    source = allowed["Condition"]["ArnEquals"]["aws:SourceArn"]["Fn::Sub"]
    assert source.endswith(f":{bucket['Properties']['BucketName']['Fn::Sub']}")


def test_queues_and_the_cells_key_are_encrypted_and_rotated(template: dict[str, Any]) -> None:
    for name, queue in of_type(template, "AWS::SQS::Queue").items():
        assert queue["Properties"]["SqsManagedSseEnabled"] is True, name
    (key,) = of_type(template, "AWS::KMS::Key").values()
    assert key["Properties"]["EnableKeyRotation"] is True
    assert key["DeletionPolicy"] == "Retain"


def test_the_pages_of_the_template_stay_readable() -> None:
    pages = [page for page in Path(ROOT / ".chalice").rglob("*") if page.is_file()]
    assert max(len(page.read_text().splitlines()) for page in pages) <= 300

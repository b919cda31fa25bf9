"""S3: conditional writes and reads, listing."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from doubles.in_memory_aws.world import World
from tests.doubles.in_memory_aws.wire import code

BUCKET = "rebound-eu-files"


@pytest.fixture
def files(world: World, s3: Any) -> Any:
    world.buckets.create(BUCKET)
    return s3


def _refused(call: Any) -> str:
    with pytest.raises(ClientError) as refused:
        call()
    return code(refused.value)


def test_an_object_comes_back_as_it_was_stored(files: Any) -> None:
    body = bytes(range(256)) * 500
    stored = files.put_object(
        Bucket=BUCKET, Key="imports/é b.csv", Body=body, ContentType="text/csv", Metadata={"seller": "sel_1"}
    )
    found = files.get_object(Bucket=BUCKET, Key="imports/é b.csv")
    assert found["Body"].read() == body
    assert (found["ETag"], found["ContentType"], found["Metadata"]) == (stored["ETag"], "text/csv", {"seller": "sel_1"})
    head = files.head_object(Bucket=BUCKET, Key="imports/é b.csv")
    assert head["ContentLength"] == len(body)
    assert head["LastModified"].timestamp() == 1_800_000_000


def test_only_the_first_of_two_writers_stores(files: Any) -> None:
    files.put_object(Bucket=BUCKET, Key="once", Body=b"first", IfNoneMatch="*")
    second = _refused(lambda: files.put_object(Bucket=BUCKET, Key="once", Body=b"second", IfNoneMatch="*"))
    assert second == "PreconditionFailed"
    assert files.get_object(Bucket=BUCKET, Key="once")["Body"].read() == b"first"


def test_a_replacement_holds_to_the_version_it_read(files: Any) -> None:
    old = files.put_object(Bucket=BUCKET, Key="index", Body=b"1")["ETag"]
    new = files.put_object(Bucket=BUCKET, Key="index", Body=b"2", IfMatch=old)["ETag"]
    stale = _refused(lambda: files.put_object(Bucket=BUCKET, Key="index", Body=b"3", IfMatch=old))
    absent = _refused(lambda: files.put_object(Bucket=BUCKET, Key="none", Body=b"3", IfMatch=old))
    assert (stale, absent) == ("PreconditionFailed", "NoSuchKey")
    assert _refused(lambda: files.get_object(Bucket=BUCKET, Key="index", IfNoneMatch=new)) == "304"
    assert files.get_object(Bucket=BUCKET, Key="index", IfNoneMatch=old)["Body"].read() == b"2"


def test_what_is_not_there_is_said_as_s3_says_it(files: Any) -> None:
    assert _refused(lambda: files.get_object(Bucket=BUCKET, Key="none")) == "NoSuchKey"
    assert _refused(lambda: files.head_object(Bucket=BUCKET, Key="none")) == "404"
    assert _refused(lambda: files.get_object(Bucket="another-bucket", Key="none")) == "NoSuchBucket"
    files.delete_object(Bucket=BUCKET, Key="none")


def test_a_listing_goes_in_pages_and_folders(files: Any) -> None:
    for key in ("a/1", "a/2 é&", "b/1", "c", "d"):
        files.put_object(Bucket=BUCKET, Key=key, Body=b"x")
    pages = [
        [entry["Key"] for entry in page.get("Contents", [])]
        for page in files.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, PaginationConfig={"PageSize": 2})
    ]
    assert pages == [["a/1", "a/2 é&"], ["b/1", "c"], ["d"]]
    folders = files.list_objects_v2(Bucket=BUCKET, Delimiter="/")
    assert [folder["Prefix"] for folder in folders["CommonPrefixes"]] == ["a/", "b/"]
    assert [entry["Key"] for entry in folders["Contents"]] == ["c", "d"]
    assert files.list_objects_v2(Bucket=BUCKET, Prefix="a/")["KeyCount"] == 2

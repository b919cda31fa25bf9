"""Files: whole, by name, and two writers never both take the place of the same one; in moto and on the local cloud."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.core.botocore_stubber import MockRawResponse

from chalicelib.gateways import files
from chalicelib.gateways.files import File, FileOvertaken
from chalicelib.kernel.runtime import aws
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values.problems import Unavailable
from tests.local_cloud import ministack


def forget_clients() -> None:
    aws.client.cache_clear()
    aws._session.cache_clear()


def open_bucket() -> None:
    forget_clients()
    where = {"LocationConstraint": "eu-west-3"}
    aws.client("s3").create_bucket(Bucket=settings.files_bucket, CreateBucketConfiguration=where)


@pytest.fixture
def bucket() -> Iterator[None]:
    """An empty bucket in moto."""
    with mock_aws():
        open_bucket()
        yield
    forget_clients()


@pytest.fixture(scope="module")
def cloud() -> Iterator[str]:
    with ministack() as address:
        yield address


@pytest.fixture
def local_bucket(cloud: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty bucket in ministack."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", cloud)
    open_bucket()
    yield
    for each in list(files.listed("")):
        files.delete(each.name)
    aws.client("s3").delete_bucket(Bucket=settings.files_bucket)
    monkeypatch.undo()
    forget_clients()


@pytest.fixture(params=["moto", "ministack"])
def somewhere(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("bucket" if request.param == "moto" else "local_bucket")


@pytest.mark.usefixtures("somewhere")
def test_what_was_written_is_read_until_it_is_deleted() -> None:
    assert files.read("a/b 🙂.bin") is None
    etag = files.write("a/b 🙂.bin", b"\0one")
    assert files.read("a/b 🙂.bin") == File(b"\0one", etag)
    assert files.write("a/b 🙂.bin", b"two") != etag
    files.delete("a/b 🙂.bin")
    files.delete("a/b 🙂.bin")
    assert files.read("a/b 🙂.bin") is None


@pytest.mark.usefixtures("somewhere")
def test_of_two_first_writers_the_second_is_refused() -> None:
    files.write_new("newest", b"mine")
    with pytest.raises(FileOvertaken):
        files.write_new("newest", b"theirs")
    found = files.read("newest")
    assert found is not None
    assert found.body == b"mine"


@pytest.mark.usefixtures("somewhere")
def test_a_file_is_replaced_only_by_who_read_the_one_that_is_there() -> None:
    first = files.write("newest", b"1")
    second = files.replace("newest", b"2", first)
    with pytest.raises(FileOvertaken):
        files.replace("newest", b"3", first)
    assert files.read("newest") == File(b"2", second)
    files.delete("newest")
    with pytest.raises(FileOvertaken):
        files.replace("newest", b"4", second)


@pytest.mark.usefixtures("somewhere")
def test_files_are_listed_by_name_under_their_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_PAGE", 2)
    for name in ("runs/2", "runs/10", "other", "runs/1", "runs/3", "runs/4"):
        files.write(name, b"four")
    found = list(files.listed("runs/"))
    assert [each.name for each in found] == ["runs/1", "runs/10", "runs/2", "runs/3", "runs/4"]
    assert {each.size_bytes for each in found} == {4}
    first = files.read("runs/1")
    assert first is not None
    assert found[0].etag == first.etag
    assert list(files.listed("none/")) == []


@pytest.mark.usefixtures("bucket")
def test_a_writer_whose_answer_was_lost_knows_its_own_file_again() -> None:
    first = files.write("newest", b"1")
    client = aws.client("s3")

    def arrive_once_before(params: dict[str, Any], **_: Any) -> None:
        client.meta.events.unregister("before-call.s3.PutObject", arrive_once_before)
        metadata = {"writing": params["headers"]["x-amz-meta-writing"]}
        client.put_object(Bucket=settings.files_bucket, Key="newest", Body=b"2", Metadata=metadata)

    client.meta.events.register("before-call.s3.PutObject", arrive_once_before)
    etag = files.replace("newest", b"2", first)
    assert files.read("newest") == File(b"2", etag)


def test_where_nobody_answers_the_caller_may_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    forget_clients()
    for act in (
        lambda: files.read("newest"),
        lambda: files.write_new("newest", b""),
        lambda: list(files.listed("")),
        lambda: files.delete("newest"),
    ):
        with pytest.raises(Unavailable):
            act()
    forget_clients()


@pytest.mark.usefixtures("bucket")
@pytest.mark.parametrize("code", ["AccessDenied", "InvalidBucketName", "InvalidArgument"])
def test_what_s3_will_always_refuse_is_raised_as_it_came(code: str) -> None:
    def refused(request: Any, **_: Any) -> AWSResponse:
        body = f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode()
        return AWSResponse(request.url, 403, {}, MockRawResponse(body))  # type: ignore[arg-type]

    aws.client("s3").meta.events.register_first("before-send.s3", refused)
    for ask in (
        lambda: files.read("a"),
        lambda: files.write("a", b"a"),
        lambda: files.write_new("a", b"a"),
        lambda: files.replace("a", b"a", "etag"),
        lambda: list(files.listed("a")),
        lambda: files.delete("a"),
    ):
        with pytest.raises(ClientError, match=code) as failure:
            ask()
        assert failure.value.__cause__ is None
        assert not aws.is_passing(failure.value)

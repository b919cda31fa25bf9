"""S3 objects: conditional writes and reads by ETag, listing in pages."""

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from urllib.parse import quote
from xml.sax.saxutils import escape

from doubles.in_memory_aws.errors import AwsError
from doubles.in_memory_aws.http_messages import HttpAnswer, HttpRequest, s3_error
from doubles.in_memory_aws.upload_forms import notification, refusal_of

LIST_LIMIT = 1000

_kept_headers = ("content-type", "content-disposition", "content-encoding", "cache-control")


@dataclass(frozen=True, slots=True)
class StoredObject:
    body: bytes
    etag: str
    headers: dict[str, str]
    stored_at: float


class Buckets:
    """The S3 service."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.objects: dict[str, dict[str, StoredObject]] = {}
        self._told: dict[str, tuple[str, Callable[[str], object]]] = {}

    def create(self, bucket: str) -> None:
        self.objects.setdefault(bucket, {})

    def notify(self, bucket: str, prefix: str, send: Callable[[str], object]) -> None:
        """Hand a notification of each object stored under a prefix to `send`, as the message S3 puts into a queue."""
        self._told[bucket] = (prefix, send)

    def post_form(self, bucket: str, fields: Mapping[str, str], body: bytes) -> HttpAnswer:
        """What S3 answers to a browser that sends a file with a signed form (POST object), and its effect.

        The form's policy is enforced but for its end and its signature. Not a call of a client: no hook sees it.
        """
        refused = refusal_of(bucket, fields, len(body))
        if refused is not None:
            return s3_error(refused, "form", method="POST")
        self._store(bucket, fields["key"], body, {"content-type": fields["Content-Type"]}, event="ObjectCreated:Post")
        redirect = fields.get("success_action_redirect")
        return HttpAnswer(204, {}, b"") if redirect is None else HttpAnswer(303, {"location": redirect}, b"")

    def answer(self, operation: str, request: HttpRequest) -> HttpAnswer:
        bucket, key = _addressed(request)
        if operation == "CreateBucket":
            self.create(bucket)
            return HttpAnswer(200, {"location": f"/{bucket}"}, b"")
        if bucket not in self.objects:
            raise AwsError("NoSuchBucket", "The specified bucket does not exist", status=404)
        if operation == "HeadBucket":
            return HttpAnswer(200, {}, b"")
        if operation == "ListObjectsV2":
            return self._list(bucket, request)
        operate = {
            "PutObject": self._put,
            "GetObject": self._get,
            "HeadObject": self._get,
            "DeleteObject": self._delete,
        }.get(operation)
        if operate is None:
            raise AwsError("NotImplemented", f"the double has no {operation}", status=501)
        return operate(bucket, key, request)

    def _put(self, bucket: str, key: str, request: HttpRequest) -> HttpAnswer:
        present = self.objects[bucket].get(key)
        if request.headers.get("if-none-match") == "*" and present is not None:
            raise _precondition()
        expected = request.headers.get("if-match")
        if expected is not None and present is None:
            raise _missing()
        if expected is not None and present is not None and not _matches(expected, present.etag):
            raise _precondition()
        digest = hashlib.md5(request.body, usedforsecurity=False)
        declared = request.headers.get("content-md5")
        if declared is not None and base64.b64decode(declared) != digest.digest():
            raise AwsError("BadDigest", "The Content-MD5 you specified did not match what we received.")
        kept = {
            name: value
            for name, value in request.headers.items()
            if name in _kept_headers or name.startswith("x-amz-meta-")
        }
        if kept.get("content-encoding") == "aws-chunked":
            del kept["content-encoding"]
        stored = self._store(bucket, key, request.body, kept, event="ObjectCreated:Put")
        return HttpAnswer(200, {"etag": stored.etag}, b"")

    def _store(self, bucket: str, key: str, body: bytes, headers: dict[str, str], *, event: str) -> StoredObject:
        digest = hashlib.md5(body, usedforsecurity=False)
        stored = StoredObject(body, f'"{digest.hexdigest()}"', headers, self._clock())
        self.objects[bucket][key] = stored
        prefix, send = self._told.get(bucket, ("", None))
        if send is not None and key.startswith(prefix):
            send(notification(event, bucket, key, len(body)))
        return stored

    def _get(self, bucket: str, key: str, request: HttpRequest) -> HttpAnswer:
        stored = self.objects[bucket].get(key)
        if stored is None:
            raise _missing()
        expected = request.headers.get("if-match")
        if expected is not None and not _matches(expected, stored.etag):
            raise _precondition()
        known = request.headers.get("if-none-match")
        if known is not None and _matches(known, stored.etag):
            raise AwsError("NotModified", "Not Modified", status=304)
        headers = {
            "content-type": "binary/octet-stream",
            **stored.headers,
            "etag": stored.etag,
            "content-length": str(len(stored.body)),
            "last-modified": formatdate(stored.stored_at, usegmt=True),
        }
        return HttpAnswer(200, headers, b"" if request.method == "HEAD" else stored.body)

    def _delete(self, bucket: str, key: str, request: HttpRequest) -> HttpAnswer:  # noqa: ARG002
        self.objects[bucket].pop(key, None)
        return HttpAnswer(204, {}, b"")

    def _list(self, bucket: str, request: HttpRequest) -> HttpAnswer:
        query = request.query
        prefix, delimiter = query.get("prefix", ""), query.get("delimiter")
        after = query.get("continuation-token") or query.get("start-after") or ""
        most = min(int(query.get("max-keys", LIST_LIMIT)), LIST_LIMIT)
        entries: list[str] = []
        for key in sorted(self.objects[bucket], key=str.encode):
            if not key.startswith(prefix):
                continue
            end = key.find(delimiter, len(prefix)) if delimiter else -1
            entry = key if end < 0 else key[: end + len(delimiter or "")]
            if entry.encode() > after.encode() and (not entries or entries[-1] != entry):
                entries.append(entry)
        page, more = entries[:most], len(entries) > most
        coded = quote if query.get("encoding-type") == "url" else str
        shown = "".join(self._entry(bucket, entry, coded(entry)) for entry in page)
        token = f"<NextContinuationToken>{escape(page[-1])}</NextContinuationToken>" if more else ""
        body = (
            f"<ListBucketResult><Name>{bucket}</Name><Prefix>{escape(coded(prefix))}</Prefix><MaxKeys>{most}</MaxKeys>"
            f"<KeyCount>{len(page)}</KeyCount><IsTruncated>{str(more).lower()}</IsTruncated>{token}"
            f"{'<EncodingType>url</EncodingType>' if coded is quote else ''}{shown}</ListBucketResult>"
        )
        return HttpAnswer(200, {"content-type": "application/xml"}, body.encode())

    def _entry(self, bucket: str, entry: str, shown: str) -> str:
        stored = self.objects[bucket].get(entry)
        if stored is None:
            return f"<CommonPrefixes><Prefix>{escape(shown)}</Prefix></CommonPrefixes>"
        at = formatdate(stored.stored_at, usegmt=True)
        return (
            f"<Contents><Key>{escape(shown)}</Key><LastModified>{at}</LastModified>"
            f"<ETag>{escape(stored.etag)}</ETag><Size>{len(stored.body)}</Size></Contents>"
        )


def _addressed(request: HttpRequest) -> tuple[str, str]:
    """Bucket and key, from the host (`bucket.s3.region.amazonaws.com`) or else from the path."""
    label, _, rest = request.host.partition(".s3.")
    if rest.endswith("amazonaws.com"):
        return label, request.path.removeprefix("/")
    bucket, _, key = request.path.removeprefix("/").partition("/")
    return bucket, key


def _matches(expected: str, etag: str) -> bool:
    return expected == "*" or etag.strip('"') in [tag.strip().strip('"') for tag in expected.split(",")]


def _precondition() -> AwsError:
    return AwsError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", status=412)


def _missing() -> AwsError:
    return AwsError("NoSuchKey", "The specified key does not exist.", status=404)

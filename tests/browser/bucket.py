"""The bucket of a cell in this process, as a browser reaches it: forms that send a file, links that show one."""

import re
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from chalicelib.kernel.runtime import aws
from chalicelib.kernel.runtime.settings import settings
from tests.uploads.upload_window import announce

ADDRESS = re.compile(r"https://s3\.eu-west-3\.amazonaws\.com/.*")


class Bucket:
    """Answers for S3 in a browser context. A browser's driver does not tell a file's bytes, so `photo` is sent."""

    def __init__(self, context: Any, photo: bytes) -> None:
        self.photo, self.key, self.back = photo, "", ""
        context.route(ADDRESS, self._answer)

    def expect(self, page: Any) -> None:
        """The form on a page is the one that will be sent."""
        self.key = page.input_value("input[name=key]")
        # The settings name another port than the test's.
        self.back = urljoin(page.url, urlsplit(page.input_value("input[name=success_action_redirect]")).path)

    def check(self) -> None:
        """The file is inspected."""
        assert announce(self.key) == []

    def _answer(self, route: Any) -> None:
        if route.request.method == "POST":
            aws.client("s3").put_object(Bucket=settings.uploads_bucket, Key=self.key, Body=self.photo)
            where = f"{self.back}?bucket={settings.uploads_bucket}&key={quote(self.key, safe='')}"
            # A redirect of a driver is followed with the method it answers; S3's 303 becomes a GET.
            route.fulfill(status=303, headers={"Location": where})
            return
        name = urlsplit(route.request.url).path.removeprefix(f"/{settings.uploads_bucket}/")
        found = aws.client("s3").get_object(Bucket=settings.uploads_bucket, Key=name)
        route.fulfill(status=200, body=found["Body"].read(), content_type=found["ContentType"])

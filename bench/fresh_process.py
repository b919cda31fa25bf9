"""A fresh process up to its first answer, run by its path: the application's product page, or the libraries alone.

Arguments: `application` or `libraries`, the folder to import from, and a recorded page. Prints what it took as JSON.
The libraries alone are what any application on Chalice and pynamodb pays: both imported, one client, one call.
"""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, sys.argv[2])

import botocore.session
import chalice
import pynamodb.models
from botocore.awsrequest import AWSResponse

recorded = json.loads(Path(sys.argv[3]).read_bytes())
answers = iter(recorded["answers"])


class Body:
    """The body of an answer, there already."""

    def __init__(self, content: str) -> None:
        self._content = content.encode()

    def stream(self) -> Iterator[bytes]:
        yield self._content


def answer(request: Any, **_: Any) -> AWSResponse:
    given = next(answers)
    return AWSResponse(request.url, 200, given["headers"], Body(given["body"]))


if sys.argv[1] == "application":
    import app
    from chalicelib.kernel.runtime import aws

    aws.client("dynamodb").meta.events.register("before-send.dynamodb", answer)
    answered = app.app(recorded["event"], None)["statusCode"] == 200
else:
    client: Any = botocore.session.get_session().create_client("dynamodb")
    client.meta.events.register("before-send.dynamodb", answer)
    answered = "Item" in client.get_item(TableName="products", Key={"product_id": {"S": "prd"}})

# Before anything of the process is taken down: a function's process is frozen, not ended.
cpu_ms = time.process_time() * 1000
print(
    json.dumps(
        {
            "answered": answered,
            "cpu_ms": cpu_ms,
            "modules": len(sys.modules),
            "stripe": int("stripe" in sys.modules),
            "libraries": [chalice.__version__, pynamodb.__version__],
        }
    )
)

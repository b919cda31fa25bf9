"""Short forms for the wire values tests write."""

from typing import Any

from botocore.exceptions import ClientError


def text(value: str) -> dict[str, str]:
    return {"S": value}


def number(value: object) -> dict[str, str]:
    return {"N": str(value)}


def line(order: str, position: int, **more: Any) -> dict[str, Any]:
    """An item of the table `lines`; strings and integers become wire values."""
    item: dict[str, Any] = {"order": text(order), "line": number(position)}
    for name, value in more.items():
        item[name] = text(value) if isinstance(value, str) else number(value) if isinstance(value, int) else value
    return item


def code(error: BaseException) -> str:
    """The AWS code of a ClientError."""
    assert isinstance(error, ClientError)
    return error.response["Error"]["Code"]


def message(error: BaseException) -> str:
    assert isinstance(error, ClientError)
    return error.response["Error"]["Message"]


def reasons(error: BaseException) -> list[str]:
    """The codes of a cancelled transaction's reasons, in the order of the request."""
    assert isinstance(error, ClientError)
    told: Any = error.response
    return [reason["Code"] for reason in told["CancellationReasons"]]

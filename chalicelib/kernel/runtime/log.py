"""The log: one JSON line per event, with ids and measures, without personal data."""

import sys
import traceback
from types import TracebackType

import msgspec

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.runtime.settings import settings

_encode = msgspec.json.Encoder().encode


def write(event: str, **members: str | int | bool | None) -> None:
    """Write one line. Members are ids, names and counts, never an email address or a body."""
    line = {"at": clock.timestamp(), "cell": settings.cell, "event": event} | members
    sys.stdout.write(_encode(line).decode() + "\n")


def measure(name: str, value: int) -> None:
    """Write a number that CloudWatch records as a metric of the cell, in the namespace `Rebound`.

    CloudWatch's embedded metric format: the number is read from the log, so no call is made.
    Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
    """
    metric = {"Namespace": "Rebound", "Dimensions": [["cell"]], "Metrics": [{"Name": name, "Unit": "Count"}]}
    about = {"Timestamp": clock.epoch_seconds(clock.now()) * 1000, "CloudWatchMetrics": [metric]}
    line = {"_aws": about, "at": clock.timestamp(), "cell": settings.cell, "event": "measured", name: value}
    sys.stdout.write(_encode(line).decode() + "\n")


def failure(event: str, error: BaseException, **members: str | int | bool | None) -> None:
    """Write an error's type and location. Its message is left out: messages quote values, which may be personal."""
    write(event, error=type(error).__name__, where=_frames(error.__traceback__), **members)


def _frames(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace, limit=-6)
    return " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames))

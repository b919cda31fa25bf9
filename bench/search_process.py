"""A fresh process that serves an index: asked its questions as API Gateway asks, it prints what that took as JSON.

Arguments: the folder that stands for S3, and a file of events with what is looked for in each. Of `candidates` it tells
how each is answered and no more, of a `mix` what the answers take.
"""

import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from app import app
from bench.files_on_disk import keep_files_in
from chalicelib.kernel.runtime import aws

PASSES = 3


def main() -> None:
    folder, questions = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_bytes())
    keep_files_in(folder)
    told = _measured(questions) if "mix" in questions else _answered(questions["candidates"])
    print(json.dumps(told))


def _answered(candidates: list[dict[str, Any]]) -> dict[str, Any]:
    answers = [_answer(each["event"]) for each in candidates]
    return {"answers": [{"total": each["total"], "matching": each["matching"]} for each in answers]}


def _measured(questions: dict[str, Any]) -> dict[str, Any]:
    reads: list[str] = []
    aws.client("dynamodb").meta.events.register("before-send.dynamodb", lambda **asked: reads.append(str(asked)))
    # Opens what is not open yet. No answer is kept whole: two hundred of them are memory of the bench, not of the API.
    answers = [_size(_answer(each["event"])) for each in questions["mix"]]
    times = [spent for _ in range(PASSES) for spent in _times_ms(questions["mix"])]
    return {
        "median_ms": statistics.median(times),
        "p95_ms": statistics.quantiles(times, n=20)[-1],
        "totals": [total for total, _ in answers],
        "cards_min": min(cards for _, cards in answers),
        "memory_mb": _resident_mb(),
        "table_reads": len(reads),
        "recall": _recall(questions["mistyped"]),
        "recall_anywhere": _recall(questions["mistyped_anywhere"]),
    }


def _size(answer: dict[str, Any]) -> tuple[int, int]:
    """How many results there are, and how many of them the answer shows."""
    return answer["total"], len(answer["items"])


def _answer(event: dict[str, Any]) -> dict[str, Any]:
    answer = app(event, None)
    assert answer["statusCode"] == 200, answer
    body: dict[str, Any] = json.loads(answer["body"])
    return body


def _times_ms(questions: list[dict[str, Any]]) -> list[float]:
    times = []
    for each in questions:
        started = time.process_time_ns()
        app(each["event"], None)
        times.append((time.process_time_ns() - started) / 1_000_000)
    return times


def _recall(mistyped: list[dict[str, Any]]) -> float:
    if not mistyped:
        return 1.0
    found = [each["wanted"] in [card["title"] for card in _answer(each["event"])["items"]] for each in mistyped]
    return sum(found) / len(found)


def _resident_mb() -> float:
    fields = Path("/proc/self/status").read_text().split("VmRSS:")[1].split()
    return int(fields[0]) / 1024


if __name__ == "__main__":
    main()

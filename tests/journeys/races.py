"""Racing: several people do something at the same moment, and each one's outcome is kept."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def at_once(acts: Sequence[Callable[[], T]]) -> list[T]:
    """Start every act at the same moment, each in a thread of its own; their outcomes in the order of the acts.

    What an act raises is raised here, once all have ended.
    """
    barrier = threading.Barrier(len(acts))

    def begin(act: Callable[[], T]) -> T:
        barrier.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        running = [pool.submit(begin, act) for act in acts]
    return [one.result() for one in running]

"""Randomness: unpredictable in production, seeded in a simulation."""

from collections.abc import Iterator

import pytest

from chalicelib.kernel.runtime import randomness
from doubles.clock_and_randomness import SeededRandomness


@pytest.fixture
def seeded() -> Iterator[None]:
    randomness.use(SeededRandomness(1))
    yield
    randomness.use(randomness.SystemRandomness())


def test_the_machine_never_rolls_the_same_key_twice() -> None:
    assert len({randomness.random_bytes(16) for _ in range(100)}) == 100


@pytest.mark.usefixtures("seeded")
def test_a_seed_rolls_the_same_again() -> None:
    first = [randomness.below(6) for _ in range(20)]
    randomness.use(SeededRandomness(1))
    assert [randomness.below(6) for _ in range(20)] == first


@pytest.mark.usefixtures("seeded")
def test_every_number_below_the_limit_comes_up_and_no_other() -> None:
    assert {randomness.below(6) for _ in range(300)} == {0, 1, 2, 3, 4, 5}

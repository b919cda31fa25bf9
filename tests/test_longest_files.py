"""The order in which the files of tests start."""

import pytest

from tests.doc_pages import ROOT
from tests.longest_files import LONGEST_FILES


@pytest.mark.parametrize("name", LONGEST_FILES)
def test_a_file_that_starts_first_exists(name: str) -> None:
    assert (ROOT / name).is_file()


def test_the_longest_files_start_first(request: pytest.FixtureRequest) -> None:
    files = list(dict.fromkeys(item.nodeid.partition("::")[0] for item in request.session.items))
    listed = [name for name in files if name in LONGEST_FILES]
    assert files[: len(listed)] == sorted(listed, key=LONGEST_FILES.index)

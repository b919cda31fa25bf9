"""Languages: what a browser's wishes come to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalog.languages import LANGUAGES, wanted


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("fr", "fr"),
        ("FR-be", "fr"),
        ("nl, de;q=0.8, fr;q=0.9", "fr"),
        ("de;q=0.8, fr;q=0.8", "de"),
        ("fr;q=0, de;q=0.001", "de"),
        ("fr ; q=0.5 , de;q=0.55", "de"),
        ("fr;q=much, de;q=0.1", "de"),
        ("*", "en"),
    ],
)
def test_the_best_liked_language_of_the_catalogue_is_spoken(header: str, language: str) -> None:
    assert wanted(header) == language


@given(st.text(max_size=200))
def test_any_header_comes_to_some_language(header: str) -> None:
    assert wanted(header) in LANGUAGES

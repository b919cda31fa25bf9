"""The subjects of commits have one form: `room: what`, in at most 65 characters."""

import re
import subprocess

import pytest

from tests.doc_pages import ROOT

SUBJECT_LENGTH_MAX = 65
# The form was agreed after this commit.
LAST_WITHOUT_FORM = "e1ea60958ba45f06d16d2e3594e3cedb52bb3f8d"
_ROOM = r"[.a-z][a-z0-9_./-]*"
_FORM = re.compile(rf"{_ROOM}(, {_ROOM})*: \S.*")


def faults(subject: str) -> list[str]:
    """What is wrong with the form of a subject; empty where it is right."""
    found = []
    if len(subject) > SUBJECT_LENGTH_MAX:
        found.append(f"has {len(subject)} characters, {SUBJECT_LENGTH_MAX} are allowed")
    if not _FORM.fullmatch(subject):
        found.append("does not begin with `room: `")
    return found


def subjects() -> dict[str, str]:
    """The subjects of the commits since the form was agreed, by hash; all there are where the history is cut off."""
    known = subprocess.run(["git", "cat-file", "-e", f"{LAST_WITHOUT_FORM}^{{commit}}"], cwd=ROOT, capture_output=True)
    since = [f"{LAST_WITHOUT_FORM}..HEAD"] if known.returncode == 0 else ["HEAD"]
    command = ["git", "log", "--no-merges", "--format=%h %s", *since]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return dict(line.split(" ", 1) for line in told.splitlines())


def test_every_subject_of_a_commit_has_the_form() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("no git history here: this is no clone")
    wrong = [f"{commit} {subject!r} {fault}" for commit, subject in subjects().items() for fault in faults(subject)]
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize(
    ("subject", "is_right"),
    [
        ("orders: refuse a line that is cancelled twice", True),
        ("kernel, webhooks: state the version in one file", True),
        (".ci: install what is missing", True),
        ("orders/placing: refuse a basket without lines", True),
        ("docs: " + "x" * (SUBJECT_LENGTH_MAX - 6), True),
        ("docs: " + "x" * (SUBJECT_LENGTH_MAX - 5), False),
        ("Refuse a line that is cancelled twice", False),
        ("Orders: refuse a line that is cancelled twice", False),
        ("orders:refuse a line that is cancelled twice", False),
        ("orders: ", False),
        ("", False),
    ],
)
def test_a_subject_names_its_room_and_is_short(subject: str, is_right: bool) -> None:
    assert (faults(subject) == []) is is_right

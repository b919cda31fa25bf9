"""A claim knows what was indexed while it stands: each mark is counted once, however often its product is indexed."""

from chalicelib.search.index.manifest import RebuildClaim

CLAIM = RebuildClaim(rebuild_id="a rebuild", until_epoch=1_200)


def test_a_claim_is_believed_until_its_moment() -> None:
    assert [CLAIM.is_live(now) for now in (0, 1_199, 1_200)] == [True, True, False]


def test_a_mark_that_is_indexed_again_counts_no_more() -> None:
    first = CLAIM.after(["01B", "01A"])
    assert (first.indexed_to, first.indexed_count) == ("01B", 2)
    assert first.after(["01A", "01B"]) is first
    assert first.after([]) is first
    more = first.after(["01B", "01C"])
    assert (more.indexed_to, more.indexed_count) == ("01C", 3)
    assert (more.rebuild_id, more.until_epoch) == (CLAIM.rebuild_id, CLAIM.until_epoch)

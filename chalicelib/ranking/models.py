"""How re-rankings are stored: each with its counters, and one item per part that is done."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.kernel.storage.tables import HashKey, RangeKey, Table, named


class RunItem(Table):
    """A re-ranking (part `run`), a part of it that is done (`scan#offers#3`, `shard#7`), or which one is the latest.

    A part's item is put together with the change of the run's counters, so each part counts once.
    """

    class Meta:
        table_name = named("ranking_runs")

    run_id = HashKey()
    part = RangeKey()
    started_at = UnicodeAttribute(null=True)
    sent_at = UnicodeAttribute(null=True)
    done_at = UnicodeAttribute(null=True)
    latest_run_id = UnicodeAttribute(null=True)
    night = UnicodeAttribute(null=True)
    scans_done = NumberAttribute(null=True)
    shards_done = NumberAttribute(null=True)
    products = NumberAttribute(null=True)
    boxes_changed = NumberAttribute(null=True)
    failed = NumberAttribute(null=True)
    broken_offers = NumberAttribute(null=True)

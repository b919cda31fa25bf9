"""The table of re-ranking runs: each run with its counters, and one item per finished part."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.kernel.storage.tables import HashKey, RangeKey, Table, named


class RunTable(Table):
    """The table of re-ranking runs; each kind of item is a class below."""

    class Meta:
        table_name = named("ranking_runs")

    run_id = HashKey()
    part = RangeKey()


class RunItem(RunTable):
    """A run (part `run`) with its counters."""

    started_at = UnicodeAttribute()
    sent_at = UnicodeAttribute()
    done_at = UnicodeAttribute(null=True)
    scans_done = NumberAttribute()
    shards_done = NumberAttribute()
    products = NumberAttribute()
    boxes_changed = NumberAttribute()
    failed = NumberAttribute()
    broken_offers = NumberAttribute()


class DonePartItem(RunTable):
    """A finished part of a run (`scan#offers#3`, `shard#7`).

    It is written in one transaction with the run's counters, so each part counts once.
    """

    done_at = UnicodeAttribute()


class LatestRunItem(RunTable):
    """The run that started last (run_id `latest`, part `run`), and the night (`YYYY-MM-DD`) of the last nightly run."""

    latest_run_id = UnicodeAttribute()
    night = UnicodeAttribute(null=True)

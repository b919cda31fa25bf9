"""How re-rankings are stored: each with its counters, and one item per part that is done."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.kernel.storage.tables import HashKey, RangeKey, Table, named


class RunTable(Table):
    """The table of re-rankings; each kind of item in it is a class below."""

    class Meta:
        table_name = named("ranking_runs")

    run_id = HashKey()
    part = RangeKey()


class RunItem(RunTable):
    """A re-ranking (part `run`) with its counters."""

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
    """A part of a run that is done (`scan#offers#3`, `shard#7`).

    Put together with the change of the run's counters, so each part counts once.
    """

    done_at = UnicodeAttribute()


class LatestRunItem(RunTable):
    """Which run began last (run_id `latest`, part `run`), and the night (`YYYY-MM-DD`) whose run has begun."""

    latest_run_id = UnicodeAttribute()
    night = UnicodeAttribute(null=True)

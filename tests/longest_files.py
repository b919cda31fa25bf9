"""The test files that take longest, longest first: more than 20 s of a quiet machine each."""

LONGEST_FILES = (
    "tests/local/test_power_cut.py",
    "tests/api_reference/test_conformance.py",
    "tests/local/test_run.py",
    "tests/browser/test_buying.py",
    "tests/journeys/test_webhooks.py",
    "tests/browser/test_after_the_sale.py",
    "tests/browser/test_steps_after_the_sale.py",
    "tests/local/test_tour.py",
    "tests/webhooks/test_many_receivers.py",
    "tests/bench/test_bench.py",
    "tests/browser/test_screens.py",
    "tests/isolation/test_isolation.py",
    "tests/ranking/test_seconds.py",
    "tests/ranking/test_convergence.py",
    "tests/test_long_progress.py",
    "tests/ranking/nightly/test_reranking.py",
    "tests/search/index/test_indexing.py",
    "tests/test_template.py",
    "tests/local/test_packaging.py",
    "tests/journeys/test_interruptions.py",
)

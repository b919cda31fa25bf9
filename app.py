"""The entry points of Rebound: which room serves which URL, and which trigger calls which use case. No logic here."""

from chalice.app import CloudWatchEvent, DynamoDBEvent, Rate, SQSEvent

from chalicelib.access.api_keys.credentials import identify
from chalicelib.kernel import queues
from chalicelib.kernel.http import application, route
from chalicelib.kernel.runtime import local_clock
from chalicelib.kernel.runtime.deferred_imports import deferred
from chalicelib.kernel.runtime.settings import settings
from chalicelib.markets import directory, legal_texts

legal_texts.require_official_wording(directory.markets(settings.cell), is_live=settings.is_live)
app = application.Application("rebound", identify)
app.register_middleware(local_clock.moved, "all")

with deferred():
    from chalicelib import subscriptions
    from chalicelib.access.api_keys import routes as access
    from chalicelib.aftersales.claims import routes as claims
    from chalicelib.aftersales.donations import routes as donations
    from chalicelib.aftersales.guarantees import routes as guarantees
    from chalicelib.aftersales.returns import routes as returns
    from chalicelib.aftersales.returns.enclosures import routes as enclosures
    from chalicelib.aftersales.withdrawals import routes as withdrawals
    from chalicelib.api_reference import routes as api_reference
    from chalicelib.carbon import routes as carbon
    from chalicelib.catalog import routes as catalog
    from chalicelib.health import routes as health
    from chalicelib.invoices import routes as invoices
    from chalicelib.kernel import deadlines, fact_relay
    from chalicelib.mails import order_links
    from chalicelib.markets import routes as markets
    from chalicelib.ops_console import routes as ops_console
    from chalicelib.orders import routes as orders
    from chalicelib.orders.disputes import routes as disputes
    from chalicelib.orders.payment import books_audit, reservation_release
    from chalicelib.payments import money_worker as payments_worker
    from chalicelib.payments import routes as payments
    from chalicelib.payments.payouts import routes as payouts
    from chalicelib.ranking import routes as ranking
    from chalicelib.ranking.nightly import reranking
    from chalicelib.search import routes as search
    from chalicelib.search.index import indexing, rebuild
    from chalicelib.seller_console import routes as seller_console
    from chalicelib.sellers import routes as sellers
    from chalicelib.storefront import routes as storefront
    from chalicelib.storefront.aftersales import routes as rights_pages
    from chalicelib.uploads import quarantine
    from chalicelib.webhooks import delivery_worker, redelivery, sweeper
    from chalicelib.webhooks import routes as webhooks

AFTER_SALE = (invoices, guarantees, withdrawals, returns, enclosures, claims, donations, disputes)
SALE = (markets, catalog, ranking, search, orders, payments, payouts, sellers, carbon, webhooks, access, health)
app.serve((*SALE, *AFTER_SALE), prefix=route.API_PREFIX)
app.serve((storefront, rights_pages, seller_console, ops_console, api_reference))


@app.on_dynamodb_record(stream_arn="arn:aws:dynamodb:eu-west-3:000000000000:table/set-by-the-template/stream/1")
def relay_facts(event: DynamoDBEvent) -> queues.Failures:
    return fact_relay.relay(event.to_dict(), subscriptions.SUBSCRIPTIONS)


@app.on_sqs_message(queue_arn=queues.SET_BY_TEMPLATE, batch_size=10)
def react(event: SQSEvent) -> queues.Failures:
    return fact_relay.react(event.to_dict(), subscriptions.SUBSCRIPTIONS)


@app.on_sqs_message(queue_arn=queues.SET_BY_TEMPLATE)
def send_mails(event: SQSEvent) -> queues.Failures:
    return fact_relay.react(event.to_dict(), subscriptions.SUBSCRIPTIONS)


@app.on_sqs_message(queue_arn=queues.SET_BY_TEMPLATE, batch_size=1)
def send_links(event: SQSEvent) -> queues.Failures:
    return order_links.send_links(event.to_dict())


@app.on_sqs_message(queue_arn=queues.SET_BY_TEMPLATE)
def money_worker(event: SQSEvent) -> queues.Failures:
    return payments_worker.work(event.to_dict(), subscriptions.FINISHERS)


@app.on_sqs_message(queue_arn=queues.SET_BY_TEMPLATE, batch_size=1)
def deliver_webhooks(event: SQSEvent) -> queues.Failures:
    return delivery_worker.deliver(event.to_dict())


@app.on_sqs_message(queue_arn=queues.SET_BY_TEMPLATE, batch_size=1)
def deliver_slow_webhooks(event: SQSEvent) -> queues.Failures:
    return delivery_worker.deliver_slow(event.to_dict())


@app.on_sqs_message(queue_arn=queues.SET_BY_TEMPLATE)
def run_webhook_tasks(event: SQSEvent) -> queues.Failures:
    return redelivery.run_tasks(event.to_dict())


@app.on_sqs_message(queue_arn=queues.SET_BY_TEMPLATE, batch_size=1)
def check_uploads(event: SQSEvent) -> queues.Failures:
    return quarantine.check_uploads(event.to_dict())


@app.schedule(Rate(1, unit=Rate.MINUTES))
def sweep_webhooks(_: CloudWatchEvent) -> int:
    return sweeper.sweep_due()


@app.schedule(Rate(1, unit=Rate.MINUTES))
def expire_orders(_: CloudWatchEvent) -> int:
    return reservation_release.expire_orders()


@app.schedule(Rate(5, unit=Rate.MINUTES))
def watch_deadlines(_: CloudWatchEvent) -> int:
    return deadlines.check_deadlines(subscriptions.DEADLINES, subscriptions.MEASURED)


@app.schedule(Rate(5, unit=Rate.MINUTES))
def sweep_facts(_: CloudWatchEvent) -> int:
    return fact_relay.sweep(subscriptions.SUBSCRIPTIONS)


@app.schedule(Rate(5, unit=Rate.MINUTES))
def sweep_operations(_: CloudWatchEvent) -> int:
    return payments_worker.sweep_operations()


@app.schedule(Rate(5, unit=Rate.MINUTES))
def audit_books(_: CloudWatchEvent) -> int:
    return books_audit.audit_books()


@app.schedule(Rate(5, unit=Rate.MINUTES))
def watch_reranking(_: CloudWatchEvent) -> str | None:
    return reranking.start_or_resume_nightly_run()


@app.on_sqs_message(queue_arn=queues.SET_BY_TEMPLATE, batch_size=1)
def rerank(event: SQSEvent) -> queues.Failures:
    return reranking.work(event.to_dict())


@app.schedule(Rate(1, unit=Rate.MINUTES))
def index_search(_: CloudWatchEvent) -> int:
    return indexing.index_search()


@app.schedule(Rate(15, unit=Rate.MINUTES))
def rebuild_search(_: CloudWatchEvent) -> int:
    return rebuild.rebuild_if_due()

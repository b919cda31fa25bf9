"""Who reacts to what, on one page: facts, money commands, Stripe's objects, resolved attempts."""

from chalicelib import facts
from chalicelib.carbon import reactions as carbon
from chalicelib.catalog import reactions as catalog
from chalicelib.kernel.relay import Reaction, Subscriptions
from chalicelib.notices import reactions as notices
from chalicelib.orders import expiring, following
from chalicelib.orders import reactions as orders
from chalicelib.payments import reactions as payments
from chalicelib.payments.working import Finishers
from chalicelib.ranking import reactions as ranking
from chalicelib.sellers import reactions as sellers

TALLY = Reaction("payments.tally_journal", payments.tally_journal)
RERANK = Reaction("ranking.rerank_touched", ranking.rerank_touched)

SUBSCRIPTIONS: Subscriptions = {
    facts.OrderPlaced: (RERANK,),
    facts.PaymentDeclined: (),
    facts.OrderPaid: (
        TALLY,
        Reaction("carbon.record_savings", carbon.record_savings),
        Reaction("orders.watch_acceptance", orders.watch_acceptance),
        Reaction("notices.confirm_order", notices.confirm_order, "notices"),
    ),
    facts.OrderReleased: (RERANK,),
    facts.LateMoneyArrived: (TALLY,),
    facts.LateMoneyReturned: (TALLY,),
    facts.OrderLinkRequested: (Reaction("notices.send_order_link", notices.send_order_link, "notices"),),
    facts.LineAccepted: (Reaction("orders.watch_shipment", orders.watch_shipment),),
    facts.LineShipped: (
        Reaction("orders.watch_parcel", orders.watch_parcel),
        Reaction("notices.tell_shipment", notices.tell_shipment, "notices"),
    ),
    facts.LineDelivered: (),
    facts.LineCancelled: (
        RERANK,
        Reaction("sellers.count_lapse", sellers.count_lapse),
        Reaction("notices.tell_cancellation", notices.tell_cancellation, "notices"),
    ),
    facts.LineRefunded: (TALLY, Reaction("carbon.reverse_saving", carbon.reverse_saving)),
    facts.OfferPublished: (RERANK,),
    facts.OfferWithdrawn: (RERANK,),
    facts.StockChanged: (RERANK,),
    facts.StandingChanged: (Reaction("ranking.rerank_category", ranking.rerank_category),),
    facts.SellerChanged: (Reaction("catalog.copy_changed_seller", catalog.copy_changed_seller),),
}

FINISHERS = Finishers(
    objects={"payment_intent": following.follow_intent, "refund": following.follow_refund},
    attempts=following.FINISH,
    release_order=expiring.release_expired,
)

"""What mails say in English, besides what the law words."""

TEXTS = {
    "hello": "Hello,",
    "hello_trader": "Hello {name},",
    "colon": ":",
    "order": "Order {order_id}",
    "sold_by": "sold by {seller}",
    "grade_PREMIUM": "grade Premium",
    "grade_EXCELLENT": "grade Excellent",
    "grade_GOOD": "grade Good",
    "grade_FAIR": "grade Fair",
    "battery_NEW": "new battery",
    "battery_STANDARD": "battery at 80 % or more",
    "delivery": "{carrier}, arrives by {day}",
    "guarantee": "guaranteed for {months} months",
    "goods": "Devices",
    "shipping": "Delivery",
    "service_fee": "Service fee",
    "sales_tax": "Sales tax",
    "contribution": "Contribution to climate projects",
    "total": "Total paid",
    "delivered_to": "Delivery address",
    "sellers": "Who sells to you",
    "vat_number": "VAT number {number}",
    "rights": "Your rights",
    "open_order": "Open your order",
    "keep_link": "Whoever has this link can open your order, so please keep it to yourself.",
    "order_link_subject": "Your link to order {order_id}",
    "order_link_intro": "You asked us for the link to your order. Here it is.",
    "order_link_not_you": "It was not you? Then you need do nothing: the link went to this address alone.",
    "line_shipped_subject": "On its way to you: {title}",
    "line_shipped_intro": "{seller} has sent off your device.",
    "carrier": "Carrier: {carrier}",
    "tracking_number": "Tracking number: {tracking_number}",
    "line_shipped_arrival": (
        "When it has arrived, please confirm it on your order's page. If it does not arrive, or arrives damaged, "
        "write to the seller: {email}."
    ),
    "line_cancelled_subject": "Cancelled: {title}",
    "cancelled_by_BUYER": "As you asked, we have cancelled this device.",
    "cancelled_by_SELLER": "We are sorry: {seller} cannot deliver this device and has cancelled it.",
    "cancelled_by_DEADLINE": "We are sorry: {seller} did not act in time, so we have cancelled this device.",
    "refund": (
        "You get back everything you paid for it, {amount}, by the means of payment you used. Depending on your "
        "bank this takes a few days."
    ),
    "endpoint_disabled_subject": "Your webhooks to {host} are switched off",
    "endpoint_disabled_GONE": "Your webhook endpoint at {host} answered 410 (gone), so we have switched it off.",
    "endpoint_disabled_FAILING": (
        "Your webhook endpoint at {host} has not taken a single message for five days, so we have switched it off."
    ),
    "endpoint_disabled_then": (
        "Nothing is lost: what happens meanwhile is kept. When the endpoint works again, switch it on over the "
        "API, and everything that waits is sent in its order."
    ),
    "goodbye": "Your Rebound team",
}

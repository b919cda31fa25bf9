"""How invoices and the counters of their numbers are stored."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.invoices.issued_invoice import IssuedInvoice
from chalicelib.kernel.storage.tables import HashKey, RangeKey, StructAttribute, Table, named


class InvoicesOfOrder(GlobalSecondaryIndex["InvoiceItem"]):  # type: ignore[no-untyped-call]
    """The invoices of an order, in the order in which they were issued. Sparse."""

    class Meta:
        index_name = "of_order"
        projection = KeysOnlyProjection()

    order_id = HashKey()
    issued_key = RangeKey()


class InvoicesOfSeller(GlobalSecondaryIndex["InvoiceItem"]):  # type: ignore[no-untyped-call]
    """The invoices a seller issued or received, in the order in which they were issued."""

    class Meta:
        index_name = "of_seller"
        projection = KeysOnlyProjection()

    seller_id = HashKey()
    issued_key = RangeKey()


class InvoiceItem(Table):
    """An invoice. Its id is derived from its cause, so that each cause has one. Only `credited_minor` ever changes.

    `issued_key` is `<issued_at>#<invoice_id>`. `credited_minor` is what credit notes gave back of it so far.
    """

    class Meta:
        table_name = named("invoices")

    invoice_id = HashKey()
    seller_id = UnicodeAttribute()
    order_id = UnicodeAttribute(null=True)
    issued_key = UnicodeAttribute()
    invoice = StructAttribute[IssuedInvoice](IssuedInvoice)
    credited_minor = NumberAttribute(default=0)
    of_order = InvoicesOfOrder()
    of_seller = InvoicesOfSeller()


class InvoiceSeriesItem(Table):
    """The last number of an issuer's year: raised in the transaction that puts the invoice."""

    class Meta:
        table_name = named("invoice_series")

    series = HashKey()
    last = NumberAttribute()

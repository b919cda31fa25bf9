"""What a refund takes back of a line's sales tax: as the ledger posts it, and in the end exactly what was collected."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.payments.commission import LineAmounts
from chalicelib.payments.ledger.accounts import Account
from chalicelib.payments.ledger.postings import Reversal, refund_postings
from chalicelib.payments.refund_parts import NO_PARTS, Part, Parts, paid_by_part, parts_of
from chalicelib.payments.tax_reversal import NOTHING, TaxedItem, TaxedLine, undone


def line(*, goods_tax: int = 2_168, shipping_tax: int = 36) -> tuple[LineAmounts, TaxedLine]:
    """A line of 299.00 and 4.90 of shipping, with a fee of 2.99; Stripe's tax on each of its two items."""
    amounts = LineAmounts(
        price_minor=29_900,
        shipping_minor=490,
        fee_minor=299,
        fee_vat_minor=0,
        tax_minor=goods_tax + shipping_tax,
        contribution_minor=100,
        commission_minor=3_260,
    )
    goods = TaxedItem(amount_minor=30_199, tax_minor=goods_tax)
    return amounts, TaxedLine(goods=goods, shipping=TaxedItem(amount_minor=490, tax_minor=shipping_tax))


def test_a_line_that_is_undone_whole_gives_back_each_item_whole() -> None:
    for amounts, taxed in (line(), line(shipping_tax=0), line(goods_tax=0, shipping_tax=0)):
        assert undone(amounts, taxed, before=NO_PARTS, reverses=paid_by_part(amounts)) == taxed


def test_goods_without_their_fee_and_shipping_leave_the_rest_as_collected() -> None:
    amounts, taxed = line()
    reverses = Parts(goods_minor=paid_by_part(amounts).goods_minor)
    taken = undone(amounts, taxed, before=NO_PARTS, reverses=reverses)
    assert taken.goods.amount_minor == 29_900
    assert taken.shipping.amount_minor == 0
    rest = undone(amounts, taxed, before=reverses, reverses=paid_by_part(amounts).minus(reverses))
    assert taken.goods.minus(taxed.goods).minus(TaxedItem(amount_minor=-rest.goods.amount_minor)).amount_minor == 0
    assert taken.shipping.tax_minor + rest.shipping.tax_minor == taxed.shipping.tax_minor


@given(st.lists(st.tuples(*[st.integers(0, 10_000)] * 3), max_size=6), st.integers(0, 3_000), st.integers(0, 60))
def test_any_refunds_take_back_what_the_ledger_posts_and_together_everything(
    shares: list[tuple[int, ...]], goods_tax: int, shipping_tax: int
) -> None:
    amounts, taxed = line(goods_tax=goods_tax, shipping_tax=shipping_tax)
    whole, before, given_back = paid_by_part(amounts), NO_PARTS, []
    asked = [
        parts_of(whole.of(part) * share // 60_000 for part, share in zip(Part, one, strict=True)) for one in shares
    ]
    for reverses in [*asked, None]:
        part = whole.minus(before) if reverses is None else reverses
        taken = undone(amounts, taxed, before=before, reverses=part)
        posted = refund_postings("s", amounts, Reversal(amount_minor=part.total_minor, reverses=part, before=before))
        assert taken.goods.tax_minor + taken.shipping.tax_minor == posted.get(Account.FACILITATOR_TAX, 0)
        assert min(taken.goods.amount_minor, taken.goods.tax_minor, taken.shipping.amount_minor) >= 0
        assert taken.shipping.tax_minor >= 0
        given_back.append(taken)
        before = before.plus(part)
    left = taxed
    for taken in given_back:
        left = TaxedLine(goods=left.goods.minus(taken.goods), shipping=left.shipping.minus(taken.shipping))
    assert left == TaxedLine(goods=NOTHING, shipping=NOTHING)

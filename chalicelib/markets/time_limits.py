"""How long sellers, buyers and the platform have for each step, per cell."""

from chalicelib.markets.market import Windows, in_force

OPENING = "2026-01-01"
HOUSE = "platform terms"

EU_WINDOWS = Windows(
    reservation_minutes=in_force(15, OPENING, HOUSE),
    acceptance_hours=in_force(48, OPENING, HOUSE),
    shipping_grace_days=in_force(2, OPENING, HOUSE),
    delivery_limit_days=in_force(30, "2014-06-13", "Directive 2011/83/EU art. 18(1)"),
    withdrawal_days=in_force(14, "2014-06-13", "Directive 2011/83/EU art. 9(1)"),
    uninformed_withdrawal_months=in_force(12, "2014-06-13", "Directive 2011/83/EU art. 10(1)"),
    withdrawal_return_days=in_force(14, "2014-06-13", "Directive 2011/83/EU art. 14(1)"),
    refund_days=in_force(14, "2014-06-13", "Directive 2011/83/EU art. 13(1)"),
    free_return_days=in_force(30, OPENING, HOUSE),
    transit_damage_working_days=in_force(3, OPENING, HOUSE),
    first_answer_working_days=in_force(1, OPENING, HOUSE),
    return_resolution_days=in_force(5, OPENING, HOUSE),
    return_limit_days=in_force(10, OPENING, HOUSE),
    transfer_delay_days=in_force(10, OPENING, HOUSE),
    payout_days_of_month=in_force((6, 16, 26), OPENING, HOUSE),
    prior_price_days=in_force(30, "2022-05-28", "Directive 98/6/EC art. 6a, added by Directive (EU) 2019/2161"),
    tax_record_years=in_force(10, "2021-07-01", "Directive 2006/112/EC art. 242a(2)"),
)

US_WINDOWS = Windows(
    reservation_minutes=in_force(15, OPENING, HOUSE),
    acceptance_hours=in_force(48, OPENING, HOUSE),
    shipping_grace_days=in_force(2, OPENING, HOUSE),
    delivery_limit_days=in_force(30, "2014-12-08", "16 CFR 435.2(a): ship in the time stated, else in 30 days"),
    withdrawal_days=in_force(0, OPENING, "no federal right to withdraw from an online purchase"),
    uninformed_withdrawal_months=in_force(0, OPENING, "no federal right to withdraw from an online purchase"),
    withdrawal_return_days=in_force(0, OPENING, "no federal right to withdraw from an online purchase"),
    # The rule says seven working days; seven days of any kind keep it without a calendar.
    refund_days=in_force(7, "2014-12-08", "16 CFR 435.1(b): prompt refund within seven working days"),
    free_return_days=in_force(30, OPENING, HOUSE),
    transit_damage_working_days=in_force(3, OPENING, HOUSE),
    first_answer_working_days=in_force(1, OPENING, HOUSE),
    return_resolution_days=in_force(5, OPENING, HOUSE),
    return_limit_days=in_force(10, OPENING, HOUSE),
    transfer_delay_days=in_force(10, OPENING, HOUSE),
    payout_days_of_month=in_force((6, 16, 26), OPENING, HOUSE),
    prior_price_days=in_force(30, OPENING, HOUSE),
    tax_record_years=in_force(7, OPENING, HOUSE),
)

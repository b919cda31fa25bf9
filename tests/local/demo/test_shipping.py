"""Demo shipping: standard and express at home, one way abroad, dearer when heavy."""

from dataclasses import replace

from local.demo.content import products, sellers
from local.demo.shipping import shipping_options

PHONE = next(each for each in products("eu") if each.model == "iPhone 13")
SELLER = next(each for each in sellers("eu") if each.key == "spreewerk")


def test_at_home_there_is_a_cheap_way_and_a_fast_way() -> None:
    standard, express = [option for option in shipping_options(SELLER, PHONE) if option.country == "DE"]
    assert (standard.carrier, standard.cost_minor, standard.delivery_days) == ("DHL Paket", 0, 3)
    assert (express.carrier, express.cost_minor, express.delivery_days) == ("UPS Express", 999, 2)


def test_abroad_there_is_one_way_to_each_country_and_it_takes_longer() -> None:
    abroad = [option for option in shipping_options(SELLER, PHONE) if option.country != "DE"]
    assert sorted(option.country for option in abroad) == ["BE", "ES", "FR", "IE", "IT", "NL"]
    assert {(option.cost_minor, option.delivery_days) for option in abroad} == {(690, 5)}


def test_a_heavy_parcel_is_never_free() -> None:
    television = replace(PHONE, weight_grams=20_000)
    costs = {option.cost_minor for option in shipping_options(SELLER, television)}
    assert costs == {1_995, 4_995, 3_450}


def test_a_weak_seller_lets_the_buyer_pay_even_at_home() -> None:
    standard, *_ = shipping_options(replace(SELLER, quality="WEAK"), PHONE)
    assert standard.cost_minor == 399

"""The pages' URLs: everything a buyer sees and sends, over the same use cases as the API."""

import re
from urllib.parse import urlsplit

from chalicelib.carbon import views as carbon
from chalicelib.catalog.languages import LANGUAGES
from chalicelib.catalog.served_markets import served_markets
from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.http.auth import ANYONE
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.values.problems import NotFound
from chalicelib.orders.fulfilment import delivery
from chalicelib.orders.payloads import LINES_MAX, PER_OFFER_MAX
from chalicelib.ranking.decision.signals import ranking_policy
from chalicelib.storefront import basket, basket_rows, catalogue_pages, checkout_pages, order_pages, result_pages
from chalicelib.storefront.basket import Basket
from chalicelib.storefront.cases.routes import routes as cases
from chalicelib.storefront.pages import page, problem_page
from chalicelib.storefront.visitor import BASKET_COOKIE, LANGUAGE_COOKIE, MARKET_COOKIE, Visitor, visitor_of
from chalicelib.web import assets, cookies, forms
from chalicelib.web.forms import first
from chalicelib.web.problem_texts import problem_words
from chalicelib.web.rendering import redirect
from chalicelib.web.surface import Pages

routes = Pages(__name__, problem_page, parts=(cases,))

# A path of this site; nothing that a browser could read as another host.
_OWN_PATH = re.compile(r"/(?![/\\])[A-Za-z0-9/_.~?=&%-]*")


@routes.get("/", ANYONE)
def home(call: Call) -> Answer:
    visitor = visitor_of(call.headers)
    return page(visitor, "home.html", **catalogue_pages.home(visitor))


@routes.get("/categories/{slug}", ANYONE)
def category(call: Call, slug: str) -> Answer:
    visitor = visitor_of(call.headers)
    asked = result_pages.results_request(call.query_params, slug)
    return page(visitor, "results.html", **result_pages.results(visitor, asked, call.query_params.get("cursor")))


@routes.get("/search", ANYONE)
def search(call: Call) -> Answer:
    visitor = visitor_of(call.headers)
    asked = result_pages.results_request(call.query_params)
    return page(visitor, "results.html", **result_pages.results(visitor, asked, call.query_params.get("cursor")))


@routes.get("/products/{product_id}", ANYONE)
def product(call: Call, product_id: str) -> Answer:
    visitor = visitor_of(call.headers)
    return page(
        visitor, "product.html", **catalogue_pages.product(visitor, product_id, call.query_params.get("grade", ""))
    )


@routes.get("/products/{product_id}/offers", ANYONE)
def offers(call: Call, product_id: str) -> Answer:
    visitor, asked = visitor_of(call.headers), call.query_params
    shown = catalogue_pages.offers(visitor, product_id, asked.get("grade", ""), asked.get("cursor"))
    return page(visitor, "offers.html", **shown)


@routes.get("/sellers/{seller_id}", ANYONE)
def seller(call: Call, seller_id: str) -> Answer:
    return page(visitor_of(call.headers), "seller.html", **catalogue_pages.seller(seller_id))


@routes.get("/preferences", ANYONE)
def preferences(call: Call) -> Answer:
    came_from = urlsplit(str(call.headers.get("referer", "")))
    back = came_from.path + (f"?{came_from.query}" if came_from.query else "")
    return page(
        visitor_of(call.headers),
        "preferences.html",
        markets=list(served_markets().values()),
        languages=LANGUAGES,
        back=_own_path(back),
    )


@routes.post("/preferences", ANYONE)
def set_preferences(call: Call) -> Answer:
    visitor = visitor_of(call.headers)
    fields = forms.posted(call, visitor)
    market, language = first(fields, "market"), first(fields, "language")
    if market not in served_markets() or language not in LANGUAGES:
        raise NotFound()
    return redirect(
        visitor,
        _own_path(first(fields, "back")),
        cookies.kept(MARKET_COOKIE, market, max_age_seconds=cookies.YEAR_SECONDS),
        cookies.kept(LANGUAGE_COOKIE, language, max_age_seconds=cookies.YEAR_SECONDS),
    )


@routes.get("/basket", ANYONE)
def show_basket(call: Call) -> Answer:
    visitor = visitor_of(call.headers)
    return page(
        visitor,
        "basket.html",
        shown=basket_rows.shown(visitor.basket, visitor.market),
        is_full=call.query_params.get("full") == "1",
        lines_max=LINES_MAX,
        per_offer_max=PER_OFFER_MAX,
    )


@routes.post("/basket", ANYONE)
def change_basket(call: Call) -> Answer:
    visitor = visitor_of(call.headers)
    fields = forms.posted(call, visitor)
    offer_id, quantity = first(fields, "offer_id"), first(fields, "quantity")
    if re.fullmatch(r"[0-9]", quantity):
        return _with_basket(visitor, basket.changed(visitor.basket, offer_id, int(quantity)))
    kept = basket.added(visitor.basket, offer_id)
    if visitor.basket and kept == visitor.basket:
        return redirect(visitor, "/basket?full=1")
    return _with_basket(visitor, kept)


@routes.get("/checkout", ANYONE)
def checkout(call: Call) -> Answer:
    asked = call.query_params
    return checkout_pages.show(
        visitor_of(call.headers), asked.get("country", ""), state=asked.get("state", ""), zip_code=asked.get("zip", "")
    )


@routes.post("/checkout", ANYONE)
def place_order(call: Call) -> Answer:
    return checkout_pages.place_order(call, visitor_of(call.headers))


@routes.get("/orders/{order_id}", ANYONE)
def show_order(call: Call, order_id: str) -> Answer:
    visitor = visitor_of(call.headers)
    if "token" in call.query_params:
        return order_pages.trade_token(visitor, order_id, call.query_params["token"])
    order = order_pages.opened(call, order_id)
    if "redirect_status" in call.query_params:
        return order_pages.back_from_bank(visitor, order.order_id, call.query_params["redirect_status"])
    look = call.query_params.get("look", "")
    return order_pages.show(
        visitor, order, call.query_params.get("after", ""), int(look) if re.fullmatch("[0-9]{1,2}", look) else 1
    )


@routes.get("/orders/{order_id}/payment", ANYONE)
def pay_order(call: Call, order_id: str) -> Answer:
    return order_pages.payment(visitor_of(call.headers), order_pages.opened(call, order_id))


@routes.get("/orders/{order_id}/cancellation", ANYONE)
def ask_cancellation(call: Call, order_id: str) -> Answer:
    return order_pages.ask_cancellation(visitor_of(call.headers), order_pages.opened(call, order_id))


@routes.post("/orders/{order_id}/cancellation", ANYONE)
def cancel_order(call: Call, order_id: str) -> Answer:
    visitor = visitor_of(call.headers)
    fields = forms.posted(call, visitor)
    return order_pages.cancel(visitor, order_pages.opened(call, order_id), call, fields)


@routes.get("/orders/{order_id}/lines/{line_id}/receipt", ANYONE)
def ask_receipt(call: Call, order_id: str, line_id: str) -> Answer:
    return order_pages.ask_receipt(visitor_of(call.headers), order_pages.opened(call, order_id), line_id)


@routes.post("/orders/{order_id}/lines/{line_id}/receipt", ANYONE)
def confirm_receipt(call: Call, order_id: str, line_id: str) -> Answer:
    visitor = visitor_of(call.headers)
    forms.posted(call, visitor)
    order = order_pages.opened(call, order_id)
    delivery.deliver_line(order.order_id, line_id, "RECEIPT")
    return redirect(visitor, f"/orders/{order.order_id}")


@routes.get("/order-lookup", ANYONE)
def ask_lookup(call: Call) -> Answer:
    return page(visitor_of(call.headers), "lookup.html", typed={}, faults=[], is_sent=False)


@routes.post("/order-lookup", ANYONE)
def look_up_order(call: Call) -> Answer:
    visitor = visitor_of(call.headers)
    return order_pages.look_up(visitor, call, forms.posted(call, visitor))


@routes.get("/how-we-rank", ANYONE)
def how_we_rank(call: Call) -> Answer:
    return page(visitor_of(call.headers), "ranking.html", policy=ranking_policy())


@routes.get("/carbon", ANYONE)
def carbon_method(call: Call) -> Answer:
    return page(visitor_of(call.headers), "carbon.html", method=carbon.method())


@routes.get("/problems/{slug}", ANYONE)
def explain_problem(call: Call, slug: str) -> Answer:
    visitor = visitor_of(call.headers)
    explained = problem_words(visitor.language, slug)
    if explained is None:
        raise NotFound()
    return page(visitor, "problem_type.html", slug=slug, title=explained[0], advice=explained[1])


# The gateway looks no further than the first step that it knows, so what hangs below one is said for each.
@routes.get("/{page_name}", ANYONE)
@routes.get("/{page_name}/{below}", ANYONE)
@routes.get("/products/{product_id}/{below}", ANYONE)
@routes.get("/orders/{order_id}/{below}", ANYONE)
def mistyped(_: Call, **__: str) -> Answer:
    raise NotFound()


@routes.get("/assets/{file_name}", ANYONE)
def show_asset(_: Call, file_name: str) -> Answer:
    found = assets.asset(file_name)
    cached = {"Cache-Control": assets.FOREVER} if found.is_current else {}
    return Answer(body=found.text, headers=cached, content_type=found.content_type)


@routes.get("/favicon.ico", ANYONE)
def favicon(_: Call) -> Answer:
    mark = assets.asset("mark.0.svg")
    return Answer(body=mark.text, headers={"Cache-Control": "public, max-age=86400"}, content_type=mark.content_type)


@routes.get("/robots.txt", ANYONE)
def robots(_: Call) -> Answer:
    private = ("/search", "/basket", "/checkout", "/orders/", "/order-lookup", "/preferences", "/v1/")
    text = "User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in private)
    return Answer(
        body=text, headers={"Cache-Control": "public, max-age=86400"}, content_type="text/plain; charset=utf-8"
    )


def _with_basket(visitor: Visitor, kept: Basket) -> Answer:
    cookie = cookies.kept(BASKET_COOKIE, basket.written(kept), max_age_seconds=cookies.MONTH_SECONDS)
    return redirect(visitor, "/basket", cookie)


def _own_path(path: str) -> str:
    """A path to go back to; home for anything that might lead elsewhere."""
    return path if _OWN_PATH.fullmatch(path) and not path.startswith(("/preferences", "/assets")) else "/"

"""The storefront's pages: the page kit with the storefront's templates and what they use."""

from pathlib import Path
from typing import Any

from chalicelib.catalog.categories import category_tree
from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.problems import Problem
from chalicelib.markets.due_dates import arrival_day
from chalicelib.storefront.aftersales.withdrawal_labels import withdrawal_labels
from chalicelib.storefront.visitor import Visitor, visitor_of
from chalicelib.web import assets
from chalicelib.web.formatting import Formats
from chalicelib.web.rendering import PageRenderer


def drawing(category_slug: str) -> str:
    """The address of the drawing a category is shown with: its own, else its parent's, else its department's."""
    return assets.drawing([step.slug for step in category_tree.path(category_slug)])


def _storefront_values(visitor: Visitor) -> dict[str, Any]:
    formats = Formats(visitor.language)
    return {
        "visitor": visitor,
        "drawing": drawing,
        "withdrawal_function": withdrawal_labels(visitor.market, visitor.language),
        "arrival": lambda delivery_days: formats.near_day(
            arrival_day(visitor.market, clock.timestamp(), delivery_days)
        ),
    }


_RENDERER = PageRenderer(Path(__file__).with_name("templates"), _storefront_values)
page = _RENDERER.page


def problem_page(headers: Any, problem: Problem, reference: str) -> Answer:
    """A refusal as a page for the visitor of a request; `reference` is the request's id."""
    return _RENDERER.problem_page(visitor_of(headers), problem, reference=reference)

"""Response bodies of carbon: each figure with its range, its inputs and its factor set."""

from collections.abc import Iterable

from chalicelib.carbon import answers, footprint
from chalicelib.carbon.entry import CarbonEntry
from chalicelib.carbon.factors import CATEGORIES, DEFAULT_SET, FACTOR_SETS, Factor, FactorSet
from chalicelib.carbon.footprint import NoSaving, Saving
from chalicelib.kernel.values.money import BASIS_POINTS

METHOD_PATH = "/v1/carbon-method"
UNIT = "grams of CO2 equivalent"
FORMULA = "avoided = displacement x (new_grams x refurbished_years / new_years - refurbished_grams)"
STATEMENT = (
    "An estimate of the emissions a refurbished device avoids against a new one of its kind. It is a range, not a "
    "measurement of this device, and it is never netted with a delivery, a contribution or anything else."
)


def order_carbon(records: Iterable[CarbonEntry]) -> answers.OrderCarbon:
    """An order's records by line, with savings and reversals; `avoided` is their sum."""
    kept = list(records)
    reversed_lines = {record.line_id: record for record in kept if record.is_reversal}
    sales = sorted((record for record in kept if not record.is_reversal), key=lambda record: int(record.line_id))
    return {
        "unit": UNIT,
        "avoided": _sum(record.saving for record in kept if record.saving is not None),
        "lines": [_line(record, reversed_lines.get(record.line_id)) for record in sales],
        "statement": STATEMENT,
        "method": METHOD_PATH,
    }


def method() -> answers.CarbonMethod:
    """The method: formula, factor sets with their sources, current claims."""
    return {
        "unit": UNIT,
        "statement": STATEMENT,
        "formula": FORMULA,
        "range": {
            "low": "the least displacement and the highest refurbished footprint",
            "high": "the greatest displacement and the lowest refurbished footprint",
        },
        "reversal": "a device whose line is cancelled gets an entry with the exact negatives of its sale",
        "default_factor_set": DEFAULT_SET,
        "factor_sets": [_factor_set(one) for one in FACTOR_SETS.values()],
        "categories": [_claim(category) for category in CATEGORIES],
        "delivery": _delivery(),
    }


def _line(sale: CarbonEntry, taken_back: CarbonEntry | None) -> answers.LineCarbon:
    if sale.nothing is not None:
        return {
            "line_id": sale.line_id,
            "recorded_at": sale.recorded_at,
            "category": sale.nothing.category,
            "avoided": None,
            "reason": sale.nothing.reason,
        }
    if sale.saving is None:
        raise ValueError(
            f"the carbon record of line {sale.line_id} of {sale.order_id} has neither a saving nor a reason"
        )
    return _saving(sale, sale.saving, taken_back)


def _saving(sale: CarbonEntry, saving: Saving, taken_back: CarbonEntry | None) -> answers.LineCarbon:
    return {
        "line_id": sale.line_id,
        "recorded_at": sale.recorded_at,
        "category": saving.inputs.category,
        "avoided": _grams(saving.low_grams, saving.avoided_grams, saving.high_grams),
        "factor_set": saving.factor_version,
        "requested_factor_set": saving.requested_version,
        "displacement_bp": {
            "low": saving.displacement_low_bp,
            "central": saving.displacement_central_bp,
            "high": saving.displacement_high_bp,
        },
        "inputs": _factor(saving.inputs),
        "reversed_at": taken_back.recorded_at if taken_back else None,
    }


def _sum(savings: Iterable[Saving]) -> answers.GramsRange:
    low = central = high = 0
    for saving in savings:
        low += saving.low_grams
        central += saving.avoided_grams
        high += saving.high_grams
    return _grams(low, central, high)


def _grams(low: int, central: int, high: int) -> answers.GramsRange:
    return {"low_grams": low, "central_grams": central, "high_grams": high}


def _factor_set(one: FactorSet) -> answers.Factors:
    return {
        "version": one.version,
        "displacement_bp": {
            "low": one.displacement_low_bp,
            "central": one.displacement_central_bp,
            "high": one.displacement_high_bp,
            "of": BASIS_POINTS,
        },
        "factors": [{"category": factor.category, **_factor(factor)} for factor in one.factors.values()],
        "absent": [{"category": category, "reason": reason} for category, reason in one.absent.items()],
    }


def _factor(factor: Factor) -> answers.FactorInputs:
    return {
        "new_grams": factor.new_grams,
        "refurbished_grams": _grams(
            factor.refurbished_low_grams, factor.refurbished_grams, factor.refurbished_high_grams
        ),
        "new_years": factor.new_years,
        "refurbished_years": factor.refurbished_years,
        "boundary": factor.boundary,
        "source": factor.source,
        "source_url": factor.source_url,
        "published_year": factor.published_year,
        "licence": factor.licence,
        "data_quality": factor.data_quality,
    }


def _claim(category: str) -> answers.CarbonClaim:
    found = footprint.saving(category)
    if isinstance(found, NoSaving):
        return {"category": category, "avoided": None, "reason": found.reason}
    return {
        "category": category,
        "avoided": _grams(found.low_grams, found.avoided_grams, found.high_grams),
        "factor_set": found.factor_version,
    }


def _delivery() -> answers.DeliveryFactors:
    return {
        "version": footprint.DELIVERY_VERSION,
        "source": footprint.DELIVERY_SOURCE,
        "bands": [{"up_to_grams": band, "grams": grams} for band, grams in footprint.DELIVERY_GRAMS],
    }

"""Published footprints of new and refurbished devices, in grams CO2e, as sets that are never edited.

A set's name is its version: a new figure is a new set, and a record keeps the set it was made with.
"""

from typing import Literal, get_args

import msgspec

DataQuality = Literal["measured", "stated", "estimated", "extrapolated"]

CarbonCategory = Literal[
    "smartphone",
    "feature_phone",
    "tablet",
    "laptop",
    "desktop",
    "monitor",
    "console",
    "handheld_console",
    "television",
    "smartwatch",
    "vr_headset",
    "projector",
    "speaker",
    "headphones",
    "camera",
    "printer",
    "storage",
    "coffee_maker",
    "kettle",
    "hair_beauty",
    "power_tool",
    "small_kitchen",
]
CATEGORIES: tuple[CarbonCategory, ...] = get_args(CarbonCategory)


class UnknownCarbonCategory(LookupError):
    """Not one of CATEGORIES."""


class UnknownFactorSet(LookupError):
    """No set has this name."""


class Factor(msgspec.Struct, frozen=True, kw_only=True):
    """One category's figures in one set, per device, in grams CO2e.

    `new_years` and `refurbished_years` are the service each is counted with: a refurbished device replaces
    that share of a new one. Both 1 where the source compares device with device. `measured` figures are the
    source's own; `estimated` ones are derived from the range the source gives for this category;
    `extrapolated` ones borrow the range of another category, at its least favourable end; `stated` ones are a
    company's own word.
    """

    category: str
    new_grams: int
    refurbished_grams: int
    refurbished_low_grams: int
    refurbished_high_grams: int
    new_years: int
    refurbished_years: int
    boundary: str
    source: str
    source_url: str | None
    published_year: int
    licence: str
    data_quality: DataQuality


class FactorSet(msgspec.Struct, frozen=True, kw_only=True):
    """Figures published together, and the number of new devices that a refurbished one is assumed to displace.

    Displacement is in basis points: 10,000 means that each refurbished device sold replaces one new device. `absent`
    gives the reason for each category known to be missing.
    """

    version: str
    displacement_low_bp: int
    displacement_central_bp: int
    displacement_high_bp: int
    factors: dict[str, Factor]
    absent: dict[str, str]


PUBLISHED_2021 = FactorSet(
    version="published-2021",
    displacement_low_bp=5_000,
    displacement_central_bp=10_000,
    displacement_high_bp=10_000,
    factors={
        "smartphone": Factor(
            category="smartphone",
            new_grams=40_000,
            refurbished_grams=10_000,
            refurbished_low_grams=10_000,
            refurbished_high_grams=10_000,
            new_years=1,
            refurbished_years=1,
            boundary="as stated: making and delivering a device",
            source="The platform's own statement of 2021: 40 kg for a new smartphone, 10 kg for a refurbished one",
            source_url=None,
            published_year=2021,
            licence="own statement",
            data_quality="stated",
        )
    },
    absent={},
)

IMPACT_CO2 = "ADEME Impact CO2, numerique.ts: manufacture and distribution"
IMPACT_CO2_URL = "https://github.com/incubateur-ademe/impactco2/blob/8076a48/src/data/categories/numerique.ts"
ADEME_2022_RANGE = "ADEME 2022-09, refurbished products: annual impact avoided"
BOUNDARY = "manufacture and distribution of the new device; parts, refurbishing and delivery of the used one"


def _ademe(
    category: str,
    new_grams: int,
    refurbished_grams: tuple[int, int, int],
    *,
    years: tuple[int, int],
    refurbished_source: str,
    data_quality: DataQuality,
) -> Factor:
    central_grams, low_grams, high_grams = refurbished_grams
    return Factor(
        category=category,
        new_grams=new_grams,
        refurbished_grams=central_grams,
        refurbished_low_grams=low_grams,
        refurbished_high_grams=high_grams,
        new_years=years[0],
        refurbished_years=years[1],
        boundary=BOUNDARY,
        source=f"{IMPACT_CO2}; refurbished: {refurbished_source}",
        source_url=IMPACT_CO2_URL,
        published_year=2025,
        licence="public-sector figures, credited to ADEME; no licence is printed beside them",
        data_quality=data_quality,
    )


def _extrapolated(category: str, new_grams: int, refurbished_grams: tuple[int, int, int]) -> Factor:
    return _ademe(
        category,
        new_grams,
        refurbished_grams,
        years=(5, 3),
        refurbished_source=f"{ADEME_2022_RANGE}, computers 43-97 %, its lower end",
        data_quality="extrapolated",
    )


# Years of service: phones and tablets 3 new and 2 refurbished, computers 5 and 3 (ADEME 2022-09). From an annual
# range of s avoided follows E_refurbished = (1 - s) x E_new x years_refurbished / years_new; the central figure
# takes the middle of the range, an extrapolated one its lower end.
ADEME_2025 = FactorSet(
    version="ademe-2025",
    displacement_low_bp=5_000,
    displacement_central_bp=8_000,
    displacement_high_bp=10_000,
    factors={
        factor.category: factor
        for factor in (
            _ademe(
                "smartphone",
                79_270,
                (7_350, 6_870, 19_025),
                years=(3, 2),
                refurbished_source=f"7.35 kg (ADEME 2022, lareclame.fr 2022-04); {ADEME_2022_RANGE} 64-87 %",
                data_quality="measured",
            ),
            _ademe(
                "tablet",
                83_930,
                (20_703, 11_191, 30_215),
                years=(3, 2),
                refurbished_source=f"{ADEME_2022_RANGE} 46-80 %",
                data_quality="estimated",
            ),
            _ademe(
                "laptop",
                182_300,
                (32_814, 3_281, 62_347),
                years=(5, 3),
                refurbished_source=f"{ADEME_2022_RANGE} 43-97 %",
                data_quality="estimated",
            ),
            _ademe(
                "desktop",
                261_940,
                (47_149, 4_715, 89_583),
                years=(5, 3),
                refurbished_source=f"{ADEME_2022_RANGE} 43-97 %",
                data_quality="estimated",
            ),
            _ademe(
                "feature_phone",
                23_300,
                (5_592, 2_019, 5_592),
                years=(3, 2),
                refurbished_source=f"{ADEME_2022_RANGE}, smartphones 64-87 %, its lower end",
                data_quality="extrapolated",
            ),
            _extrapolated("monitor", 65_890, (22_534, 1_186, 22_534)),
            _extrapolated("television", 328_260, (112_265, 5_909, 112_265)),
            _extrapolated("vr_headset", 70_780, (24_207, 1_274, 24_207)),
            _extrapolated("projector", 40_520, (13_858, 729, 13_858)),
            # The smaller of the two speakers and the hard disk (an SSD is 135 kg): the lower claim.
            _extrapolated("speaker", 19_800, (6_772, 356, 6_772)),
            _extrapolated("storage", 11_610, (3_971, 209, 3_971)),
        )
    },
    absent={
        "console": "ADEME found the data on consoles too weak and only extrapolated it",
        "handheld_console": "ADEME found the data on consoles too weak and only extrapolated it",
    },
)

DEFAULT_SET = PUBLISHED_2021.version
FACTOR_SETS: dict[str, FactorSet] = {one.version: one for one in (PUBLISHED_2021, ADEME_2025)}


def factor_set(version: str) -> FactorSet:
    """The set of a version.

    Raises: UnknownFactorSet.
    """
    if version not in FACTOR_SETS:
        raise UnknownFactorSet(version)
    return FACTOR_SETS[version]

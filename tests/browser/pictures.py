"""Pictures for the documentation: `python -m tests.browser.pictures http://127.0.0.1:8000` on a running market."""

import argparse
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import buyer_walk
from tests.browser.chromium import CHROMIUM, FLAGS

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
KEPT = {("home", 1440), ("search", 1440), ("product", 390), ("product", 1440), ("checkout", 390), ("order", 1440)}


def main() -> None:
    """Take the kept pages as their first screens show them, or every page of the walk, whole, into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("market")
    parser.add_argument("--all", type=Path, help="a folder for every page at both widths")
    given = parser.parse_args()
    market = given.market
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        for width, height in ((390, 844), (1440, 900)):
            page = browser.new_context(viewport={"width": width, "height": height}, locale="en-FR").new_page()

            def look(name: str, page: object = page, width: int = width) -> None:
                if given.all is not None:
                    page.screenshot(path=given.all / f"{name}-{width}.png", full_page=True)  # type: ignore[attr-defined]
                elif (name, width) in KEPT:
                    page.screenshot(path=FOLDER / f"{name}-{width}.png")  # type: ignore[attr-defined]

            buyer_walk.fill_basket(page, market, look)
            buyer_walk.order(page, f"zoe-{width}@example.org", look)
            buyer_walk.pay(page, look)
            buyer_walk.wait_until_paid(page, look)
        browser.close()


if __name__ == "__main__":
    main()

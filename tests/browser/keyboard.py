"""Walking through pages with the keyboard alone."""

from typing import Any

TABS_MAX = 150


def step(page: Any, selector: str) -> None:
    """Go to the first of these by Tab, press Enter, and wait for the page it leads to."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tab_to(page: Any, selector: str, *, pressed: bool = False, is_frame: bool = False) -> None:
    """Press Tab until it is focused; every stop on the way must be seen to be one."""
    for _ in range(TABS_MAX):
        if not pressed:
            page.keyboard.press("Tab")
        pressed = False
        focused = page.evaluate(
            """selector => { const one = document.activeElement; const style = getComputedStyle(one);
              return {name: one.outerHTML.slice(0, 90), there: one.matches(selector),
                seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2}; }""",
            selector,
        )
        # A frame shows the focus of what stands in it.
        assert focused["seen"] or is_frame or focused["name"].startswith(("<iframe", "<body")), focused["name"]
        if focused["there"]:
            return
    raise AssertionError(f"{selector} is not reached by Tab")

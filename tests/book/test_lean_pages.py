"""What the theme's scripts do still works when they are joined."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.book, pytest.mark.browser]


@pytest.fixture(params=[1280, 360])
def tab(built, browser, request):
    tab = browser.new_page(viewport={"width": request.param, "height": 900}, color_scheme="light")
    tab.faults = []
    tab.on("pageerror", lambda error: tab.faults.append(str(error)))
    tab.goto((built.html / "book/experiments/xnor.html").as_uri())
    yield tab
    assert not tab.faults
    tab.close()


def test_buttons_of_the_page_work(tab):
    tab.click(".theme-switch-button:visible")
    assert tab.evaluate("document.documentElement.dataset.theme") == "dark"
    tab.click(".article-header-buttons .dropdown-toggle")
    assert tab.is_visible(".dropdown-menu.show")
    tab.keyboard.press("Escape")
    assert tab.query_selector(".dropdown-menu.show") is None
    assert tab.query_selector("button.copybtn")
    solution = tab.query_selector(".solution.dropdown")
    closed = solution.bounding_box()["height"]
    solution.query_selector(".toggle-button").click()
    tab.wait_for_function("([e, h]) => e.offsetHeight > h + 20", arg=[solution, closed])


def test_the_sidebar_opens_and_closes_by_keyboard_on_a_phone(tab):
    if tab.viewport_size["width"] > 600:
        pytest.skip("there it is always open")
    tab.focus(".primary-toggle")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#pst-primary-sidebar-modal[open]")
    assert tab.is_visible("#pst-primary-sidebar-modal >> text=All verdicts")
    tab.keyboard.press("Escape")
    tab.wait_for_function("!document.querySelector('#pst-primary-sidebar-modal').open")


def test_search_opens_by_key_and_finds(tab):
    tab.keyboard.press("Control+K")
    tab.wait_for_selector("#pst-search-dialog[open]")
    tab.keyboard.type("parallelogram")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search.html?q=parallelogram")
    tab.wait_for_selector("#search-results p.search-summary:not(:empty)")

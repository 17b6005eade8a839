"""The page of all verdicts: rows, links in both directions, filters."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from nnlab.claims.base import Verdict
from nnlab.claims.catalogue import CLAIMS
from nnlab.claims.ledger import judged

pytestmark = [pytest.mark.book, pytest.mark.browser]


@pytest.fixture(scope="module")
def verdicts():
    return {claim.id: judgement.verdict.value for claim, judgement in judged(CLAIMS)}


@pytest.fixture
def tab(built, browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    tab.goto((built.html / "book/verdicts.html").as_uri())
    yield tab
    context.close()


def shown(tab):
    return tab.evaluate(
        """[...document.querySelectorAll('td [id^="verdict-"]')]
            .filter(t => t.checkVisibility()).map(t => t.id.slice("verdict-".length))"""
    )


def test_every_claim_has_a_row_and_its_links_arrive(built, tab, verdicts):
    rows = tab.evaluate(
        """[...document.querySelectorAll('td [id^="verdict-"]')].map(t => {
            const cells = t.closest("tr").cells;
            return [t.id, cells[1].textContent.trim(), cells[3].querySelector("a").href];
        })"""
    )
    assert {row[0].removeprefix("verdict-"): row[1] for row in rows} == verdicts
    for row, _, href in rows:
        path, _, anchor = href.removeprefix("file://").partition("#")
        page = (built.html / "book" / path.partition("/book/")[2]).read_text(encoding="utf-8")
        assert f'id="{anchor}"' in page, href
        # And the section's page leads back to the row.
        assert re.search(rf'class="section-verdicts".*verdicts\.html#{row}"', page), row


def test_filters_choose_rows_and_can_be_linked_to(tab, verdicts):
    assert len(shown(tab)) == len(CLAIMS)
    for verdict, count in Counter(verdicts.values()).items():
        tab.select_option("select[name=verdict]", verdict)
        assert sorted(shown(tab)) == sorted(i for i in verdicts if verdicts[i] == verdict)
        assert tab.text_content(".ledger-filters output") == f"{count} of {len(CLAIMS)} claims"
    tab.select_option("select[name=report]", "HW2")
    chosen = shown(tab)
    assert chosen
    assert all(name.startswith("hw2") for name in chosen)
    tab.goto(tab.url)
    assert shown(tab) == chosen


def test_a_link_reaches_a_row_that_the_filters_hide(tab, verdicts):
    hidden = next(i for i in verdicts if verdicts[i] == Verdict.HOLDS.value)
    tab.select_option("select[name=verdict]", Verdict.FAILS.value)
    assert hidden not in shown(tab)
    tab.evaluate("id => { location.hash = id; }", f"verdict-{hidden}")
    tab.wait_for_function("document.querySelector('select[name=verdict]').value === ''")
    assert hidden in shown(tab)


def test_without_script_all_rows_show(built, browser):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto((built.html / "book/verdicts.html").as_uri())
    assert len(shown(tab)) == len(CLAIMS)
    assert not tab.is_visible(".ledger-filters")
    context.close()

"""Print a document with Chromium."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Error, Page, sync_playwright

from bookpdf.errors import PrintError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    # The sandbox does not run as root or in a container, and the pages are our own.
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
)
MISSING = """no Chromium to print with. Install one:
    Debian, Ubuntu:  sudo apt install chromium
    without root:    {python} -m playwright install chromium
or name the one you have:  CHROMIUM=/path/to/chrome make pdf"""


@contextmanager
def chromium() -> Iterator[Page]:
    """A tab of a headless Chromium, ``CHROMIUM`` of the environment or one that is installed.

    Raises PrintError, with what to install, if there is none.
    """
    named = os.environ.get("CHROMIUM")
    found = named or next((path for name in NAMES if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=found, args=FLAGS.split())
        except Error as error:
            missing = MISSING.format(python=sys.executable)
            reason = f"{named} does not start: {error.message}\n" if named else ""
            raise PrintError(reason + missing) from error
        tab = browser.new_page()
        tab.set_default_timeout(0)  # a book takes its time
        yield tab
        browser.close()

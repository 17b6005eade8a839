"""Ask every address outside the book that a built page links to whether it is there.

``python .ci/links.py [FOLDER]``, after a build. Prints each broken one with its pages and the
reason; exit status 1 if there is one, or if there is no page.
"""

from __future__ import annotations

import re
import string
import sys
import urllib.request
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from http.client import HTTPException
from pathlib import Path
from urllib.parse import quote

LINK = re.compile(r'<a\b[^>]*\bhref="(https?://[^"#]*)')
TIMEOUT = 20  # seconds
AT_ONCE = 8
# Some sites refuse programs that do not look like a browser.
HEADERS = {"User-Agent": "Mozilla/5.0 (link check)"}


def addresses(folder: Path) -> dict[str, list[str]]:
    """Address -> the pages that link to it."""
    found = defaultdict(set)
    for page in folder.rglob("*.html"):
        for link in LINK.findall(page.read_text(encoding="utf-8")):
            found[unescape(link)].add(page.relative_to(folder).as_posix())
    return {link: sorted(pages) for link, pages in sorted(found.items())}


def fault(address: str) -> str:
    """Why an address cannot be had; empty if it can. Tried twice."""
    plain = quote(address, safe=string.punctuation)  # as a browser asks: letters of any script
    for _ in range(2):
        try:
            request = urllib.request.Request(plain, headers=HEADERS)
            with urllib.request.urlopen(request, timeout=TIMEOUT):
                return ""
        except (OSError, ValueError, HTTPException) as error:
            reason = str(error) or type(error).__name__
    return reason


def main(folder: Path) -> int:
    links = addresses(folder)
    if not links:
        print(f"links: no page with a link in {folder}; build the book first", file=sys.stderr)
        return 1
    with ThreadPoolExecutor(AT_ONCE) as pool:
        faults = dict(zip(links, pool.map(fault, links), strict=True))
    broken = {link: reason for link, reason in faults.items() if reason}
    for link, reason in broken.items():
        print(f"broken: {link} ({reason}), linked in {', '.join(links[link])}", file=sys.stderr)
    print(f"links: {len(links)} addresses, {len(broken)} broken")
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "_build/html/book")))

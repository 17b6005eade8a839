"""Buttons that open a chapter on Binder and on Colab, where the book says where its sources are.

Without ``repository: url:`` in ``_config.yml`` there are none. Binder opens the text notebook
itself (``.binder/`` prepares it). Colab opens only notebooks of a GitHub repository, so it needs
``launch_pages_branch``, the branch that the built pages are published on: for each chapter they
then hold a copy of its executed notebook whose first cell fetches the book's code. The theme's own
buttons would lead to files that the repository lacks, and replace the executed notebooks.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import nbformat
from docutils import nodes
from sphinx.application import Sphinx

BINDER = "https://mybinder.org/v2"
COLAB = "https://colab.research.google.com/github"
COPIES = "_colab"  # folder of the copies, below the pages
# What Colab may lack of what chapters import; all else comes in Colab's own versions.
MISSING = "myst-nb pooch platformdirs joblib"


@dataclass(frozen=True)
class Repository:
    """Where the sources are. url: without a slash at its end; "" if that is not known."""

    url: str
    branch: str

    @classmethod
    def of(cls, app: Sphinx) -> Repository:
        options = app.config.html_theme_options
        url = (options.get("repository_url") or "").removesuffix(".git").rstrip("/")
        return cls(url, options.get("repository_branch") or "main")

    @property
    def _host_and_name(self) -> tuple[str, str]:
        parts = urlsplit(self.url)
        return parts.netloc, parts.path.strip("/")

    def on_binder(self, path: str) -> str:
        """Opens a file of the repository on Binder, in JupyterLab."""
        host, name = self._host_and_name
        provider = {
            "github.com": f"gh/{name}",
            "gitlab.com": f"gl/{quote(name, safe='')}",
        }.get(host, f"git/{quote(self.url, safe='')}")
        branch = quote(self.branch, safe="")
        return f"{BINDER}/{provider}/{branch}?{urlencode({'urlpath': f'lab/tree/{path}'})}"

    def on_colab(self, branch: str, path: str) -> str:
        """Opens a notebook of a branch on Colab; "" where Colab cannot."""
        host, name = self._host_and_name
        place = f"{quote(branch)}/{quote(path)}"
        return f"{COLAB}/{name}/blob/{place}" if host == "github.com" else ""

    @property
    def fetch(self) -> str:
        """The first cell of a copy for Colab."""
        return (
            "# Fetches the code and the records of the book. The libraries are those of Colab,\n"
            "# so numbers may differ from the page's.\n"
            "import sys\n"
            "from pathlib import Path\n\n"
            'if not Path("the-book").exists():\n'
            f"    !git clone --quiet --depth 1 --branch {self.branch} {self.url} the-book\n"
            f"    %pip install --quiet {MISSING}\n"
            'sys.path.insert(0, "the-book/code")'
        )


def _is_chapter(app: Sphinx, pagename: str) -> bool:
    return "kernelspec" in app.env.metadata.get(pagename, {})


def _branch_of_pages(app: Sphinx, repository: Repository) -> str:
    """Where copies for Colab are published; "" where there are none."""
    branch = app.config.launch_pages_branch
    return branch if repository.on_colab(branch, "") else ""


def add_buttons(
    app: Sphinx, pagename: str, _: str, context: dict, __: nodes.document | None
) -> None:
    repository = Repository.of(app)
    if not repository.url or not _is_chapter(app, pagename):
        return
    source = Path(app.env.doc2path(pagename)).relative_to(app.srcdir).as_posix()
    buttons = [_button("Binder", "logo_binder.svg", repository.on_binder(source))]
    if branch := _branch_of_pages(app, repository):
        address = repository.on_colab(branch, f"{COPIES}/{pagename}.ipynb")
        buttons.append(_button("Colab", "logo_colab.png", address))
    group = {
        "type": "group",
        "tooltip": "Run this chapter",
        "icon": "fas fa-rocket",
        "buttons": buttons,
        "label": "launch-buttons",
    }
    context["header_buttons"].insert(0, group)


def _button(name: str, logo: str, url: str) -> dict[str, str]:
    icon = f"_static/images/{logo}"
    return {"type": "link", "text": name, "tooltip": f"Run on {name}", "icon": icon, "url": url}


def write_copies(app: Sphinx, exception: Exception | None) -> None:
    """For each executed notebook on offer a copy for Colab."""
    repository = Repository.of(app)
    if exception or app.builder.format != "html" or not _branch_of_pages(app, repository):
        return
    offered = Path(app.outdir, "_sources")
    for path in sorted(offered.rglob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        notebook.cells.insert(0, nbformat.v4.new_code_cell(repository.fetch, id="fetch-the-book"))
        copy = Path(app.outdir, COPIES, path.relative_to(offered))
        copy.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, copy)


def setup(app: Sphinx) -> dict:
    app.add_config_value("launch_pages_branch", "", "html", str)
    app.connect("html-page-context", add_buttons, priority=900)  # after the theme's own
    app.connect("build-finished", write_copies, priority=950)  # after solutions were taken out
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

"""Hand stored outputs to MyST-NB, through the notebook cache that it looks in.

A chapter's outputs are put into the cache just before Sphinx parses the chapter, from the very
text that it parses. So the look-up always hits, two chapters with the same code cannot swap
outputs, and nothing in the cache can be old or damaged: it lives for one build.
"""

from __future__ import annotations

import copy
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from nbformat import NotebookNode

CARRIED = ("language_info", "widgets")  # metadata that execution fills in


class OutputsError(Exception):
    """The executed notebook is not an execution of these cells."""


def with_outputs(notebook: NotebookNode, executed: NotebookNode) -> NotebookNode:
    """A copy of the notebook with the outputs of its execution, its own text and metadata.

    Raises OutputsError if their code differs.
    """
    merged = copy.deepcopy(notebook)
    ours = [cell for cell in merged.cells if cell.cell_type == "code"]
    theirs = [cell for cell in executed.cells if cell.cell_type == "code"]
    if [cell.source for cell in ours] != [cell.source for cell in theirs]:
        raise OutputsError("the code cells are not those that were executed")
    for cell, done in zip(ours, theirs, strict=True):
        cell.outputs = copy.deepcopy(done.outputs)
        cell.execution_count = done.execution_count
    for name in CARRIED:
        if name in executed.metadata:
            merged.metadata[name] = executed.metadata[name]
    return merged


def downloadable(notebook: NotebookNode, executed: NotebookNode) -> NotebookNode:
    """The executed chapter as a notebook for readers, valid and the same at each build."""
    merged = with_outputs(notebook, executed)
    carried = ("kernelspec", *CARRIED)
    merged.metadata = nbformat.from_dict(
        {name: executed.metadata[name] for name in carried if name in executed.metadata}
    )
    merged.nbformat, merged.nbformat_minor = 4, 5
    for number, cell in enumerate(merged.cells):
        cell["id"] = f"cell-{number}"
    return merged


def seed(folder: Path, notebook: NotebookNode, place: Path, seconds: float) -> None:
    """Put an executed notebook into the cache below the folder."""
    get_cache(folder).cache_notebook_bundle(
        CacheBundleIn(notebook, str(place), data={"execution_seconds": seconds}),
        check_validity=False,  # it wants counts without gaps; empty and skipped cells have none
        overwrite=True,
    )

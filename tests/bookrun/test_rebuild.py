"""What is executed again, and what is not; and that pages show it."""

from __future__ import annotations

import json
import os

import nbformat
import pytest
from toybook import CONFIG, JUPYTER_BOOK, cell, chapter

pytestmark = pytest.mark.book


def test_first_build_executes_each_chapter_once(toy):
    toy.book()
    assert toy.executed() == ["circle", "reader", "square"]
    assert "metre-1 quick 10" in toy.text("circle")
    assert "record-1" in toy.text("reader")
    assert "It is 3.1." in toy.text("index")
    toy.book()
    assert toy.executed() == []


def test_prose_edit_starts_no_kernel_and_appears(built):
    built.edit("circle.md", "Some prose.", "Other words.")
    built.book()
    assert built.executed() == []
    assert "Other words." in built.text("circle")
    assert "metre-1 quick 10" in built.text("circle")
    notebook = (built.root / "_build/html/_sources/circle.ipynb").read_text(encoding="utf-8")
    assert "Other words." in notebook


def test_caption_edit_starts_no_kernel_and_appears(built):
    figure = (
        "from IPython.display import SVG\n"
        'SVG(\'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>\')'
    )
    options = ("---", "mystnb:", "  figure:", "    caption: First caption", "---")
    built.write("square.md", chapter("Square", cell(figure, *options), name="square"))
    built.book()
    assert built.executed() == ["square"]
    assert "First caption" in built.text("square")
    built.edit("square.md", "First caption", "Second caption")
    built.book()
    assert built.executed() == []
    assert "Second caption" in built.text("square")


def test_module_edit_executes_its_chapters_through_a_second_module(built):
    built.edit("code/shapes/base.py", "metre-1", "metre-2")
    assert "module code/shapes/base.py changed" in built.press("status").stdout
    built.book()
    assert built.executed() == ["circle"]
    assert "metre-2 quick 10" in built.text("circle")
    assert "side-1" in built.text("square")


def test_reverting_an_edit_is_free(built):
    built.edit("code/shapes/square.py", "side-1", "side-2")
    built.book()
    assert built.executed() == ["square"]
    built.edit("code/shapes/square.py", "side-2", "side-1")
    built.book()
    assert built.executed() == []
    assert "side-1" in built.text("square")
    assert "side-2" not in built.text("square")


def test_record_edit_executes_exactly_its_readers(built):
    built.write("records/one.json", '{"value": "record-2"}')
    assert "input records/one.json changed" in built.press("status").stdout
    built.book()
    assert built.executed() == ["reader"]
    assert "record-2" in built.text("reader")


def test_new_file_in_a_listed_folder_counts(built):
    source = "from pathlib import Path\nprint(sorted(p.name for p in Path('records').iterdir()))"
    built.write("reader.md", chapter("Reader", cell(source), name="reader"))
    built.press("execute")
    assert built.executed() == ["reader"]
    built.write("records/two.json", "{}")
    built.write("elsewhere/two.json", "{}")
    assert built.press("status").stdout.count("input records/ changed") == 1
    built.press("execute")
    assert built.executed() == ["reader"]


def test_file_that_was_missing_counts_once_it_exists(built):
    source = (
        "try:\n    print(open('records/late.txt').read())\nexcept FileNotFoundError:\n"
        "    print('nothing yet')"
    )
    built.write("reader.md", chapter("Reader", cell(source), name="reader"))
    built.press("execute")
    assert built.executed() == ["reader"]
    built.write("records/late.txt", "here now")
    assert "input records/late.txt now exists" in built.press("status").stdout
    built.press("execute")
    assert built.executed() == ["reader"]


def test_file_that_a_chapter_writes_is_no_input(built):
    source = (
        "from pathlib import Path\nPath('made.txt').write_text(str(os.getpid()))\n"
        "print(len(Path('made.txt').read_text()) > 0)"
    )
    built.write("reader.md", chapter("Reader", cell(source), name="reader"))
    built.press("execute")
    built.executed()
    built.press("execute")
    assert built.executed() == []


def test_file_whose_name_is_not_utf8_counts(built):
    name = b"records/caf\xe9.txt"
    path = built.root / os.fsdecode(name)
    path.write_text("first", encoding="utf-8")
    source = f"import os\nos.listdir('records')\nprint(open({name!r}).read())"
    built.write("reader.md", chapter("Reader", cell(source), name="reader"))
    built.book()
    assert "records/caf\ufffd.txt" in built.text("reader")
    path.write_text("second", encoding="utf-8")
    assert "input records/caf\ufffd.txt changed" in built.press("status").stdout


def test_file_that_a_chapter_removes_or_replaces_is_no_input(built):
    source = (
        "from pathlib import Path\nPath('old.txt').read_text()\nPath('old.txt').unlink()\n"
        "Path('part').write_text(str(os.getpid()))\nPath('part').rename('made.txt')\n"
        "print(len(Path('made.txt').read_text()) > 0)"
    )
    built.write("old.txt", "old")
    built.write("reader.md", chapter("Reader", cell(source), name="reader"))
    built.press("execute")
    assert built.executed() == ["reader"]
    built.write("made.txt", "by hand")
    built.press("execute")
    assert built.executed() == []


def test_library_version_counts(built, tmp_path):
    library = tmp_path / "libraries"
    dist = library / "fakelib-1.0.dist-info"
    dist.mkdir(parents=True)
    (library / "fakelib.py").write_text("VALUE = 'from a library'\n")
    (dist / "METADATA").write_text("Metadata-Version: 2.1\nName: fakelib\nVersion: 1.0\n")
    (dist / "RECORD").write_text("fakelib.py,,\n")
    (dist / "top_level.txt").write_text("fakelib\n")
    built.environment["PYTHONPATH"] += f":{library}"
    built.write(
        "square.md", chapter("Square", cell("import fakelib\nfakelib.VALUE"), name="square")
    )
    built.book()
    assert built.executed() == ["square"]
    assert "fakelib 1.0" in built.text("square")
    (dist / "METADATA").write_text("Metadata-Version: 2.1\nName: fakelib\nVersion: 1.1\n")
    assert "library fakelib: 1.0 → 1.1" in built.press("status").stdout
    built.book()
    assert built.executed() == ["square"]
    assert "fakelib 1.1" in built.text("square")


def test_data_identity_counts(built, tmp_path):
    identity = tmp_path / "identity"
    identity.write_text("a" * 64)
    built.write(
        "code/shapes/data.py",
        "from pathlib import Path\n\n\ndef identities(modules):\n"
        f"    used = 'shapes.square' in modules\n"
        f"    return {{'tiles': Path({str(identity)!r}).read_text()}} if used else {{}}\n",
    )
    built.edit(
        "_config.yml",
        "    bookrun_jobs",
        "    bookrun_identities: shapes.data:identities\n    bookrun_jobs",
    )
    built.book()
    assert built.executed() == ["square"]
    assert "tiles: aaaaaaaaaaaa" in built.text("square")
    identity.write_text("stand-in: no network")
    status = built.press("status").stdout
    assert "data tiles: aaaaaaaaaaaa → stand-in: no network" in status
    built.book()
    assert built.executed() == ["square"]
    assert "tiles: stand-in: no network" in built.text("square")


def test_profile_reaches_page_and_downloads_and_is_not_mixed_up(built):
    built.book(BOOKRUN_PROFILE="report")
    assert built.executed() == ["circle", "reader", "square"]
    assert "metre-1 report 1000" in built.text("circle")
    assert 'profile = "report"' in built.text("circle").replace("&quot;", '"')
    assert 'profile = "quick"' not in built.text("circle").replace("&quot;", '"')
    sources = built.root / "_build/html/_sources"
    assert 'profile = "report"' in (sources / "circle.md").read_text(encoding="utf-8")
    notebook = nbformat.read(sources / "circle.ipynb", as_version=4)
    assert notebook.cells[1].source.startswith('profile = "report"')
    built.book()
    assert built.executed() == []
    assert "metre-1 quick 10" in built.text("circle")
    assert 'profile = "quick"' in (sources / "circle.md").read_text(encoding="utf-8")


def test_environment_variable_counts_when_named(built):
    built.edit(
        "_config.yml", "    bookrun_jobs", "    bookrun_environment: [TOY]\n    bookrun_jobs"
    )
    built.press("execute", TOY="a")
    built.executed()
    assert "environment variable TOY: a → b" in built.press("status", TOY="b").stdout


def test_downloaded_notebook_is_valid_and_whole(built):
    path = built.root / "_build/html/_sources/circle.ipynb"
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [c for c in notebook.cells if c.cell_type == "code"]
    assert [c.execution_count for c in code] == [1, 2, 3]
    assert code[2].outputs[0].text == "metre-1 quick 10\n"
    assert "papermill" not in notebook.metadata
    assert all("papermill" not in c.metadata for c in notebook.cells)
    assert '_sources/circle.ipynb"' in built.page("circle")
    assert "injected" not in built.page("circle")


def test_import_by_name_is_reported_and_still_watched(built):
    built.write("code/shapes/hidden.py", "WORD = 'hidden-1'\n")
    source = "import importlib\nprint(importlib.import_module('shapes.' + 'hidden').WORD)"
    built.write("square.md", chapter("Square", cell(source), name="square"))
    built.book()
    assert built.executed() == ["square"]
    status = built.press("status").stdout
    assert "not followed: square.md" in status
    assert "code/shapes/hidden.py (loaded at run time, and watched since)" in status
    built.edit("index.md", "# Index", "# Index page")
    built.book()
    assert "Imports that could not be followed in the source:" in built.text("index")
    assert "square: square.md" in built.text("index")
    built.edit("code/shapes/hidden.py", "hidden-1", "hidden-2")
    built.book()
    assert built.executed() == ["square"]
    assert "hidden-2" in built.text("square")


def test_page_that_glues_from_another_follows_it(built):
    built.edit("circle.md", "3.14159", "2.71828")
    built.book()
    assert built.executed() == ["circle"]
    assert "It is 2.7." in built.text("index")


def test_key_that_is_no_longer_glued_is_an_error(built):
    built.edit("circle.md", "glue('area', 3.14159, display=False)", "")
    done = built.book(check=False)
    assert done.returncode != 0
    assert "area" in done.stdout + done.stderr


def test_chapters_with_the_same_code_keep_their_own_outputs(built):
    source = "print('the word is', open('word.txt').read())"
    same = chapter("Twin", cell(source), name="twin")
    for folder in ("a", "b"):
        built.write(f"{folder}/twin.md", same)
        built.write(f"{folder}/word.txt", f"word-{folder}")
    built.edit("_toc.yml", "- file: reader", "- file: reader\n- file: a/twin\n- file: b/twin")
    built.book()
    assert built.executed() == ["twin", "twin"]
    assert "the word is word-a" in built.text("a/twin")
    assert "the word is word-b" in built.text("b/twin")


def test_pages_carry_their_provenance_folded(built):
    page, text = built.page("reader"), built.text("reader")
    assert '<details class="bookrun-provenance">' in page
    assert "<summary>How this page was made</summary>" in page
    for word in ("profile = &quot;quick&quot;", "records/one.json", "Python 3.", "cores"):
        assert word in text
    run = next((built.store / "runs/circle").glob("*.json"))
    about = json.loads(run.read_text(encoding="utf-8"))["provenance"]
    assert about["code"][:12] in built.text("circle")
    assert f"in {about['seconds']:.1f} s" in built.text("circle")


def test_status_table_names_each_chapter(built):
    page = built.page("index")
    table = page[page.index("bookrun-status") :]
    for name in ("Circle", "Square", "Reader"):
        assert f'<span class="doc">{name}</span>' in table
    assert 'role="region" tabindex="0"' in page


def test_clean_of_jupyter_book_keeps_the_executions(built):
    built.run([JUPYTER_BOOK, "clean", str(built.root)])
    assert not (built.root / "_build/html").exists()
    built.book()
    assert built.executed() == []
    assert "metre-1 quick 10" in built.text("circle")


def test_syntax_that_only_a_notebook_knows_is_followed(built):
    source = "%%time\nfrom shapes.square import SIDE\nprint(SIDE)"
    built.write("square.md", chapter("Square", cell(source), cell("!true\n%pwd"), name="square"))
    built.press("execute")
    built.executed()
    built.edit("code/shapes/square.py", "side-1", "side-2")
    assert "module code/shapes/square.py changed" in built.press("status").stdout


def test_edited_style_sheet_and_extension_reach_the_pages_without_a_kernel(built):
    config = CONFIG.replace("  config:\n", "  local_extensions: {sign: own}\n  config:\n")
    config += "    html_static_path: [static]\n"
    built.write("static/own.css", "p { color: red }\n")
    built.write("_config.yml", config)
    sign = (
        "def setup(app):\n    app.add_css_file('own.css')\n    app.connect('source-read', sign)\n"
    )
    sign += "\n\ndef sign(app, name, source):\n    source[0] += '\\n\\nSigned ONE.\\n'\n"
    built.write("own/sign.py", sign)
    built.book()
    built.executed()
    built.edit("static/own.css", "red", "blue")
    built.edit("own/sign.py", "ONE", "TWO")
    built.book()
    assert "blue" in built.html()["_static/own.css"].decode()
    assert "Signed TWO." in built.text("circle")
    before = built.html()
    built.book()
    assert built.html() == before
    assert built.executed() == []

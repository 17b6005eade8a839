"""Runs inside the kernel: notes which files a chapter reads and which modules it loads.

Started by ``START_LINE`` before the first cell, outside the history, so that no cell is added
to the chapter. Depends on nothing but the standard library and is executed from its file,
because a kernel need not have bookrun on its path.
"""

# ruff: noqa: PTH100, PTH105, PTH112, PTH115, PTH116, PTH118, PTH123, PTH206
# The hook runs at each open(): plain strings cost a tenth of Path objects.

import json
import os
import sys
import threading
import types

VARIABLE = "BOOKRUN_OBSERVER"
START_LINE = (
    "exec(compile(open(__import__('json').loads(__import__('os').environ['BOOKRUN_OBSERVER'])"
    "['source'], encoding='utf-8').read(), 'bookrun-observer', 'exec'),"
    " {'__name__': 'bookrun-observer'})"
)
# Event -> which arguments are files that are no longer what they were, each with the argument that
# is the open folder in which its name is to be looked up, if there is one.
CHANGES = {"os.remove": [(0, 1)], "os.rename": [(0, 2), (1, 3)], "os.truncate": [(0, None)]}
HERE = -1  # as an open folder: none
EVENTS = {"open", "os.listdir", "os.scandir", *CHANGES}


class Observer:
    """Collects what the kernel does.

    root:   folder below which files count as inputs.
    ignore: folders below the root that do not count.
    report: file that holds the report after each cell.
    """

    def __init__(self, root, ignore, report):
        self.roots = (root + os.sep, os.path.realpath(root) + os.sep)
        self.ignore = tuple(folder + os.sep for folder in ignore)
        self.report = report
        self.read = {}
        self.listed = set()
        self.written = set()
        self.baseline = frozenset(sys.modules)
        self.busy = threading.local()

    def hook(self, event, args):
        """Audit hook. Must never raise: an exception here would surface in the chapter."""
        if event not in EVENTS:
            return
        if getattr(self.busy, "now", False):
            return
        self.busy.now = True
        try:
            if event == "open":
                self.note_open(args[0], args[2] or 0)
            elif event in CHANGES:
                for name, folder in CHANGES[event]:
                    self.note_change(args[name], HERE if folder is None else args[folder])
            elif not is_import_machinery(sys._getframe(1).f_code.co_filename):
                self.note_listing(args[0])
        except Exception:
            pass
        finally:
            self.busy.now = False

    def note_open(self, name, flags):
        path = self.inside(name)
        if path is None:
            return
        if flags & (os.O_WRONLY | os.O_RDWR):
            self.written.add(path)
        elif path not in self.read and not os.path.isdir(path):
            try:
                status = os.stat(path)
                self.read[path] = [status.st_mtime_ns, status.st_size]
            except OSError:
                self.read[path] = None  # looked for and not found: that is an input too

    def note_change(self, name, folder):
        if folder != HERE:  # shutil.rmtree removes so
            name = os.path.join(os.readlink(f"/proc/self/fd/{folder}"), os.fsdecode(name))
        path = self.inside(name)
        if path is not None:
            self.written.add(path)

    def note_listing(self, name):
        path = self.inside("." if name is None else name, folder=True)
        if path is not None:
            self.listed.add(path)

    def inside(self, name, folder=False):
        """The absolute path if it is below the root and not ignored, else None."""
        if isinstance(name, int):
            return None
        path = os.path.abspath(os.fsdecode(name))
        tail = path + os.sep if folder else path
        for root in self.roots:
            if tail.startswith(root):
                path = os.path.join(self.roots[0], path[len(root) :]).rstrip(os.sep)
                break
        else:
            return None
        parts = tail[len(root) :].split(os.sep)
        if any(part.startswith(".") or part == "__pycache__" for part in parts):
            return None
        return None if (path + os.sep).startswith(self.ignore) else path

    def write(self, *_):
        """Write the report: aside, then renamed."""
        self.busy.now = True
        try:
            modules = {}
            for name, module in list(sys.modules.items()):
                if name not in self.baseline and isinstance(module, types.ModuleType):
                    # __dict__, since a lazy module may import things when asked.
                    modules[name] = module.__dict__.get("__file__")
            report = {
                "read": dict(self.read),
                "listed": sorted(self.listed),
                "written": sorted(self.written),
                "modules": modules,
                "path": list(sys.path),
                "prefix": sys.prefix,
            }
            with open(self.report + ".part", "w", encoding="utf-8") as file:
                json.dump(report, file)
            os.replace(self.report + ".part", self.report)
        finally:
            self.busy.now = False


def is_import_machinery(filename):
    """Whether a folder was listed only to find modules in it."""
    return any(word in filename for word in ("importlib", "pkgutil", "pkg_resources"))


def _start():
    options = json.loads(os.environ.pop(VARIABLE))
    observer = Observer(options["root"], options["ignore"], options["report"])
    sys.addaudithook(observer.hook)
    get_ipython().events.register("post_run_cell", observer.write)  # noqa: F821


if __name__ == "bookrun-observer":
    _start()

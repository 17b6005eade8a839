"""``python -m nnlab``: make the studies, repeat one run of one, judge a claim again."""

from __future__ import annotations

import argparse
import os
import signal
import sys

import numpy as np

from nnlab import records
from nnlab.naming import UnknownNameError, lookup
from nnlab.runs import RunStore
from nnlab.studies.backends import Backend, BackendError, local
from nnlab.studies.catalogue import STUDIES, study
from nnlab.studies.cluster import dask
from nnlab.studies.runner import StudyFailedError, run_study
from nnlab.studies.worker import WorkerDiffersError

ERRORS = (
    UnknownNameError, records.RecordError, StudyFailedError, BackendError, WorkerDiffersError,
    OSError, ValueError,
)  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return the exit status. Errors are one line on standard error."""
    options = _parser().parse_args(arguments)
    try:
        status = options.command(options)
        sys.stdout.flush()  # a reader that has gone is noticed here, not at the interpreter's end
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE  # as of other commands whose reader, such as head, has gone
    except ERRORS as error:
        print(f"nnlab: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("nnlab: stopped; finished batches are kept, run again to go on.", file=sys.stderr)
        return 130
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m nnlab", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    listing = commands.add_parser("studies", help="list the studies")
    listing.set_defaults(command=_list)

    making = commands.add_parser("study", help="make a study's missing runs and write its record")
    making.add_argument("name")
    making.add_argument("--seeds", type=_positive, help="seeds a setting (default: its own)")
    making.add_argument(
        "--extend",
        action="store_true",
        help="take the runs that the committed record keeps from it, and make only further seeds",
    )
    making.add_argument("--jobs", type=int, default=-1, help="workers (default: one a core)")
    making.add_argument("--backend", choices=["joblib", "dask"], default="joblib")
    making.add_argument("--scheduler", metavar="tcp://HOST:PORT", help="of the Dask cluster")
    making.set_defaults(command=_study)

    repeating = commands.add_parser("run", help="repeat one run of a study and print its numbers")
    repeating.add_argument("name")
    repeating.add_argument("--setting", help="label of the setting (default: the study's first)")
    repeating.add_argument("--seed", type=int, required=True)
    repeating.set_defaults(command=_run)

    judging = commands.add_parser("verdict", help="judge a claim again, on the committed record")
    judging.add_argument("claim", help="its id, such as hw2-q5-accuracy")
    judging.set_defaults(command=_verdict)
    return parser


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{value} is not a number of seeds")
    return value


def _list(_: argparse.Namespace) -> int:
    for entry in STUDIES.values():
        print(f"{entry.name}: {len(entry.settings)} settings, {sum(entry.seeds.values())} runs")
    return 0


def _study(options: argparse.Namespace) -> int:
    chosen, earlier = study(options.name), None
    if options.extend:
        earlier = records.load(chosen.name)
    record = run_study(chosen, RunStore(), options.seeds, _backend(options), earlier)
    print(f"wrote {records.save(record)}")
    return 0


def _backend(options: argparse.Namespace) -> Backend:
    if options.backend == "joblib" and not options.scheduler:
        return local(options.jobs)
    if options.backend == "joblib" or not options.scheduler:
        raise ValueError("--backend dask and --scheduler tcp://HOST:PORT go together.")
    return dask(options.scheduler)


def _run(options: argparse.Namespace) -> int:
    chosen = study(options.name)
    label = options.setting or next(iter(chosen.settings))
    setting = lookup(f"setting of study {chosen.name}", label, chosen.settings)
    print(f"{chosen.name}, {label}, seed {options.seed}: {setting}")
    try:
        history = chosen.experiment.run(setting, [options.seed])
    except RuntimeError as error:  # such as that the data cannot be had
        raise StudyFailedError(str(error)) from error
    with np.printoptions(precision=4, suppress=True):
        for name, values in history.items():
            print(f"{name}:\n{values[0]}")
    return 0


def _verdict(options: argparse.Namespace) -> int:
    # Imported here: a study's workers need not know every claim.
    from nnlab.claims.catalogue import claim
    from nnlab.claims.ledger import judged

    ((found, judgement),) = judged([claim(options.claim)])
    print(f"{found.id} ({found.source}): {found.says}\nRule: {found.rule}")
    print(f"Verdict: {judgement.verdict.value}. {judgement.because}")
    if found.study:
        print(f"Make its record again with: python -m nnlab study {found.study}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

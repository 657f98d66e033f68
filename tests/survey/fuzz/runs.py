"""Run ``is248 ingest`` on thousands of files: in children forked from one warm process.

A child takes some files one after the other and says what became of each; when one of them ends
the child, the next child goes on behind it. Reading apart is forked as well, with its limits.
"""

import contextlib
import io
import json
import os
import resource
import signal
import traceback
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import pandas as pd
import yaml
from mutators import FILES, Sound, bytes_changed, chance_of, yaml_file
from truths import TRUTHS

from helpers.forked_reading import forked
from helpers.hostile_files import hostile_files
from helpers.project import forget
from helpers.survey import ROOT, good_table, small_inputs, survey_project, write
from is248.base.errors import UserError
from is248.base.files import sha256
from is248.cli.main import main
from is248.printed.claims import read_claims
from is248.survey import (  # noqa: F401 - warm
    ingest,
    read_apart,
    read_excel,
    read_parquet,
    read_statistics,
    reading_child,
)
from is248.survey.codebook import load_codebook

SECONDS, MIB = 5, 600
BATCH = 20
YEAR = "2016"
HOSTILE = "hostile"
YAML_FILES = (
    "params/2016.yml", "data/survey/2016/codebook.yml", "data/survey/2016/corrections.yml",
    "data/survey/2016/decisions.yml", "data/survey/2016/columns.yml", "data/survey/2016/source.yml",
    "claims.csv",
)  # fmt: skip
CORRECTIONS = [
    {"unit": "1640", "variable": "fte", "expected": "1 234,25", "new": "12",
     "reason": "Tastefeil", "who": "Noen", "date": "2017-01-15"},
]  # fmt: skip
CHANGES = [
    {"unit": "0101", "variable": "fte", "decision": "real_change", "reason": "Ny avdeling",
     "who": "Noen", "date": "2017-01-15"},
]  # fmt: skip
COLUMNS = {"header_row": 1, "columns": [{"column": "beds", "to": "beds", "values": {"98": "98"}}]}


@dataclass(frozen=True)
class Verdict:
    """What became of one file.

    Attributes:
        kind: Ending, or ``.yml``.
        at: Number of the file.
        code: Exit code; None when the process ended.
        seconds: Processor time.
        mib: The most memory so far.
        checked: Whether its totals were held against another reader's.
        fault: What must not be; empty when all is well.
    """

    kind: str
    at: int
    code: int | None = None
    seconds: float = 0.0
    mib: float = 0.0
    checked: bool = False
    fault: str = ""


class Campaign:
    """A compendium, sound files, and the runs on what is made of them."""

    def __init__(self, folder, seed):
        self.folder, self.seed = Path(folder), seed
        self.project = survey_project(self.folder / "project")
        self.inputs, self.whole = small_inputs(), ingest.load_inputs
        self.sound = Sound(self.folder)
        self.answers = self.folder / "project" / "data" / "survey" / YEAR / "svar.csv"
        write(good_table(synthetic="true"), self.answers)
        self.kept = self._kept()
        with contextlib.chdir(self.project.root):  # warm: every child has it all loaded
            assert commanded("ingest", YEAR, str(self.answers)) == (0, "")

    @cached_property
    def hostile(self):
        """Names of the files that were made to harm; making them takes memory that stays apart."""
        folder = self.folder / "hostile"
        folder.mkdir()
        if (child := os.fork()) == 0:
            for name, content in hostile_files(self.folder).items():
                (folder / name).write_bytes(content)
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        return sorted(path.name for path in folder.iterdir())

    def _kept(self):
        """The files that people keep by hand, as they should be."""
        root = self.folder / "project"
        survey = self.answers.parent
        listed = {"synthetic": True, "sha256": sha256(self.answers)}
        for name, content in {
            "corrections.yml": {"corrections": CORRECTIONS},
            "decisions.yml": {"duplicates": [], "changes": CHANGES},
            "columns.yml": COLUMNS,
            "source.yml": {"files": {self.answers.name: listed}},
        }.items():
            (survey / name).write_text(yaml.safe_dump(content), encoding="utf-8")
        claims = ROOT / "data" / "published" / YEAR / "claims.csv"
        (root / "claims.csv").write_bytes(claims.read_bytes())
        return {name: (root / name).read_bytes() for name in YAML_FILES}

    def run(self, kind, numbers):
        """Verdicts on files of a kind, by their numbers."""
        left = list(numbers)
        while left:
            found = self._batch(kind, left[:BATCH])
            yield from found
            left = left[len(found) :]

    def _batch(self, kind, numbers):
        """Verdicts of one child: one for each file, the last one may be that it ended."""
        told, tell = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(told)
            try:
                with os.fdopen(tell, "w") as stream:
                    self._in_child(kind, numbers, stream)
            finally:
                os._exit(0)  # also when nobody listens any more
        os.close(tell)
        with os.fdopen(told) as stream:
            found = [Verdict(**json.loads(line)) for line in stream if line.endswith("}\n")]
        _, status = os.waitpid(child, 0)
        if len(found) < len(numbers):
            fault = f"ended the process ({os.waitstatus_to_exitcode(status)})"
            found.append(Verdict(kind, numbers[len(found)], fault=fault))
        return found

    def _in_child(self, kind, numbers, stream):
        os.chdir(self.folder / "project")
        read_apart.ask = forked
        if kind != ".yml":
            ingest.load_inputs = lambda *_: self.inputs
        for at in numbers:
            signal.setitimer(signal.ITIMER_PROF, SECONDS + 1)  # ends the process
            before = spent()
            try:
                verdict = self.one(kind, at)
            except BaseException:  # noqa: BLE001 - a fault of ours, told as one
                verdict = Verdict(kind, at, fault=traceback.format_exc()[-600:])
            stream.write(json.dumps(asdict(measured(verdict, spent() - before))) + "\n")
            stream.flush()

    def one(self, kind, at):
        """The verdict on one file."""
        chance = chance_of(self.seed, kind, at)
        if kind == HOSTILE:
            name = self.hostile[at]
            code, said = commanded("ingest", YEAR, str(self.folder / "hostile" / name))
            return Verdict(kind, at, code, fault=said and f"{name}: {said}")
        if kind == ".yml":
            return self._hand_kept(at, chance)
        path = self.folder / f"m{kind}"
        path.write_bytes(FILES[kind](self.sound, chance, self.folder))
        code, said = commanded("ingest", YEAR, str(path))
        wrong, checked = wrong_total(self.project, path) if code == 0 else ("", False)
        return Verdict(kind, at, code, checked=checked, fault=said or wrong)

    def _hand_kept(self, at, chance):
        name = YAML_FILES[at % len(YAML_FILES)]
        path = self.folder / "project" / name
        change = yaml_file if path.suffix == ".yml" else bytes_changed
        path.write_bytes(change(self.kept[name], chance))
        forget()
        load_codebook.cache_clear()
        try:
            if path.suffix == ".yml":
                code, said = commanded("ingest", YEAR, str(self.answers))
            else:
                code, said = of_claims(self.project, path)
        finally:
            path.write_bytes(self.kept[name])
        return Verdict(".yml", at, code, fault=said and f"{name}: {said}")


def commanded(*words):
    """Exit code of the command, and what must not be in it."""
    told = io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        code = main(words)
    said = told.getvalue()
    if code not in {0, 1, 2} or "Traceback" in said:
        return code, f"exit {code}: {said[-600:]}"
    return code, ""


def of_claims(project, path):
    try:
        read_claims(int(YEAR), project, path)
    except UserError:
        return 2, ""
    return 0, ""


def wrong_total(project, path):
    """What is wrong with the totals, and whether another reader could read the file at all."""
    found = pd.read_parquet(project.data / "prepared" / YEAR / "answers.parquet")
    try:
        truth = TRUTHS[path.suffix](path)
    except Exception:  # noqa: BLE001 - other readers give up in their own ways
        return "", False
    for column, total in truth.items():
        ours = Decimal(str(found[column].sum()))
        if total is None or abs(ours - total) > Decimal("1e-6"):
            return f"{column}: ours {ours}, the file's {total}", True
    return "", True


def spent():
    own = resource.getrusage(resource.RUSAGE_SELF)
    read = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + read.ru_utime + read.ru_stime


def measured(verdict, seconds):
    """The verdict with what it took; too much of it is a fault."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    mib = max(resource.getrusage(one).ru_maxrss for one in who) / 1024
    fault = verdict.fault
    if not fault and (seconds > SECONDS or mib > MIB):
        fault = f"{seconds:.1f} s, {mib:.0f} MiB"
    more = {"seconds": round(seconds, 3), "mib": round(mib), "fault": fault}
    return Verdict(**(asdict(verdict) | more))

"""Is what stands published ever harmed? Builds killed at random, and disks full at each write.

``python lib/tools/kills.py --times 100 --seed 1`` builds a version of a small project that has one
already, and kills -9 the run or one of its processes on the way: the last version must be whole, no
process may be left after a second, and the next run must publish the bytes of an undisturbed one.
``--full 10`` fills the disk at every tenth write instead (1: at each). A line a trial, a sum at the
end; exits with 1 when anything was harmed. ``--real YEAR`` takes two chapters of a real year.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import psutil
import yaml

ROOT = Path(__file__).resolve().parents[2]
REAL = ("outreach", "municipal_appendix")
"""Chapters of a real year that are built."""

SECOND = 1.0
PATIENCE = 120
NOT_OF_INPUTS = frozenset({"run_log.json"})

FULL_VARIABLE = "IS248_TRIAL_FULL_AT"
FULL = """
import errno, os, sys

place = os.environ.get("IS248_ROOT", "")
if (at := os.environ.get("IS248_TRIAL_FULL_AT")) and place:
    counter = os.open(place + ".writes", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.set_inheritable(counter, True)
    WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT

    def full(event, args):
        if event == "open":
            path, _, flags = args
            if not isinstance(flags, int) or not flags & WRITING:
                return
        elif event in ("os.mkdir", "os.symlink"):
            path = args[-2] if event == "os.mkdir" else args[1]
            path = args[0] if event == "os.mkdir" else path
        else:
            return
        if not isinstance(path, (str, os.PathLike)) or not os.fspath(path).startswith(place + "/"):
            return
        os.write(counter, b".")
        if os.fstat(counter).st_size >= int(at):
            raise OSError(errno.ENOSPC, "No space left on device", os.fspath(path))

    sys.addaudithook(full)
"""
"""A sitecustomize: from the n-th file or folder on that a run or its processes make, there is no
room for more."""


@dataclass(frozen=True)
class Trial:
    """A small project with a version, and inputs that give another.

    Attributes:
        base: The project as it is before each trial.
        expected: What an undisturbed run publishes, and how long it takes.
        seconds: How long an undisturbed run takes.
        writes: How often it makes a file or a folder.
        year: The year that is built.
    """

    base: Path
    expected: dict[str, bytes]
    seconds: float
    writes: int
    year: str

    @property
    def code(self) -> Path:
        """The sources and the trap, which stand still however long it takes."""
        return self.base.parent / "code"


def tiny(folder: Path) -> str:
    """The tiny project of the tests."""
    sys.path.insert(0, str(ROOT / "tests"))
    from helpers.project import make_project

    make_project(folder)
    return "2016"


def real(folder: Path, year: str) -> str:
    """A real year with two of its chapters."""
    for name in ("params", "data", "notebooks"):
        ignored = shutil.ignore_patterns("prepared", "own", ".ipynb_checkpoints")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    (folder / "outputs").mkdir()
    path = folder / "params" / f"{year}.yml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["chapters"] = [one for one in content["chapters"] if one["theme"] in REAL]
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return year


def prepared(folder: Path, year: str = "") -> Trial:
    """Build the first version, change all chapters, and see what an undisturbed run makes.

    Args:
        folder: An empty folder.
        year: A real year; the tiny project when not given.
    """
    base, code = folder / "base", folder / "code"
    built = real(base, year) if year else tiny(base)
    shutil.copytree(ROOT / "lib", code)
    (code / "sitecustomize.py").write_text(FULL, encoding="utf-8")
    trial = Trial(base, {}, 0.0, 0, built)
    assert ended(start(trial, base)) == 0
    for notebook in (base / "notebooks").glob("*.ipynb"):
        text = notebook.read_text(encoding="utf-8")
        # the code of a cell, so that it is run; in one way, so that all runs have the same inputs
        notebook.write_text(text.replace("year = 20", "trial = 1\\nyear = 20"), encoding="utf-8")
    place = copied(trial, folder / "undisturbed")
    begin = time.monotonic()
    assert ended(start(trial, place, full_at=10**9)) == 0
    seconds, writes = time.monotonic() - begin, (folder / "undisturbed.writes").stat().st_size
    return Trial(base, files(place, built, "v2"), seconds, writes, built)


def copied(trial: Trial, place: Path) -> Path:
    """A project of a trial's own."""
    return Path(shutil.copytree(trial.base, place, symlinks=True))


def start(trial: Trial, place: Path, *options: str, full_at: int = 0) -> subprocess.Popen[str]:
    """Begin a build."""
    variables = os.environ | {"IS248_ROOT": str(place), "PYTHONPATH": str(trial.code)}
    variables.pop(FULL_VARIABLE, None)
    full = {FULL_VARIABLE: str(full_at)} if full_at else {}
    command = [sys.executable, "-m", "is248", "report", trial.year, "--jobs", "2", *options]
    return subprocess.Popen(
        command,
        env=variables | full,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def ended(process: subprocess.Popen[str]) -> int:
    """The exit code of a build."""
    process.communicate(timeout=PATIENCE)
    return process.returncode


def files(place: Path, year: str, version: str) -> dict[str, bytes]:
    """What is published of a version."""
    folder = place / "outputs" / year / version
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in NOT_OF_INPUTS
    }


def kin(place: Path) -> list[psutil.Process]:
    """The processes of a project."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("IS248_ROOT") == str(place):
                found.append(process)
        except psutil.Error:
            continue
    return [one for one in found if one.status() != psutil.STATUS_ZOMBIE]


def killed(trial: Trial, place: Path, chance: random.Random) -> tuple[str, list[str]]:
    """Kill the run or one of its processes; tells which and when, and what was not well."""
    engine = chance.choice(("warm", "kernel"))
    whom = chance.choice(("run", "other", "other"))
    moment = chance.uniform(0, trial.seconds * 1.1)
    process = start(trial, place, "--engine", engine)
    time.sleep(moment)
    others = [one for one in kin(place) if one.pid != process.pid]
    if whom == "other" and others:
        victim = chance.choice(sorted(others, key=lambda one: one.pid))
        told = _called(victim)
        victim.send_signal(signal.SIGKILL)
    else:
        told = "run"
        process.kill()
    told = f"{told} after {moment:.1f} s, {engine}"
    try:
        _, said = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        for one in kin(place):
            one.kill()
        return told, ["it never ended"]
    return f"{told}: exit {process.returncode}", unexpected(said)


def unexpected(said: str) -> list[str]:
    """What a run said that no user should see."""
    lines = [line for line in said.splitlines() if "Uventet feil" in line or "Traceback" in line]
    return [f"said: {line[:200]}" for line in lines]


def _called(process: psutil.Process) -> str:
    try:
        words = " ".join(process.cmdline())
    except psutil.Error:
        return "process"
    known = {"ipykernel": "kernel", "forkserver": "fork or fork server", "spawn": "worker"}
    return next((name for word, name in known.items() if word in words), "process")


def filled(trial: Trial, place: Path, at: int) -> tuple[str, list[str]]:
    """Let the disk be full from a write on; tells how it ended, and what was not said well."""
    process = start(trial, place, full_at=at)
    _, said = process.communicate(timeout=PATIENCE)
    return f"disk full at write {at}: exit {process.returncode}", unexpected(said)


def harm(trial: Trial, place: Path) -> list[str]:
    """What is wrong after a run was disturbed; nothing, if all is well."""
    time.sleep(SECOND)
    found = [f"left: {_called(one)}" for one in kin(place)]
    for one in kin(place):
        one.kill()
    before = files(trial.base, trial.year, "v1")
    if files(place, trial.year, "v1") != before:
        found.append("v1 is not as it was")
    latest = (place / "outputs" / trial.year / "latest").readlink().name
    if latest not in {"v1", "v2"} or not (place / "outputs" / trial.year / latest).is_dir():
        found.append(f"latest points at {latest}")
    again = start(trial, place)
    _, said = again.communicate(timeout=PATIENCE)
    if again.returncode:
        return [*found, f"the next run: {said.strip()[-200:]}"]
    if files(place, trial.year, "v2") != trial.expected:
        found.append("v2 has other bytes than an undisturbed run's")
    outputs = place / "outputs" / trial.year
    hidden = [p.name for p in outputs.rglob(".*") if not p.name.endswith(".lock")]
    return [*found, *(f"left lying: {name}" for name in hidden)]


def campaign(folder: Path, times: int, seed: int, full: int = 0, year: str = "") -> list[str]:
    """Disturb builds; what was harmed, one line each.

    Args:
        folder: An empty folder.
        times: How many are killed.
        seed: Of the random moments.
        full: Fill the disk at each n-th write; 0 for never.
        year: A real year; the tiny project when not given.
    """
    trial, chance = prepared(folder, year), random.Random(seed)  # noqa: S311
    print(f"undisturbed: {trial.seconds:.1f} s, {trial.writes} writes", flush=True)
    moments: list[int] = list(range(1, trial.writes + 1, full)) if full else []
    harmed, how = [], Counter[str]()
    for number in range(1, times + len(moments) + 1):
        place = copied(trial, folder / f"trial-{number}")
        if number <= times:
            told, bad = killed(trial, place, chance)
        else:
            told, bad = filled(trial, place, moments[number - times - 1])
        how[told.split(" after")[0].split(" at write")[0]] += 1
        bad = bad + harm(trial, place)
        print(f"{number} {told}{''.join(f' HARM {one}' for one in bad)}", flush=True)
        harmed += [f"{number} {told}: {one}" for one in bad]
        shutil.rmtree(place)
        place.with_name(f"{place.name}.writes").unlink(missing_ok=True)
    print(f"{times + len(moments)} trials ({dict(how)}), {len(harmed)} harms", flush=True)
    return harmed


def main() -> int:
    """Run a campaign in a temporary folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--full", type=int, default=0)
    parser.add_argument("--real", default="", metavar="YEAR")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        place = Path(folder)
        return 1 if campaign(place, options.times, options.seed, options.full, options.real) else 0


if __name__ == "__main__":
    sys.exit(main())

"""The fast tests on every Python at hand: ``.venv/bin/nox``; one of them: ``nox -s tests-3.13``.

``nox -s editions -- 2015`` builds a year on each, of what is committed, and holds its files against
those of the first. A Python that is not found is skipped. Those of pyenv count also when pyenv has
not chosen them.
"""

import hashlib
import os
import shutil
from pathlib import Path

import nox

PYTHONS = ("3.11", "3.12", "3.13", "3.14")

_PYENV = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
_OTHERS = [str(path) for one in PYTHONS for path in _PYENV.glob(f"{one}.*/bin")]
# before its shims, which are found and do not run
os.environ["PATH"] = os.pathsep.join([*_OTHERS, os.environ["PATH"]])

TELL_THE_PYTHON = {"index.html", "manifest.json", "run_log.json"}
"""Files of an edition that name the Python, or how long it took."""

nox.options.sessions = ["tests"]
nox.options.reuse_existing_virtualenvs = True
nox.options.error_on_missing_interpreters = False
nox.options.default_venv_backend = "virtualenv"


def _set_up(session: nox.Session) -> None:
    session.install("--quiet", "--require-hashes", "-r", "requirements.lock")
    session.install("--quiet", "--no-deps", "--no-build-isolation", "-e", ".")


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Pass the fast tests; what is given after ``--`` goes to pytest."""
    _set_up(session)
    session.run("python", "-m", "pytest", "-n", "2", "--dist", "worksteal", *session.posargs)


@nox.session(python=PYTHONS)
def editions(session: nox.Session) -> None:
    """Build a year: every file has the bytes that the first Python gave it, this run or before."""
    _set_up(session)
    year, place = *(session.posargs or ["2015"]), Path(session.create_tmp())
    shutil.rmtree(place / "project", ignore_errors=True)
    session.run("git", "clone", "--quiet", ".", str(place / "project"), external=True)
    with session.chdir(place / "project"):
        here = {"PYTHONPATH": str(Path.cwd() / "lib")}
        session.run("python", "-m", "is248", "report", year, env=here)
        made = _files(Path("outputs", year, "v1").resolve())
    first = session.cache_dir / f"edition-{year}.txt"
    commit = session.run("git", "rev-parse", "HEAD", external=True, silent=True)
    if not first.exists() or first.read_text().split("\n")[0] != commit.strip():
        first.write_text("\n".join([commit.strip(), *made]))
    other = sorted(set(made) ^ set(first.read_text().split("\n")[1:]))
    if other:
        session.error("Not the bytes of the first Python: " + ", ".join(other))


def _files(edition: Path) -> list[str]:
    """Files and their sums, but for those that tell of the Python."""
    found = sorted(path for path in edition.rglob("*") if path.is_file())
    names = [path for path in found if path.name not in TELL_THE_PYTHON]
    sums = (hashlib.sha256(path.read_bytes()).hexdigest() for path in names)
    return [f"{one}  {path.relative_to(edition)}" for one, path in zip(sums, names, strict=True)]

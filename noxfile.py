"""The fast tests on every Python at hand: ``.venv/bin/nox``; one of them: ``nox -s tests-3.13``.

A Python that is not found is skipped. Those of pyenv count also when pyenv has not chosen them.
"""

import os
from pathlib import Path

import nox

PYTHONS = ("3.11", "3.12", "3.13", "3.14")

_PYENV = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
_OTHERS = [str(path) for one in PYTHONS for path in _PYENV.glob(f"{one}.*/bin")]
# before its shims, which are found and do not run
os.environ["PATH"] = os.pathsep.join([*_OTHERS, os.environ["PATH"]])

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

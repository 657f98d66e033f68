"""The environment of kernels: nothing of the user's own set-up may colour a result."""

from __future__ import annotations

import contextlib
import importlib.util
import os
from pathlib import Path
from typing import TYPE_CHECKING

from is248.base.paths import RESULTS_VARIABLE, ROOT_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from is248.base.paths import Project

FIXED_ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    "OMP_NUM_THREADS": "1",  # sums in another order give other last digits
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}


def first_variables() -> dict[str, str]:
    """The variables that count before the first import."""
    return {**FIXED_ENVIRONMENT, "MATPLOTLIBRC": _stock_matplotlibrc()}


def _stock_matplotlibrc() -> str:
    spec = importlib.util.find_spec("matplotlib")
    assert spec is not None
    assert spec.origin is not None
    return str(Path(spec.origin).parent / "mpl-data" / "matplotlibrc")


@contextlib.contextmanager
def environment(project: Project, scratch: Path, results: Path | None) -> Iterator[None]:
    """The variables of a run, and afterwards those that were.

    Args:
        project: The project.
        scratch: A folder for the run's own files.
        results: The results of the other chapters, for one that is built from them.
    """
    wanted = {
        **first_variables(),
        ROOT_VARIABLE: str(project.root),
        RESULTS_VARIABLE: str(results) if results else None,
        "IPYTHONDIR": str(scratch / "ipython"),
    }
    before = {key: os.environ.get(key) for key in wanted}
    _set(wanted)
    try:
        yield
    finally:
        _set(before)


def _set(variables: Mapping[str, str | None]) -> None:
    for key, value in variables.items():
        if value is None:
            os.environ.pop(key, None)
        else:
            os.environ[key] = value

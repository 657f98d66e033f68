"""P of many Fisher tests, kept beside the prepared answers: drawn once and not in every chapter.

What is kept is known by all that the draws depend on: the tables, the code of the test, and the
packages that draw. Where anything differs, or the file is no longer what was written, p are made
anew; they come out the same.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import scipy

from is248.base import observed
from is248.base.exchange import write_whole
from is248.stats import contingency

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def fisher_p_values(tables: Sequence[NDArray[np.int64]], kept: Path | None) -> list[float]:
    """P of every table, from :func:`is248.stats.contingency.fisher_p`.

    Args:
        tables: Groups by answers.
        kept: The file in which they are kept; None to keep nothing.

    Returns:
        One p per table.
    """
    observed.called(f"{contingency.__name__}:*")  # kept p rest on its code, called or not
    key = _key(tables)
    if (found := _read(kept, key)) is not None:
        return found
    made = [contingency.fisher_p(table) for table in tables]
    if kept is not None:
        with contextlib.suppress(OSError):  # who may not write there waits a second more
            write_whole(kept, _content(key, made), private=True)
    return made


def _key(tables: Sequence[NDArray[np.int64]]) -> str:
    code = hashlib.sha256(Path(contingency.__file__).read_bytes()).hexdigest()
    whole = [code, np.__version__, scipy.__version__, [table.tolist() for table in tables]]
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()


def _read(kept: Path | None, key: str) -> list[float] | None:
    """What is kept under a key; None when nothing is, or when it has been altered."""
    if kept is None:
        return None
    try:
        text = kept.read_text(encoding="utf-8")
        found = [float(p) for p in json.loads(text)["p"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if text == _content(key, found) else None


def _content(key: str, p: list[float]) -> str:
    """The file: numbers as Python writes them, so that reading gives back the same ones."""
    checksum = hashlib.sha256(json.dumps([key, p]).encode()).hexdigest()
    return json.dumps({"key": key, "sha256": checksum, "p": p}) + "\n"

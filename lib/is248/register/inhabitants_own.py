"""The user's own inhabitants and FTE of a year: a folder that git ignores and params need not name.

``data/municipalities/own/<year>/`` holds the files, a ``source.yml`` that says where they are from,
and ``params.yml``, which puts them in the place of those that ``params/<year>.yml`` names. Without
the folder all is as before.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from is248.base.data_files import SOURCE_FILE
from is248.base.exchange import STAGED, exchange, recover, said
from is248.register.municipalities import AGE_GROUPS
from is248.year.params import OWN, OWN_CHOICES, own_folder

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from is248.base.paths import Project
    from is248.year.params import Basis

INHABITANTS, FTE = "inhabitants.csv", "fte.csv"


class Raw(NamedTuple):
    """A file of Statistics Norway's.

    Attributes:
        name: Its name.
        content: All of it.
        kept: Whether it is kept beside what is made of it: it was fetched, so the user has no copy.
    """

    name: str
    content: bytes
    kept: bool


class Own(NamedTuple):
    """What the folder is made of.

    Attributes:
        people: Inhabitants by code, with ``size_class``.
        basis: What they rest on.
        fte: FTE by code, drawn beside them; None where none were drawn.
        raw: The files that the inhabitants were read from.
        read: The day.
    """

    people: pd.DataFrame
    basis: Basis
    fte: pd.DataFrame | None
    raw: Sequence[Raw]
    read: dt.date


def write_own(year: int, own: Own, project: Project) -> bool:
    """Put the folder of a year in its place.

    Args:
        year: The year.
        own: What it is made of.
        project: The project.

    Returns:
        Whether anything is new; the same numbers on another day leave what is there.

    Raises:
        UserError: It cannot be written; what was there stands.
    """
    target = own_folder(year, project)
    made = _files(year, own)
    with said(project.relative(target)):
        recover(target)
        told = (INHABITANTS, FTE, OWN_CHOICES)
        if all(_same(target / name, made.get(name)) for name in told):
            return False
        staged = target.with_name(f"{STAGED}{target.name}-{os.getpid()}")
        staged.mkdir(parents=True)
        for name, content in made.items():
            (staged / name).write_bytes(content)
        exchange(staged, target)
    return True


def _same(path: Path, content: bytes | None) -> bool:
    return (path.read_bytes() if path.is_file() else None) == content


def _files(year: int, own: Own) -> dict[str, bytes]:
    tables = {INHABITANTS: own.people[["size_class", *AGE_GROUPS]]}
    if own.fte is not None:
        tables[FTE] = own.fte
    data = {
        name: frame.to_csv(lineterminator="\n", float_format="%.2f").encode()
        for name, frame in tables.items()
    }
    bases: dict[str, Basis] = {INHABITANTS: own.basis, FTE: "calibrated"}
    choices = {
        name.removesuffix(".csv"): {"file": f"{OWN}/{year}/{name}", "basis": bases[name]}
        for name in tables
    }
    kept = {raw.name: raw.content for raw in own.raw if raw.kept}
    return {
        **data,
        **kept,
        OWN_CHOICES: _yaml(choices),
        SOURCE_FILE: _yaml(_source(year, own, tables, data, bases)),
    }


def _source(
    year: int,
    own: Own,
    tables: Mapping[str, pd.DataFrame],
    data: Mapping[str, bytes],
    bases: Mapping[str, Basis],
) -> dict[str, Any]:
    read = [{"file": raw.name, "sha256": _sum(raw.content)} for raw in own.raw]
    return {
        "origin": {
            "title": f"Inhabitants of municipalities and districts, 1 January {year}",
            "publisher": "Statistics Norway, tables 07459 and 10826",
            "read": own.read.isoformat(),
            "read_from": read,
        },
        "access": "public; not for the repository",
        "licence": "NLOD 2.0; the FTE are this project's own draw",
        "files": {
            name: _entry(frame, data[name], bases[name], _ABOUT[name])
            for name, frame in tables.items()
        },
    }


_ABOUT = {
    INHABITANTS: "Inhabitants by unit of the register, under 18 and from 18 years.",
    FTE: "FTE in hundredths by unit, drawn so that the print holds with these inhabitants.",
}


def _entry(frame: pd.DataFrame, content: bytes, basis: Basis, about: str) -> dict[str, Any]:
    words = frame.select_dtypes("number").columns
    columns = [str(frame.index.name), *map(str, frame.columns)]
    return {
        "sha256": _sum(content),
        "rows": len(frame),
        "description": about,
        "basis": basis,
        "columns": columns,
        "text_columns": [column for column in columns if column not in words],
    }


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _yaml(content: Mapping[str, Any]) -> bytes:
    text: str = yaml.safe_dump(dict(content), allow_unicode=True, sort_keys=False, width=100)
    return text.encode()

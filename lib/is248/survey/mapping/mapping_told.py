"""What a mapping did, for provenance and for the readers of the data page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from is248.base import observed
from is248.base.files import sha256
from is248.survey.mapping.draft_presets import recognised
from is248.survey.mapping.rules import folded
from is248.survey.places import MAPPING, PROVENANCE_FILE, prepared_folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from is248.base.paths import Project
    from is248.survey.mapping.columns_file import ColumnMapping, ColumnsFile
    from is248.survey.raw_table import RawTable


def told_of(
    path: Path, columns: ColumnsFile, raw: RawTable, mapped: RawTable, name: str
) -> dict[str, object]:
    """What was mapped.

    Args:
        path: The mapping.
        columns: What it says.
        raw: The file as it was read.
        mapped: The same with our names and codes.
        name: What the mapping is called: its place in the project.

    Returns:
        ``file`` and ``sha256`` of the mapping, how many ``columns`` of theirs became ours, how many
        of their ``cells`` hold something else than before, the headers that were ``left_out``,
        and the survey system (``preset``) that the file is known as coming from.
    """
    used = [entry for entry in columns.columns if entry.to]
    left = [entry.column for entry in columns.columns if not entry.to]
    if columns.unmapped == "leave":
        listed = {folded(entry.column) for entry in columns.columns}
        kept = listed | {folded(header) for header in mapped.header}
        left += [header for header in raw.header if folded(header) not in kept]
    return {
        "file": name,
        "sha256": sha256(path),
        "columns": len(used),
        "cells": sum(_translated(entry, raw, mapped) for entry in used),
        "left_out": list(dict.fromkeys(left)),
        "preset": recognised(raw.header),
    }


def read_told(year: int, project: Project | None = None) -> Mapping[str, Any] | None:
    """What was mapped in the prepared answers of a year; None when nothing was."""
    path = prepared_folder(year, project) / PROVENANCE_FILE
    if not observed.is_there(path):
        return None
    observed.part(path, MAPPING)
    found: Mapping[str, Any] | None = json.loads(path.read_text(encoding="utf-8")).get(MAPPING)
    return found


def _translated(entry: ColumnMapping, raw: RawTable, mapped: RawTable) -> int:
    """Cells of a column that hold something else than before; of joined choices all."""
    theirs = _cells(raw, entry.column, entry.at)
    if entry.to not in mapped.header:
        return sum(bool(text) for text in theirs)
    ours = mapped.columns[mapped.header.index(entry.to)]
    return sum(new != old for new, old in zip(ours, theirs, strict=True))


def _cells(raw: RawTable, column: str, at: int | None) -> Sequence[str]:
    same = (place for place, header in enumerate(raw.header) if folded(header) == folded(column))
    return raw.columns[next(same) if at is None else at - 1]

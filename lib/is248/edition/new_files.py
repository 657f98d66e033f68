"""The small files of a new year: lists of sources, an empty mapping, an empty file of claims."""

from __future__ import annotations

import csv
import hashlib
import io
from typing import TYPE_CHECKING

from is248.base.yaml_writer import yaml_text
from is248.printed.claims import CLAIMS
from is248.printed.claims import COLUMNS as CLAIM_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

COLUMNS = """\
# How the export of {year} is read: its columns and values → ours, see docs/any_file.md. Empty: the
# file has the codebook's own names. «is248 ingest {year} FILE --draft-mapping» drafts a mapping.
columns: []
"""

SURVEY_SOURCE = """\
# The answers of {year}. Put the export into this folder (it never goes into git) and enter it here:
#
# files:
#   answers.xlsx: {{sha256: …, synthetic: false, rows: …}}
#
# «is248 ready {year}» says the line of a file that lies here and is not entered.
origin:
  title: Answers to form IS-24/8, {year}
  year: {year}
access: restricted
files: {{}}
"""

_NUMBERS = frozenset({"pop_under18", "pop_18plus", "row", "col"})
"""Columns of a register's files that hold numbers."""


def register_entries(year: int, last: int, texts: Mapping[str, str], inhabitants_of: int) -> str:
    """What the list of ``data/municipalities`` says of a register that was made.

    Args:
        year: Its year.
        last: The year whose register it was made of.
        texts: Name → text of the files of units and of areas.
        inhabitants_of: The year whose national total the inhabitants sum to.

    Returns:
        The entries as lines of YAML, indented below ``files``.
    """
    units, areas = texts
    as_of = {} if inhabitants_of == year else {"as_of": inhabitants_of}
    told: dict[str, dict[str, object]] = {
        units: {
            "description": f"Register at 1 January {year}, made by «is248 new-year» of that of "
            f"{last} and the reforms. Inhabitants are those of its source, carried across reforms "
            f"and scaled within each age group to the total of the country in {inhabitants_of}.",
            "basis": "reconstructed", "basis_of": "pop_under18, pop_18plus",
            **as_of,
        },
        areas: {
            "description": f"Counties, HF areas, health regions and DPS areas of {year}, made by "
            "«is248 new-year».", "basis": "fact; the places of the tiles are our own design",
        },
    }  # fmt: skip
    entries = {name: {**_shape(text), **told[name]} for name, text in texts.items()}
    return "".join(f"  {line}\n" for line in yaml_text(entries).splitlines())


def empty_claims() -> str:
    """A file of claims without a claim."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(CLAIM_COLUMNS)
    return text.getvalue()


def claims_source(year: int, claims: str) -> str:
    """The list of what a year's report printed, with its claims alone."""
    about = "Which result each printed number answers to; docs/audit.md says how to read it."
    return yaml_text({
        "origin": {"title": f"What the report of {year} printed", "year": year},
        "basis": "printed",
        "files": {CLAIMS: {**_shape(claims), "description": about}},
    })  # fmt: skip


def _shape(text: str) -> dict[str, object]:
    header, *rows = csv.reader(io.StringIO(text))
    return {
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "rows": len(rows),
        "columns": header,
        "text_columns": [name for name in header if name not in _NUMBERS],
    }

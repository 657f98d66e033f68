"""Of which units it is not certain what HF area they are in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.base.data_files import data_folder, read_rows, read_source
from is248.register.crosswalk import crosswalk, load_crossing
from is248.year.labels import FOLDER

if TYPE_CHECKING:
    from is248.base.paths import Project

FACTS = "hf_of_units.csv"
_SURE = "sure"
"""How the certainty of a fact begins that leaves no doubt."""


def hf_notes(units: pd.DataFrame, year: int, project: Project) -> tuple[str, ...]:
    """What a reader must know of the HF areas of a year.

    Args:
        units: The register of the year.
        year: The year.
        project: The project, whose facts say how sure they are.

    Returns:
        The units whose area is likely or unsure, in a sentence; nothing where all are sure.
    """
    folder = data_folder(project, FOLDER)
    if FACTS not in read_source(folder).files:
        return ()
    facts = [(row["code"], int(row["first_year"])) for row in read_rows(folder, FACTS)
             if not row["certainty"].startswith(_SURE)]  # fmt: skip
    unsure = [(code, first) for code, first in facts if first <= year]
    if not unsure:  # no need of what became of units
        return ()
    crossing, found = load_crossing(project), set()
    for code, first in unsure:
        found |= {*crosswalk(pd.Series({code: 1.0}), first, year, crossing)["to"]}
    names = list(units["name"][units.index.isin(found)])
    if not names:
        return ()
    listed = " og ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return (f"Det er ikke sikkert hvilket HF-område {listed} hørte til.",)

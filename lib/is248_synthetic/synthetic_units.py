"""The rows of an answer file: municipalities, Oslo's districts and its agencies; and Oslo as one.

Oslo as one has no row of its own. Its answer to a single choice is the one that most of its
districts gave (``OSLO_RULE``), and an option of a multiple choice counts when more than half of the
fifteen districts crossed it: the rule that the 2016 report states for table 17.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from is248.register.municipalities import load_units
from is248.year.labels import city_code

if TYPE_CHECKING:
    import pandas as pd

    from is248_synthetic.printed_values import Report

OSLO_RULE = "most_districts"
"""How Oslo answers as one; printed in docs/synthetic.md."""

Who = Literal["one", "districts", "districts_and_agencies", "municipalities", "oslo"]
"""Units of a margin: with Oslo as one, by its districts, these and agencies; without; districts."""

_KINDS: dict[Who, frozenset[str]] = {
    "one": frozenset({"municipality", "oslo"}),
    "districts": frozenset({"municipality", "district"}),
    "districts_and_agencies": frozenset({"municipality", "district", "agency"}),
    "municipalities": frozenset({"municipality"}),
    "oslo": frozenset({"district"}),
}
LARGEST = 50_000
"""Inhabitants from which a district lies in the largest class."""

OWN_CLASS = "own_size_class"
"""Size class by a unit's own inhabitants, for the table of grants."""


def answering_units(report: Report) -> pd.DataFrame:
    """All rows of an answer file in the register's order, and last Oslo as one (kind ``oslo``).

    Inhabitants and FTE are the shipped ones, so that the answers are the same for everybody.

    Args:
        report: The report whose register serves: its units have the FTE that it prints.

    Returns:
        Index ``code``; the register's columns, inhabitants and FTE.
    """
    import pandas as pd

    register = load_units(report.year, report.project, own=False)
    city = city_code(register.index)
    rows = register[(register["kind"] != "residual") & (register.index != city)]
    whole = register.loc[[city]].assign(kind="oslo")
    units = pd.concat([rows, whole])
    return units.assign(own_size_class=[_own_class(unit) for _, unit in units.iterrows()])


def _own_class(unit: pd.Series) -> str:
    """Size class by a unit's own inhabitants: table 6.2 puts Oslo's districts so.

    The agencies go with the inhabitants without a district, as in that table's 5 000 to 10 000.
    """
    if unit["kind"] == "agency":
        return "5000-10000"
    if unit["kind"] != "district":
        return str(unit["size_class"])
    return "50000 og større" if unit["pop_total"] >= LARGEST else "20000-50000"


def whole_city(units: pd.DataFrame) -> str:
    """The code of Oslo as one."""
    return str(units.index[units["kind"] == "oslo"][0])


def counted(units: pd.DataFrame, who: Who) -> pd.Index:
    """Codes of the units that a margin counts."""
    return units.index[units["kind"].isin(_KINDS[who])]


def groups_of(units: pd.DataFrame) -> dict[str, list[str]]:
    """Attribute → its values, of all units."""
    names = ("size_class", OWN_CLASS, "county", "hf_area", "region")
    return {name: sorted(set(units[name]) - {""}) for name in names}

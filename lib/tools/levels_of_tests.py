"""How often the tests of factors reject when nothing differs: the table of docs/statistics.md.

    python lib/tools/levels_of_tests.py --year YEAR [--countries 2000]

Countries are made in which every unit answers with the same chances, nine in ten answer at all, and
the groups are those of the register. Seeded: the same call prints the same table.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd

from is248.register.municipalities import count_oslo, load_units
from is248.stats.permutation import factor_test

SEED = 248
LEVEL = 0.10
ANSWERED = 0.9
DEALS = 199
"""A Monte Carlo test has the same level whatever the number of deals, only less power."""

GROUPINGS = ("size_class", "county", "hf_area")
CONTROL = "size_class"
SHARES = {"3 %": [0.97, 0.03], "10 %": [0.9, 0.1], "25 %": [0.75, 0.25], "50 %": [0.5, 0.5]}
SCALES = {"scale of five, even": [0.2] * 5, "scale of five, skewed": [0.02, 0.08, 0.2, 0.45, 0.25]}


def level(units: pd.DataFrame, by: str, control: str, chances: list[float], times: int) -> float:
    """Share of countries without differences in which the test is below the level."""
    rng = np.random.default_rng([SEED, len(by), len(control), *(int(100 * c) for c in chances)])
    groups, strata = units[by].to_numpy(), units[control].to_numpy() if control else None
    below = 0
    for _ in range(times):
        heard = rng.random(len(units)) < ANSWERED
        values = rng.choice(len(chances), size=int(heard.sum()), p=chances)
        given = None if strata is None else strata[heard]
        found = factor_test(values, groups[heard], given, deals=DEALS)
        below += found.get("p", 1.0) <= LEVEL
    return below / times


def levels(units: pd.DataFrame, outcomes: dict[str, list[float]], times: int) -> pd.DataFrame:
    """Outcomes by grouping, alone and given the control: levels."""
    columns = [(by, "") for by in GROUPINGS] + [(by, CONTROL) for by in GROUPINGS if by != CONTROL]
    found = {
        (by, control): {name: level(units, by, control, chances, times)
                        for name, chances in outcomes.items()}
        for by, control in columns
    }  # fmt: skip
    return pd.DataFrame(found)


def main() -> None:
    """Print the table as Markdown, per cent with one decimal."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--countries", type=int, default=2000)
    parser.add_argument("--year", type=int, required=True)
    chosen = parser.parse_args()
    units = count_oslo(load_units(chosen.year), "districts")
    frame = levels(units, SHARES | SCALES, chosen.countries) * 100
    heads = [f"{by}, given {control}" if control else by for by, control in frame.columns]
    print("| Outcome | " + " | ".join(heads) + " |")
    print("| --- |" + " ---: |" * len(heads))
    for name, row in zip(frame.index, frame.to_numpy(), strict=True):
        print(f"| {name} | " + " | ".join(f"{value:.1f}" for value in row) + " |")


if __name__ == "__main__":
    main()

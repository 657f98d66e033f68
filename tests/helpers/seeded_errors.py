"""Reporting errors that people make, placed in answers: what is done to the row of one unit."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from is248.measures.fte import fte_columns

if TYPE_CHECKING:
    from collections.abc import Callable

HOURS, PERCENT = 37.5, 100


class Year:
    """A year to be spoilt; ``answers`` stay as they are until :meth:`spoilt`."""

    def __init__(self, answers, before, units):
        self.answers, self.before, self.units = answers, before, units
        self.cells = answers.values.to_numpy(dtype=object)
        self.row = {unit: at for at, unit in enumerate(answers.values.index)}
        self.column = {name: at for at, name in enumerate(answers.values)}
        self.changed = set()
        fte = fte_columns(answers.codebook)
        self._fte = list(zip(fte.index, fte["group"], fte["split"], fte["form"], strict=True))

    @property
    def values(self):
        return self.answers.values

    def columns(self, group=None, split=None, form=None):
        """The FTE columns of a group, split and form; of all when not named."""
        return [
            name for name, *own in self._fte
            if all(w in (None, o) for w, o in zip((group, split, form), own, strict=True))
        ]  # fmt: skip

    def sums(self, group, split="measure", *, before=False):
        values = self.before.values if before else self.answers.values
        known = [c for c in self.columns(group, split) if c in values]
        return values[known].astype("float64").sum(axis=1, min_count=1)

    def filled(self, unit, group=None, split=None):
        """The unit's FTE columns with a number above zero."""
        return [c for c in self.columns(group, split) if self.number(unit, c) > 0]

    def get(self, unit, column):
        return self.cells[self.row[unit], self.column[column]]

    def number(self, unit, column):
        value = self.get(unit, column)
        return float("nan") if pd.isna(value) else float(value)

    def put(self, unit, column, value):
        self.cells[self.row[unit], self.column[column]] = value
        self.changed.add(column)

    def times(self, unit, columns, factor):
        for column in columns:
            if self.number(unit, column) > 0:
                self.put(unit, column, round(self.number(unit, column) * factor, 2))

    def spoilt(self):
        """The answers with what was written; a cell that was emptied is blank."""
        values = self.values.copy()
        for name in self.changed:
            values[name] = pd.array(self.cells[:, self.column[name]], dtype=values[name].dtype)
        was, now = self.values.notna().to_numpy(), values.notna().to_numpy()
        old, index, columns = self.answers.statuses, values.index, values.columns
        rows = index.get_indexer(pd.Index(old["unit"]))
        still = ~now[rows, columns.get_indexer(pd.Index(old["variable"]))]
        emptied = zip(*np.nonzero(was & ~now), strict=True)
        gone = [(index[i], columns[j], "blank") for i, j in emptied]
        new = pd.DataFrame(gone, columns=old.columns).astype(old.dtypes.to_dict())
        statuses = pd.concat([old[still], new], ignore_index=True)
        return dataclasses.replace(self.answers, values=values, statuses=statuses)


@dataclasses.dataclass(frozen=True)
class Kind:
    """One kind of error.

    ``about``: what a finding must be about, as ``check:group:variable``, to catch the error.
    ``eligible``: the units in which it can be made.
    """

    name: str
    about: str
    eligible: Callable[[Year], pd.Series]
    make: Callable[[Year, str, np.random.Generator], None]
    whole_form: bool = False


AMOUNT = "user_involvement_amount"
USERS = ("ips_se_users_mental_health", "ips_se_users_substance_use")
FTE_ADULT = r"^(?!change_rate)\w+:(adult|total):|:fte_adult"


def everybody(year):
    return pd.Series(data=True, index=year.values.index)


def _staffed(least, *groups):
    def eligible(year):
        return pd.concat([year.sums(g) >= least for g in groups], axis=1).all(axis=1)

    return eligible


def _given(column, code=None):
    def eligible(year):
        values = year.values[column]
        return values.notna() if code is None else (values == code).fillna(value=False)

    return eligible


def _above(column, least):
    return lambda year: (year.values[column] >= least).fillna(value=False)


def _filled_in_both(year):
    before = year.before.values[AMOUNT].reindex(year.values.index)
    return ((before > 0) & year.values[AMOUNT].notna()).fillna(value=False)


def _many_last_year(year):
    known = [c for c in year.columns() if c in year.before.values]
    return (year.before.values[known].astype("float64") > 0).sum(axis=1) >= 8


def last_year(year, unit, rng, *, but=0):
    known = [c for c in year.columns() if c in year.before.values]
    for group in ("adult", "child"):
        form = f"reporting_form_{group}"
        year.put(unit, form, year.before.values.loc[unit, form])
    for column in known:
        year.put(unit, column, year.before.values.loc[unit, column])
    for column in rng.permutation(year.filled(unit))[:but]:
        year.put(unit, column, round(year.number(unit, column) + 1.5, 2))


def neighbour(year, unit, rng):
    other = rng.choice(
        year.values.index[_staffed(2, "adult", "child")(year)].drop(unit, errors="ignore")
    )
    for column in (*year.columns(), "reporting_form_adult", "reporting_form_child"):
        year.put(unit, column, year.get(other, column))


def no_with_others(year, unit, rng):
    name = rng.choice(["private_care", "police_cooperation"])
    others = [c for c in year.values if c.startswith(f"{name}__") and not c.endswith("__no")]
    year.put(unit, f"{name}__no", 1)
    year.put(unit, rng.choice(others), 1)


def blank(year, unit, columns):
    for column in columns:
        year.put(unit, column, pd.NA)


def doubled(year, unit, _):
    year.times(unit, year.columns("adult", "education"), 2)


def total_in_first(year, unit, _):
    filled = year.filled(unit, "adult", "measure")
    year.put(unit, filled[0], round(sum(year.number(unit, c) for c in filled), 2))


def _part(column):
    return column.split("_", 3)[3]


def adult_in_child(year, unit, _):
    for split in ("education", "pathway"):
        copy_group(year, unit, split, "adult", "child")
    adult = [
        year.number(unit, c) for c in year.columns("adult", "measure", form_of(year, unit, "adult"))
    ]
    for column, value in zip(
        year.columns("child", "measure", form_of(year, unit, "child")), adult, strict=False
    ):
        year.put(unit, column, value)


def form_of(year, unit, group):
    joint = year.get(unit, f"reporting_form_{group}") == "joint"
    return "joint" if joint else "mental_health"


def copy_group(year, unit, split, source, target):
    """The numbers of one group, in the form that the other reports in."""
    given = {_part(c): year.number(unit, c) for c in year.columns(source, split)}
    for column in year.columns(target, split):
        value = given.get(_part(column), float("nan"))
        year.put(unit, column, pd.NA if np.isnan(value) else value)


def swap_groups(year, unit, _):
    old = {c: year.number(unit, c) for c in year.columns()}
    for split in ("education", "pathway"):
        for one, other in (("adult", "child"), ("child", "adult")):
            form = form_of(year, unit, one)
            for column in year.columns(one, split, form):
                value = sum(
                    old[c]
                    for c in year.columns(other, split)
                    if _part(c).rsplit("_", 1)[0] == _part(column).rsplit("_", 1)[0] and old[c] > 0
                )
                year.put(unit, column, round(value, 2))
    for one, other in (("adult", "child"), ("child", "adult")):
        columns = year.columns(one, "measure", form_of(year, unit, one))
        given = [old[c] for c in year.columns(other, "measure") if old[c] > 0]
        blank(year, unit, year.columns(one, "measure"))
        for at, column in enumerate(columns):
            last = at == len(columns) - 1
            year.put(unit, column, round(sum(given[at:] if last else given[at : at + 1]), 2))


def line(year, unit, rng):
    place = rng.choice([0.0, 0.5, 1.0])
    for v in scales(year):
        if pd.notna(year.get(unit, v.id)):
            codes = list(v.categories)
            year.put(unit, v.id, codes[round(place * (len(codes) - 1))])


def scales(year):
    return [
        v for v in year.answers.codebook.variables if v.type == "single" and len(v.categories) > 3
    ]


def reversed_scales(year, unit, _):
    for v in scales(year):
        said = year.get(unit, v.id)
        if pd.notna(said):
            codes = list(v.categories)
            year.put(unit, v.id, codes[-1 - codes.index(said)])


def commas_lost(year, unit, _):
    for column in year.filled(unit, "adult"):
        year.put(
            unit, column, float(f"{year.number(unit, column):.2f}".rstrip("0").replace(".", ""))
        )


def negative(year, unit, rng):
    column = rng.choice(year.filled(unit, "adult"))
    year.put(unit, column, -year.number(unit, column))


def both_forms(year, unit, _):
    for column in year.columns("adult", "measure", "joint"):
        for field in ("mental_health", "substance_use"):
            half = round(year.number(unit, column) / 2, 2)
            year.put(unit, column.replace("joint", field), half)


def shifted(year, unit, _):
    asked = [c for c in year.columns() if pd.notna(year.get(unit, c))]
    given = [year.get(unit, c) for c in asked]
    for column, value in zip(asked, [pd.NA, *given[:-1]], strict=True):
        year.put(unit, column, value)


def zeros(year, unit, _):
    for column in year.filled(unit):
        year.put(unit, column, 0.0)


def nearly_blank(year, unit, _):
    blank(year, unit, [c for c in year.values if c != "respondent_count"])


def last_form(year, unit, _):
    old = {v.id for v in year.before.codebook.variables}
    new = [v for v in year.answers.codebook.variables if v.id not in old]
    blank(year, unit, [c for v in new for c in v.columns])


def comma_lost_once(year, unit, _):
    column = max(year.filled(unit, "adult", "measure"), key=lambda c: year.number(unit, c))
    year.put(unit, column, year.number(unit, column) * 10)


def same_fields(year, unit, _):
    for column in year.columns("adult", form="mental_health"):
        year.put(unit, column.replace("mental_health", "substance_use"), year.number(unit, column))


def lines_swapped(year, unit, _):
    one, other = year.filled(unit, "adult", "measure")[:2]
    old = year.number(unit, one)
    year.put(unit, one, year.number(unit, other))
    year.put(unit, other, old)


def half_post_moved(year, unit, _):
    one, other = year.filled(unit, "adult", "measure")[:2]
    year.put(unit, one, round(year.number(unit, one) + 0.5, 2))
    year.put(unit, other, round(max(year.number(unit, other) - 0.5, 0), 2))


def wrong_yes(year, unit, _):
    year.put(unit, "crisis_plan", "no" if year.get(unit, "crisis_plan") == "yes" else "yes")


def _put(column, value):
    return lambda year, unit, _: year.put(unit, column, value)


def _scaled(column, factor):
    return lambda year, unit, _: year.times(unit, [column], factor)


def _all_times(factor):
    return lambda year, unit, _: year.times(unit, year.columns(), factor)


def _small(year):
    size = year.units["size_class"].reindex(year.values.index)
    return size.isin(["<2000", "2000-5000"]) & _given("reporting_form_adult", "joint")(year)


def _measures(year):
    return year.values[year.columns("adult", "measure")].astype("float64").fillna(0.0)


def _both_lines(year):
    return (_measures(year) > 0).sum(axis=1) > 1


def _others_matter(year):
    """Measures beside the first make up at least two FTE."""

    numbers = _measures(year)
    first = numbers.to_numpy()[np.arange(len(numbers)), (numbers > 0).to_numpy().argmax(axis=1)]
    return numbers.sum(axis=1) - first >= 2


def _first(prefix):
    return lambda year: (
        year.sums("adult", "education", before=True).reindex(year.values.index) >= prefix
    )


JOINT = _given("reporting_form_adult", "joint")
KINDS = [
    Kind("last year's FTE sent again", "^last_year_copied", _many_last_year, last_year),
    Kind("last year's FTE, one number changed", "^last_year_copied", _many_last_year,
         lambda y, u, r: last_year(y, u, r, but=1)),
    Kind("FTE of another municipality", "^neighbour_copied", _staffed(2, "adult"), neighbour),
    Kind("kroner given in thousands", f":{AMOUNT}$", _above(AMOUNT, 1000), _scaled(AMOUNT, 0.001)),
    Kind("kroner times a thousand", f":{AMOUNT}$", _above(AMOUNT, 1000), _scaled(AMOUNT, 1000)),
    Kind("3,500 respondents", ":respondent_count$", everybody, _put("respondent_count", 3500)),
    Kind("5,000 users of IPS", f":{USERS[0]}$", _given(USERS[0]), _put(USERS[0], 5000)),
    Kind("«no» crossed with others", "^exclusive_crossed", _given("private_care__no"),
         no_with_others),
    Kind("amount blank that was filled last year", f":{AMOUNT}$", _filled_in_both,
         _put(AMOUNT, pd.NA)),
    Kind("education left out that was filled last year", ":fte_adult_education", _first(2),
         lambda y, u, _: blank(y, u, y.columns("adult", "education"))),
    Kind("12 psychologists in a small municipality", r"psychologist|^measure_education:adult",
         _small, _put("fte_adult_education_psychologist_joint", 12.0)),
    Kind("text denies the «yes»", "^text_denies.*refugee_involvement$",
         _given("refugee_involvement", "yes"),
         _put("refugee_involvement_how", "Vi har ikke hatt kapasitet til dette.")),
    Kind("text where the answer is «no»", ":ip_prioritised_how$", _given("ip_prioritised", "no"),
         _put("ip_prioritised_how", "Koordinatorer får opplæring.")),
    Kind("education sums to the double", "^(measure_education|sum_doubled):adult",
         _staffed(2, "adult"), doubled),
    Kind("total written in the first part", FTE_ADULT, _others_matter, total_in_first),
    Kind("adult numbers in the child form", ":child:", _staffed(2, "adult"), adult_in_child),
    Kind("straight line through the scales", "^straight_line", everybody, line),
    Kind("commas lost in all adult FTE", FTE_ADULT, _staffed(1, "adult"), commas_lost),
    Kind("FTE in per cent of a post", FTE_ADULT, _staffed(1, "adult"), _all_times(PERCENT)),
    Kind("FTE in hours a week", FTE_ADULT, _staffed(1, "adult"), _all_times(HOURS)),
    Kind("adults and children swapped",
         r"^(groups_swapped|change_level|rate)\w*:(total|adult|child)",
         _staffed(1, "adult", "child"), swap_groups),
    Kind("a minus before a number", "^negative:adult", _staffed(1, "adult"), negative),
    Kind("joint and separate both filled", "^both_forms:adult", JOINT, both_forms),
    Kind("user experience above all staff", "^part_above_whole:adult",
         _given("fte_adult_user_experience_joint"),
         lambda y, u, _: y.put(u, "fte_adult_user_experience_joint", y.sums("adult")[u] + HOURS)),
    Kind("part 1 shifted by one column", r"fte_|:(adult|child):", _staffed(2, "adult"), shifted),
    Kind("number of users where both answers are «no»", f"^number_of_none.*{USERS[0]}$",
         lambda y: _given("ips_mental_health", "no")(y) & _given("se_mental_health", "no")(y),
         _put(USERS[0], 6.0)),
    Kind("all FTE are zero", r":(adult|child):", _staffed(2, "adult"), zeros),
    Kind("everything blank but one", "^hardly_answered", everybody, nearly_blank, whole_form=True),
    Kind("last year's form", "^hardly_answered", everybody, last_form, whole_form=True),
    Kind("scales read backwards", "^against_pattern", everybody, reversed_scales),
]  # fmt: skip
"""Thirty kinds, from what people do."""

HARD = [
    Kind("comma lost in one number", FTE_ADULT, _staffed(1, "adult"), comma_lost_once),
    Kind("substance use repeats mental health", "^fields_alike:adult",
         _given("reporting_form_adult", "separate"), same_fields),
    Kind("two lines of the form swapped", FTE_ADULT, _both_lines, lines_swapped),
    Kind("half a post on the wrong line", FTE_ADULT, _both_lines, half_post_moved),
    Kind("a single «no» for a «yes»", "crisis_plan", _given("crisis_plan"), wrong_yes),
]  # fmt: skip
"""More, most of which nobody can see in the form alone."""

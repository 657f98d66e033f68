"""FTE and inhabitants of units, areas and the country."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from independent import raw
from independent.kinds import cells, kind, percent
from independent.outcomes import group_of, groups, where
from independent.shares import quantile

FORMS = ("joint", "mental_health", "substance_use")
AGES = {"adult": "18plus", "child": "under18", "total": "total"}


def half_up(value, decimals=0):
    """Rounded half away from zero, as print does."""
    step = Decimal(1).scaleb(-decimals)
    return float(Decimal(repr(round(value, 9))).quantize(step, ROUND_HALF_UP))


@cache
def parts(year, prefix):
    """Codes of a family of FTE questions, such as the pathways of adults."""
    ids = [
        name
        for name in raw.codebook(year)
        if name.startswith(f"{prefix}_") and name.endswith(FORMS[0])
    ]
    return [name[len(prefix) + 1 : -len(FORMS[0]) - 1] for name in ids]


def told(unit, year, prefix, code=None, form=None):
    """FTE that a unit told of a family, or None where it told none."""
    names = [
        f"{prefix}_{c}_{f}"
        for c in ([code] if code else parts(year, prefix))
        for f in ([form] if form else FORMS)
    ]
    found = [raw.number(unit.answers.get(name, "")) for name in names]
    found = [value for value in found if value is not None]
    return sum(found) if found else None


def country(year, prefix, code=None, form=None):
    """The same of all units."""
    return sum(told(unit, year, prefix, code, form) or 0 for unit in raw.everyone(year))


@cache
def fte(year):
    """FTE of each unit by age group: from the file that the year names, else from its answers."""
    if "fte" in raw.params(year):
        rows = raw.read_csv(raw.DATA / "municipalities" / raw.params(year)["fte"]["file"])
        found = {
            row["code"]: {g: float(row[f"fte_{g}"]) for g in ("adult", "child")} for row in rows
        }
    else:
        found = {
            unit.key: {g: told(unit, year, f"fte_{g}_measure") or 0.0 for g in ("adult", "child")}
            for unit in raw.units(year, "agencies") + raw.units(year, "one")
        }
    return {key: one | {"total": one["adult"] + one["child"]} for key, one in found.items()}


@cache
def printed_appendix(year):
    """Rows of the printed appendix, if there is one."""
    path = raw.DATA / "published" / str(year) / "appendix.csv"
    return {row["code"]: row for row in raw.read_csv(path)} if path.exists() else {}


def rate(unit, year, group):
    """FTE per 10 000 of a unit, as printed where it is; None without own inhabitants."""
    if printed_appendix(year):
        return raw.number(printed_appendix(year)[unit.key][f"fte_{group}_per10k"])
    people = unit.people[AGES[group]]
    return 1e4 * fte(year)[unit.key][group] / people if people else None


def members(line, among):
    """Units by group, with all of them as total."""
    found = {g: [unit for unit in among if group_of(unit, line) == g] for g in groups(line)}
    return found | {"total": list(among)}


@kind
def inhabitants(line):
    """Units and inhabitants by group, with their per cent of the country."""
    rows, counting = {}, members(line, raw.units(line.year, where(line)))
    everyone = members(line, raw.everyone(line.year))
    for group, units in counting.items():
        row = {"units_n": len(units), "units_pct": percent(len(units), len(counting["total"]))}
        for age in AGES.values():
            here, all_of_them = [sum(u.people[age] for u in everyone[g]) for g in (group, "total")]
            row |= {f"pop_{age}_n": here, f"pop_{age}_pct": percent(here, all_of_them)}
        rows[group] = row
    return cells(rows)


def _sums(line):
    for group, units in members(line, raw.everyone(line.year)).items():
        sums = {g: sum(fte(line.year).get(u.key, {g: 0.0})[g] for u in units) for g in AGES}
        people = {g: sum(u.people[age] for u in units) for g, age in AGES.items()}
        yield group, sums, {g: 1e4 * sums[g] / people[g] for g in AGES}


@kind
def fte_sums(line):
    """FTE of a group and FTE per 10 000 inhabitants."""
    return cells(
        {
            group: {f"fte_{g}": v for g, v in sums.items()}
            | {f"fte_{g}_per10k": v for g, v in rates.items()}
            for group, sums, rates in _sums(line)
        }
    )


def _counted():
    """Inhabitants of the country by year and age group, as Statistics Norway counts them."""
    return {
        row["year"]: {"adult": int(row["pop_18plus"]), "child": int(row["pop_under18"])}
        for row in raw.read_csv(raw.DATA / "municipalities" / "inhabitants_national.csv")
    }


@kind
def areas_then(line):
    """FTE per 10 000 of areas, in two years of the same borders.

    Inhabitants of another year than the FTE's are as many in all as were counted in its own.
    """
    rows = {}
    for year in (line.year - 1, line.year):
        held = {g: sum(u.people[AGES[g]] for u in raw.everyone(year)) for g in ("adult", "child")}
        counted = _counted()[str(year)]
        for group, _, rates in _sums(line.but(edition=year, year=year)):
            found = {f"{g}_rate_{year}": rates[g] * n / counted[g] for g, n in held.items()}
            rows[group] = rows.get(group, {}) | found
    return cells(rows)


@kind
def nation_then(line):
    """Printed FTE of the country, and per 10 000 of those whom Statistics Norway counts."""
    print_of = raw.read_csv(raw.DATA / "published" / str(line.year) / "tables" / "table_03_03.csv")
    rows = {}
    for printed in print_of:
        for column, fte_then in printed.items():
            if column.startswith("fte_"):
                group, year = printed["row"], column.removeprefix("fte_")
                row = rows.setdefault(year, {})
                row[f"fte_{group}"] = float(fte_then)
                if people := _counted().get(year):
                    n = people.get(group, sum(people.values()))
                    row[f"fte_{group}_per10k"] = 1e4 * float(fte_then) / n
    return cells(rows)


def rates_by_group(line, group):
    """Rates of the units by group, of those with own inhabitants."""
    units = members(line, raw.units(line.year, where(line)))
    found = {key: [rate(unit, line.year, group) for unit in those] for key, those in units.items()}
    return {key: [value for value in values if value is not None] for key, values in found.items()}


@kind
def fte_spread(line):
    """Weighted rates beside the mean and quartiles of the units' rates."""
    rows = {key: {f"{g}_weighted": rates[g] for g in AGES} for key, _, rates in _sums(line)}
    for group in AGES:
        for key, values in rates_by_group(line, group).items():
            rows[key] |= {f"{group}_mean": sum(values) / len(values)}
            rows[key] |= {f"{group}_q{at}": quantile(values, at / 4) for at in (1, 3)}
    return cells(rows)


@kind
def fte_quartiles(line):
    """The spread of one age group."""
    weighted = {key: rates[line.question] for key, _, rates in _sums(line)}
    rows = {}
    for key, values in rates_by_group(line, line.question).items():
        rows[key] = {"n": len(values), "weighted": weighted[key], "mean": sum(values) / len(values)}
        rows[key] |= {
            name: quantile(values, at) for name, at in (("q1", 0.25), ("median", 0.5), ("q3", 0.75))
        }
    return cells(rows)


@kind
def fte_unweighted(line):
    """Means of the units' rates with the city as one and as districts."""
    rows = {}
    for oslo in ("one", "districts"):
        found = {g: rates_by_group(line.but(by="region", oslo=oslo), g)["total"] for g in AGES}
        rows[oslo] = {f"fte_{g}_per10k": sum(values) / len(values) for g, values in found.items()}
        rows[oslo]["n"] = len(found["total"])
    return cells(rows)


@kind
def boxes(line):
    """Quartiles per 1 000, fences, and how many units lie beyond them."""
    rows, reach = {}, raw.params(line.year)["thresholds"]["box_fence"]
    for key, values in rates_by_group(line, line.question).items():
        per_1000 = [value / 10 for value in values]
        q1, median, q3 = [quantile(per_1000, at) for at in (0.25, 0.5, 0.75)]
        # there are no FTE below none
        low, high = max(0.0, q1 - reach * (q3 - q1)), q3 + reach * (q3 - q1)
        beyond = sum(not low <= round(value, 9) <= high for value in per_1000)
        rows[key] = {
            "n": len(values),
            "box_q1": q1,
            "box_median": median,
            "box_q3": q3,
            "low": low,
            "high": high,
            "outliers": beyond,
        }
    return cells(rows)


@kind
def rounding(line):
    """Printed whole numbers summed, beside the sum before rounding; adults."""
    rows = {}
    for key, units in members(line, raw.units(line.year, where(line))).items():
        whole = sum(float(printed_appendix(line.year)[u.key]["fte_adult"]) for u in units)
        real = sum(fte(line.year)[u.key]["adult"] for u in units)
        deviation = math.sqrt(len(units) / 12)  # a rounding error is uniform over one unit
        rows[key] = {
            "n": len(units),
            "integers": whole,
            "calibrated": real,
            "difference": whole - real,
            "rounding_sd": deviation,
        }
    return cells(rows)


@kind
def appendix(line):
    """Every unit's FTE and rates, rounded half up from FTE and inhabitants."""
    rows = {}
    for unit in [*raw.units(line.year, "agencies"), *raw.units(line.year, "one")]:
        rows[unit.key] = _appendix_row(fte(line.year)[unit.key], unit.people)
    whole = {
        g: sum(fte(line.year)[u.key][g] for u in raw.units(line.year, "agencies")) for g in AGES
    }
    people = {age: sum(u.people[age] for u in raw.everyone(line.year)) for age in AGES.values()}
    return cells(rows | {"0000": _appendix_row(whole, people)})


def _appendix_row(sums, people):
    row = {f"fte_{g}": half_up(value) for g, value in sums.items()}
    rates = {g: 1e4 * sums[g] / people[age] if people[age] else math.nan for g, age in AGES.items()}
    return row | {f"fte_{g}_per10k": v if math.isnan(v) else half_up(v) for g, v in rates.items()}


@kind
def appendix_sums(line):
    """The sum of rounded rows beside the rounded sum."""
    rows, units = {}, raw.units(line.year, "agencies")
    for group in AGES:
        values = [fte(line.year)[unit.key][group] for unit in units]
        summed, whole = sum(half_up(v) for v in values), half_up(sum(values))
        rows[f"fte_{group}"] = {
            "n": len(units),
            "rows_sum": summed,
            "country_row": whole,
            "difference": summed - whole,
        }
    return cells(rows)


def _shown(line, value):
    return half_up(value) if line.options.get("round") else value


@kind
def national(line):
    """FTE of a family from the answers of both years, with change and per cent."""
    rows = {}
    for code in [*parts(line.year, line.question), "total"]:
        of = None if code == "total" else code
        now = _shown(line, country(line.year, line.question, of))
        rows[code] = {f"fte_{line.year}": now}
        if not line.options.get("round"):
            rows[code][f"pct_{line.year}"] = percent(now, country(line.year, line.question))
        elif code != "total":
            last = _shown(line, country(line.year - 1, line.question, of))
            change = {"change_fte": now - last, "change_pct": percent(now - last, last)}
            rows[code] |= {f"fte_{line.year - 1}": last} | change
    return cells(rows)


@kind
def national_forms(line):
    """FTE by reporting form."""
    rows = {}
    for year in [line.year, line.year - 1][: 2 if line.options.get("round") else 1]:
        for form in FORMS:
            sums = {g: country(year, f"fte_{g}_measure", form=form) for g in ("adult", "child")}
            row = rows.setdefault(form, {})
            row |= {f"{g}_fte_{year}": _shown(line, v) for g, v in sums.items()}
            row[f"total_fte_{year}"] = sum(row[f"{g}_fte_{year}"] for g in sums)
    return cells(rows)


@kind
def national_groups(line):
    """FTE of adults and children and their share."""
    sums = {g: country(line.year, f"fte_{g}_measure") for g in ("adult", "child")}
    sums["total"] = sums["adult"] + sums["child"]
    return cells(
        {
            g: {f"fte_{line.year}": v, f"pct_{line.year}": percent(v, sums["total"])}
            for g, v in sums.items()
        }
    )


def _printed(line):
    path = raw.DATA / "published" / str(line.year) / "tables" / f"table_{line.question}.csv"
    rows = {row.pop("row"): row for row in raw.read_csv(path)}
    return {
        key: {c: raw.number(v) for c, v in row.items() if c != "label"} for key, row in rows.items()
    }


@kind
def printed_shares(line):
    """Per cent that each printed part is of the sum of the parts, by year."""
    table = _printed(line)
    parts_of = {key: row for key, row in table.items() if key != "total"}
    rows = {}
    for key, row in parts_of.items():
        years = [column for column in row if re.fullmatch(r"fte_\d{4}", column)]
        sums = {column: sum(other[column] for other in parts_of.values()) for column in years}
        rows[key] = {c.replace("fte", "pct"): percent(row[c], sums[c]) for c in years}
    return cells(rows)


@kind
def printed_rates(line):
    """Printed FTE per 10 000 inhabitants of the country in each year, and the change."""
    people = {
        row["year"]: row
        for row in raw.read_csv(raw.DATA / "municipalities" / "inhabitants_national.csv")
    }
    rows = {}
    for key, row in _printed(line).items():
        rates = {}
        for year in (str(line.year - 1), str(line.year)):
            ages = ("under18", "18plus") if key == "total" else (AGES[key],)
            rates[year] = (
                1e4 * row[f"fte_{year}"] / sum(float(people[year][f"pop_{a}"]) for a in ages)
            )
        first, last = rates.values()
        rows[key] = {f"rate_{year}": v for year, v in rates.items()}
        rows[key]["change_pct"] = percent(last - first, first)
    return cells(rows)


@kind
def printed_changes(line):
    """Change of the printed FTE between the two years, by reporting form."""
    rows = {}
    for key, row in _printed(line).items():
        first, last = (row[f"total_fte_{year}"] for year in (line.year - 1, line.year))
        rows[key] = {"change_fte": last - first, "change_pct": percent(last - first, first)}
    return cells(rows)

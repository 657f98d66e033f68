"""FTE by pathway, and how far what units told of their FTE agrees."""

from __future__ import annotations

from independent import raw
from independent.kinds import cells, kind, percent
from independent.outcomes import where
from independent.staff import country, members, parts, told


def _pathway(unit, year, group):
    return told(unit, year, f"fte_{group}_pathway")


def _measure(unit, year, group):
    return told(unit, year, f"fte_{group}_measure")


def _within(unit, year, group, limit):
    given, whole = _pathway(unit, year, group), _measure(unit, year, group)
    return given is not None and whole is not None and abs(given - whole) <= limit + 1e-9


@kind
def distributed(line):
    """FTE by measure and FTE given to pathways, with units."""
    rows, units = {}, raw.units(line.year, where(line))
    for row, of in (("fte_measures", _measure), ("fte_pathways", _pathway)):
        rows[row] = {}
        for group in ("adult", "child"):
            values = [v for v in (of(unit, line.year, group) for unit in units) if v is not None]
            rows[row] |= {group: sum(values), f"units_{group}": len(values)}
        rows[row]["total"] = rows[row]["adult"] + rows[row]["child"]
    rows["pct_pathways"] = {
        c: percent(rows["fte_pathways"][c], rows["fte_measures"][c]) for c in rows["fte_measures"]
    }
    return cells(rows)


@kind
def pathway_margins(line):
    """Units whose pathways sum to their measures."""
    year = line.year - int(line.options.get("back", 0))
    units, limit, rows = (
        raw.units(year, where(line)),
        raw.params(line.year)["quality"]["fte_tolerance"],
        {},
    )
    for group in ("adult", "child"):
        answered = [unit for unit in units if _pathway(unit, year, group) is not None]
        within = sum(_within(unit, year, group, limit) for unit in units)
        both = [sum(of(u, year, group) or 0 for u in units) for of in (_pathway, _measure)]
        rows[group] = {
            "n": len(units),
            "answered_n": len(answered),
            "silent_n": len(units) - len(answered),
        }
        rows[group] |= {"within": within, "within_all_pct": percent(within, len(units))}
        rows[group] |= {
            "within_pct": percent(within, len(answered)),
            "distributed_pct": percent(*both),
        }
    return cells(rows)


def _years(line):
    return [
        year for year in (line.year - 1, line.year) if (raw.DATA / "survey" / str(year)).exists()
    ]


@kind
def pathway_years(line):
    """FTE and shares by pathway in two years."""
    prefix, rows = f"fte_{line.question}_pathway", {}
    for year in _years(line):
        for code in parts(year, prefix):
            value = country(year, prefix, code)
            row = {f"fte_{year}": value, f"pct_{year}": percent(value, country(year, prefix))}
            rows[f"pathway_{code}"] = rows.get(f"pathway_{code}", {}) | row
        rows["total"] = rows.get("total", {}) | {
            f"fte_{year}": country(year, prefix),
            f"pct_{year}": 100.0,
        }
    return cells(rows)


@kind
def pathway_shares_by_year(line):
    """The shares alone, a column for each year."""
    found = pathway_years(line).items()
    return {
        (row, column.removeprefix("pct_")): v
        for (row, column), v in found
        if column.startswith("pct_")
    }


def _pathway_row(units, year, group):
    prefix = f"fte_{group}_pathway"
    given = [unit for unit in units if _pathway(unit, year, group) is not None]
    whole = sum(_pathway(unit, year, group) for unit in given)
    row = {"n": len(given), "fte": whole}
    for code in parts(year, prefix):
        row[f"pathway_{code}_pct"] = percent(
            sum(told(u, year, prefix, code) or 0 for u in given), whole
        )
    return row


@kind
def pathway_areas(line):
    """Shares by pathway in each group."""
    found = members(line, raw.units(line.year, where(line)))
    return cells(
        {key: _pathway_row(units, line.year, line.question) for key, units in found.items()}
    )


@kind
def pathway_choices(line):
    """Shares by pathway of all, of those within the limit, of equal sums, and unweighted."""
    year, group, prefix = line.year, line.question, f"fte_{line.question}_pathway"
    units, limit = raw.units(year, where(line)), raw.params(year)["quality"]["fte_tolerance"]
    rows = {"all": _pathway_row(units, year, group)}
    for row, far in (("within", limit), ("equal", 0.005)):
        rows[row] = _pathway_row([u for u in units if _within(u, year, group, far)], year, group)
    given = [unit for unit in units if _pathway(unit, year, group)]
    rows["unweighted"] = {"fte": rows["all"]["fte"]}
    for code in parts(year, prefix):
        shares = [
            percent(told(u, year, prefix, code) or 0, _pathway(u, year, group)) for u in given
        ]
        rows["unweighted"][f"pathway_{code}_pct"] = sum(shares) / len(shares)
    return cells(rows)


@kind
def agreement(line):
    """How far the sums by education and by pathway agree with measures."""
    units, limit, rows = (
        raw.units(line.year, where(line)),
        raw.params(line.year)["quality"]["fte_tolerance"],
        {},
    )
    for group in ("adult", "child"):
        for name in ("education", "pathway"):
            pairs = [
                (_measure(u, line.year, group), told(u, line.year, f"fte_{group}_{name}"))
                for u in units
            ]
            with_measure = [pair for pair in pairs if pair[0] is not None]
            both = [pair for pair in with_measure if pair[1] is not None]
            within = sum(abs(m - s) <= limit + 1e-9 for m, s in both)
            sums = [sum(p[at] or 0 for p in pairs) for at in (0, 1)]
            row = {"with_measure": len(with_measure), "compared_units": len(both), "within": within}
            row |= {"within_pct": percent(within, len(both)), "measure": sums[0], "split": sums[1]}
            rows[f"{name}_{group}"] = row | {"covered_pct": percent(sums[1], sums[0])}
    return cells(rows)


@kind
def real_change(line):
    """Change of FTE with all units, and without those that changed how they report."""
    folder = raw.DATA / "survey" / str(line.year)
    files = [folder / name for name in ("decisions.yml", "synthetic_decisions.yml")]
    marked = [one for path in files if path.exists() for one in raw.read_yaml(path)["changes"]]
    left_out = {one["unit"] for one in marked if one["decision"] == "changed_practice"}
    rows = {}
    for group in ("adult", "child", "total"):
        sums = {}
        for name, skipped in (("all", ()), ("kept", left_out)):
            for when, year in (("before", line.year - 1), ("after", line.year)):
                of = ("adult", "child") if group == "total" else (group,)
                units = [u for u in raw.units(year, where(line)) if u.key not in skipped]
                sums[f"{name}_{when}"] = sum(_measure(u, year, g) or 0 for u in units for g in of)
        changes = {
            n: percent(sums[f"{k}_after"] - sums[f"{k}_before"], sums[f"{k}_before"])
            for n, k in (("reported", "all"), ("real", "kept"))
        }
        rows[group] = sums | {f"{name}_change_pct": value for name, value in changes.items()}
    return cells(rows)


@kind
def forms(line):
    """Reporting forms in per cent of municipalities, in both years."""
    rows = {}
    for year in _years(line):
        units = raw.units(year, "one")
        for group in ("adult", "child"):
            found = [raw.answer(unit, f"reporting_form_{group}") for unit in units]
            for code in ("joint", "separate"):
                rows.setdefault(code, {})[f"{group}_{year}"] = percent(
                    found.count(code), len(units)
                )
            rows.setdefault("municipalities", {})[f"{group}_{year}"] = len(units)
            rows.setdefault("total", {})[f"{group}_{year}"] = 100.0
    return cells(rows)

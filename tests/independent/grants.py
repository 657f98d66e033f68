"""Grants, users of job support, and what units have."""

from __future__ import annotations

import math

from independent import raw
from independent.kinds import amount, cells, kind, share_row
from independent.outcomes import group_of, groups, split, where
from independent.staff import members


def _class_of(year, people):
    """The size class of a number of inhabitants."""
    for key in raw.order(year, "size_class"):
        limits = [int(part) for part in key.strip("<").replace(" og større", "").split("-")]
        low, high = (
            (0, limits[0]) if "<" in key else (limits[0], limits[-1] if "-" in key else math.inf)
        )
        if low <= people < high:
            return key
    raise ValueError(people)


def _grant_group(unit, line, home):
    """Districts by their own size, agencies with those without a district (docs/synthetic.md)."""
    if line.by != "own_size":
        return group_of(unit, line)
    if unit.kind == "municipality":
        return unit.areas["size_class"]
    return home if unit.kind == "agency" else _class_of(line.year, unit.people["total"])


@kind
def grants(line):
    """Grants in thousands, inhabitants, and kroner per inhabitant."""
    units = raw.units(line.year, "one") if line.oslo == "one" else raw.everyone(line.year)
    (rest,) = [unit for unit in raw.everyone(line.year) if unit.kind == "residual"]
    home = _class_of(line.year, rest.people["total"])
    keys = raw.order(line.year, "size_class") if line.by == "own_size" else groups(line)
    rows = {}
    for key in [*keys, "total"]:
        those = [u for u in units if key in ("total", _grant_group(u, line, home))]
        money = sum(amount(unit, line.question) or 0 for unit in those)
        people = sum(unit.people["total"] for unit in those)
        rows[key] = {
            "amount_1000nok": money / 1000,
            "pop_total_n": people,
            "nok_per_inhabitant": money / people,
        }
    return cells(rows)


@kind
def givers(line):
    """Municipalities that grant anything, of those that told an amount."""
    rows = {}
    for key, units in members(line, raw.units(line.year, where(line))).items():
        given = [v for v in (amount(unit, line.question) for unit in units) if v is not None]
        rows[key] = share_row(sum(v > 0 for v in given), len(given))
    return cells(rows)


@kind
def users(line):
    """Units with users, their users and inhabitants."""
    rows = {}
    for key, units in members(line, raw.units(line.year, where(line))).items():
        with_users = [u for u in units if (raw.number(u.answers.get(line.question, "")) or 0) > 0]
        told_n = sum(raw.number(u.answers[line.question]) for u in with_users)
        people = sum(u.people["18plus"] for u in with_users)
        per = 1e4 * told_n / people if people else math.nan
        rows[key] = {
            "n": len(with_users),
            "users_n": told_n,
            "pop_18plus_n": people,
            "users_per10k_18plus": per,
        }
    return cells(rows)


@kind
def by_kind(line):
    """Municipalities and districts that have something, and that have it in both fields."""
    rows, names = {}, split(line.question)
    wanted = {name: [name] for name in names} | {
        offer: [name for name in names if name.startswith(f"{offer}_") and "users" not in name]
        for offer in ("ips", "se")
    }
    for row, needed in wanted.items():
        for column, of in (("municipalities_n", "municipality"), ("districts_n", "district")):
            units = [unit for unit in raw.units(line.year, where(line)) if unit.kind == of]
            have = sum(all(_has(unit, name) for name in needed) for unit in units)
            rows.setdefault(row, {})[column] = have
    return cells(rows)


def _has(unit, name):
    text = unit.answers.get(name, "")
    return text == "yes" or (text not in ("", "no") and raw.number(text) > 0)

"""Who was asked and who answered, and robust levels of FTE."""

from __future__ import annotations

import re
from functools import cache

import numpy as np

from independent import raw
from independent.kinds import cells, kind, percent
from independent.outcomes import given, groups
from independent.staff import rates_by_group

FAMILY = re.compile(r"(fte_(?:adult|child)_(?:measure|education|pathway))_.+")
HUBER, TUKEY, TO_SPREAD = 1.345, 4.685, 0.6745
SHOWN_AS_ONE = 0.995  # two decimals, rounded half up


def _columns(question):
    name = question["id"]
    if question["type"] == "multiple":
        return [f"{name}__{code}" for code in question["categories"]]
    return [name, f"{name}__codes"] if question["type"] == "open" else [name]


@cache
def questions(year):
    """Questions with their parts: versions of one question, and the parts of one sum of FTE."""
    found = {}
    for one in raw.codebook(year).values():
        if not one["number"].endswith("k"):
            family = FAMILY.fullmatch(one["id"])
            found.setdefault(family.group(1) if family else one["concept"], []).append(one)
    units = raw.units(year, "agencies")
    return {key: parts for key, parts in found.items() if any(_told(u, parts) for u in units)}


def _told(unit, parts):
    return any(unit.answers.get(column) for one in parts for column in _columns(one))


def _asked(unit, year, one):
    agencies = _agencies(year)
    if unit.kind == "agency" and agencies and one["part"] not in agencies["parts"]:
        return one["id"] in agencies["variables"]
    asked = one.get("asked")
    if not asked:
        return True
    answer = given(unit, year, asked["variable"])
    if answer is None:  # who left the filter unanswered may have been asked: it has not answered
        return _asked(unit, year, raw.codebook(year)[asked["variable"]])
    return bool(answer & set(asked["codes"]))


@cache
def _agencies(year):
    return raw.read_yaml(raw.DATA / "survey" / str(year) / "codebook.yml").get("agencies")


@cache
def _responses(year):
    """Per question: its chapter, and for each unit that was asked whether it answered."""
    units = raw.units(year, "agencies")
    found = {}
    for key, parts in questions(year).items():
        told = {unit: _told(unit, parts) for unit in units}
        asked = {u: t for u, t in told.items() if t or any(_asked(u, year, one) for one in parts)}
        found[key] = (parts[0]["chapter"], asked)
    return found


def _share(pairs):
    pairs = list(pairs)
    return percent(sum(pairs), len(pairs))


@kind
def response(line):
    """Response to each question."""
    rows = {}
    for key, (_, asked) in _responses(line.year).items():
        rows[key] = {"asked": len(asked), "response_total": _share(asked.values())}
        by_class = [
            _share(told for unit, told in asked.items() if unit.areas["size_class"] == size)
            for size in raw.order(line.year, "size_class")
        ]
        known = [share for share in by_class if not np.isnan(share)]
        rows[key] |= {"lowest_pct": min(known), "highest_pct": max(known)}
    return cells(rows)


def _by_topic(line):
    found = _responses(line.year)
    for topic in dict.fromkeys(chapter for chapter, _ in found.values()):
        pairs = [
            pair for chapter, asked in found.values() if chapter == topic for pair in asked.items()
        ]
        for group in [*groups(line), "total"]:
            told = [t for unit, t in pairs if group in ("total", unit.areas[line.by])]
            yield topic, group, _share(told)


@kind
def response_topics(line):
    """Response by topic in rows and size class in columns."""
    names = {key: _named(key) for key in groups(line)} | {"total": "response_total"}
    return {(topic, names[group]): share for topic, group, share in _by_topic(line)}


def _named(size_class):
    if "<" in size_class:
        return f"size_under_{size_class.strip('<')}"
    low, _, high = size_class.partition("-")
    return f"size_{low}_{high}" if high else f"size_from_{low.split()[0]}"


@kind
def response_groups(line):
    """Response by group in rows and topic in columns."""
    return {(group, f"topic_{topic}"): share for topic, group, share in _by_topic(line)}


def _robust(values, weight):
    """A mean that weighs units by their distance, with the spread taken anew at each step."""
    values = np.asarray(values, float)
    middle = values.mean()
    for _ in range(500):
        scale = np.median(np.abs(values - middle)) / TO_SPREAD
        weights = weight((values - middle) / scale)
        before, middle = middle, float(weights @ values / weights.sum())
        if abs(middle - before) < 1e-12:
            break
    return middle, weights


def _huber(distance):
    return np.minimum(1.0, HUBER / np.maximum(np.abs(distance), 1e-300))


def _tukey(distance):
    return np.where(np.abs(distance) < TUKEY, (1 - (distance / TUKEY) ** 2) ** 2, 0.0)


@kind
def levels(line):
    """FTE per 1 000: the mean, Huber's and Tukey's, and how many units count less or nothing."""
    rows = {}
    for key, rates in rates_by_group(line, line.question).items():
        if key == "total":
            continue
        values = [rate / 10 for rate in rates]
        (huber, less), (tukey, nothing) = _robust(values, _huber), _robust(values, _tukey)
        rows[key] = {"n": len(values), "level_ols": float(np.mean(values)), "level_huber": huber}
        rows[key] |= {"level_tukey": tukey, "reduced": int((less < SHOWN_AS_ONE).sum())}
        rows[key]["none"] = int((nothing == 0).sum())
    return cells(rows)

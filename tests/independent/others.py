"""Tables of a shape of their own."""

from __future__ import annotations

import re

from independent import raw
from independent.kinds import cells, kind, percent, share_row
from independent.outcomes import (
    counted,
    given,
    group_of,
    groups,
    hits_by_group,
    outcome,
    split,
    where,
)
from independent.shares import binomial_two_sided, holm


@kind
def options_of_all(line):
    """A row for each answer, of all units, those without an answer too."""
    units = counted(line)
    answers = [given(unit, line.year, line.question) or set() for unit in units]
    codes = raw.codebook(line.year)[line.question]["categories"]
    return cells({code: share_row(sum(code in a for a in answers), len(units)) for code in codes})


@kind
def columns(line):
    """One outcome of several questions by group; n is that of the question most answered."""
    rows = {}
    for pair in split(line.question):
        name, _, question = pair.partition(":")
        for group, pairs in hits_by_group(line.but(question=question)).items():
            row = rows.setdefault(group, {"n": 0})
            row |= {
                f"{name}_pct": percent(sum(h for _, h in pairs), len(pairs)),
                "n": max(row["n"], len(pairs)),
            }
    return cells(rows)


@kind
def written(line):
    """Municipalities outside the city and districts that wrote something."""
    rows = {}
    for key in ("municipality", "district"):
        units = [unit for unit in counted(line) if unit.kind == key]
        rows[key] = share_row(
            sum(bool(raw.codes(unit, line.question)) for unit in units), len(units)
        )
    return cells(rows)


@kind
def team_types(line):
    """Types of team in all municipalities, and those run with the specialist service."""
    units, rows = counted(line), {}
    for code in raw.codebook(line.year)[line.question]["categories"]:
        have = [u for u in units if code in (given(u, line.year, line.question) or ())]
        joint = sum(raw.answer(unit, "outreach_specialist_cooperation") == "yes" for unit in have)
        row = share_row(len(have), len(units)) | {
            "specialist_n": joint,
            "specialist_pct": percent(joint, len(units)),
        }
        rows[code] = row | {"specialist_of_type_pct": percent(joint, len(have))}
    return cells(rows)


@kind
def either_year(line):
    """Outreach workers or teams: one question last year, two this year; no needs both."""
    rows = {}
    for year in (line.year - 1, line.year):
        names = [
            name for name in ("outreach_workers", "outreach_teams") if name in raw.codebook(year)
        ]
        for group in [*groups(line), "total"]:
            units = [
                u for u in raw.units(year, where(line)) if group in ("total", group_of(u, line))
            ]
            found = [[raw.answer(unit, name) for name in names] for unit in units]
            told = [answers for answers in found if "yes" in answers or all(answers)]
            rows.setdefault(group, {})[str(year)] = percent(
                sum("yes" in a for a in told), len(told)
            )
    return cells(rows)


@kind
def by_kind_of_all(line):
    """Crosses of municipalities outside the city, of all municipalities; and of districts."""
    rows, units = {}, counted(line)
    whole = {
        "municipality": len(raw.units(line.year, "one")),
        "district": sum(u.kind == "district" for u in units),
    }
    for code in raw.codebook(line.year)[line.question]["categories"]:
        for key, column in (("municipality", "municipalities"), ("district", "districts")):
            n = sum(
                code in (given(u, line.year, line.question) or ()) for u in units if u.kind == key
            )
            rows[code] = rows.get(code, {}) | {
                f"{column}_n": n,
                f"{column}_pct": percent(n, whole[key]),
            }
    return cells(rows)


@kind
def three_bases(line):
    """Crosses in per cent of those outside the city, of all, and of those that answered."""
    units = counted(line)
    told = [given(unit, line.year, line.question) for unit in units]
    sizes = {
        "outside": len(units),
        "report": len(raw.units(line.year, "one")),
        "answering": sum(t is not None for t in told),
    }
    rows = {}
    for code in raw.codebook(line.year)[line.question]["categories"]:
        n = sum(code in (answer or ()) for answer in told)
        rows[code] = {f"{name}_pct": percent(n, size) for name, size in sizes.items()}
    return cells(rows)


@kind
def yes_no(line):
    """Yes, no, answered and not, a pair of columns for each question."""
    rows, units = {}, counted(line)
    for pair in split(line.question):
        name, _, question = pair.partition(":")
        found = [raw.answer(unit, question) for unit in units]
        n, everyone = sum(map(bool, found)), len(units)
        counts = {"yes": (found.count("yes"), n), "no": (found.count("no"), n), "answered": (n, n)}
        counts |= {"no_answer": (everyone - n, everyone), "total": (everyone, everyone)}
        for row, (count, of) in counts.items():
            rows[row] = rows.get(row, {}) | {f"{name}_n": count, f"{name}_pct": percent(count, of)}
    return cells(rows)


@kind
def yes_no_of_all(line):
    """Yes, no and not stated, of all that the question is put to."""
    units = counted(line)
    found = [raw.answer(unit, line.question) or "not_stated" for unit in units]
    rows = {
        code: {"n": found.count(code), "pct": percent(found.count(code), len(units))}
        for code in ("yes", "no", "not_stated")
    }
    return cells(rows | {"total": {"n": len(units), "pct": 100.0}})


@kind
def years_beside(line):
    """Yes and no in each year with answers."""
    rows = {}
    for year in (line.year - 1, line.year):
        if not (raw.DATA / "survey" / str(year)).exists():
            continue
        found = [raw.answer(unit, line.question) for unit in raw.units(year, where(line))]
        n = sum(map(bool, found))
        counts = {"yes": found.count("yes"), "no": found.count("no"), "total": n}
        for row, count in counts.items():
            rows[row] = rows.get(row, {}) | {f"n_{year}": count, f"pct_{year}": percent(count, n)}
        for row, count in (("not_stated", len(found) - n), ("municipalities", len(found))):
            rows[row] = rows.get(row, {}) | {f"n_{year}": count}
    return cells(rows)


@kind
def rating_changes(line):
    """Ratings of this year and last, and McNemar's test of those that answered both."""
    rows = {}
    for pair in split(line.question):
        row, _, question = pair.partition(":")
        now, then = [line.but(question=question, year=line.year - back) for back in (0, 1)]
        after, before = [{u.key: outcome(u, one) for u in counted(one)} for one in (now, then)]
        for year, found in ((line.year, after), (line.year - 1, before)):
            told = [hit for hit in found.values() if hit is not None]
            rows.setdefault(row, {})[f"pct_{year}"] = percent(sum(told), len(told))
        both = [(before[k], after[k]) for k in after if None not in (after[k], before.get(k))]
        gained, lost = both.count((0, 1)), both.count((1, 0))
        rows[row] |= {
            "n": len(both),
            "gained": gained,
            "lost": lost,
            "p": binomial_two_sided(gained, gained + lost),
        }
    adjusted = holm({row: columns["p"] for row, columns in rows.items()})
    return cells({row: columns | {"p_holm": adjusted[row]} for row, columns in rows.items()})


@kind
def form_content(line):
    """Questions and variables of each topic of the form, comment fields apart."""
    book = raw.read_yaml(raw.DATA / "survey" / str(line.year) / "codebook.yml")
    rows = {}
    for at, topic in enumerate(book["topics"], start=1):
        parts = [(*one["number"].split("."), one) for one in book["variables"]]
        here = [(part, one) for number, part, one in parts if number == str(at) and part != "k"]
        columns = [_columns(one) for _, one in here]
        rows[topic] = {
            "questions_n": len({re.match(r"\d+", part).group() for part, _ in here}),
            "variables_n": sum(columns),
        }
    rows["total"] = {
        c: sum(row[c] for row in rows.values()) for c in ("questions_n", "variables_n")
    }
    return cells(rows)


def _columns(question):
    """Columns in the file: one for each option; text and codes for answers that were coded."""
    if question["type"] == "multiple":
        return len(question["categories"])
    return 2 if question["type"] == "open" and "categories" in question else 1


@kind
def columns_of_bases(line):
    """An outcome of several questions: of all, of those that answered, and with districts."""
    rows = {}
    for pair in split(line.question):
        name, _, question = pair.partition(":")
        one = line.but(question=question)
        (told,), (singly,) = (hits_by_group(o).values() for o in (one, one.but(oslo="districts")))
        hits = sum(hit for _, hit in told)
        rows[name] = {"all_pct": percent(hits, len(counted(one)))}
        rows[name]["answering_pct"] = percent(hits, len(told))
        rows[name]["districts_pct"] = percent(sum(hit for _, hit in singly), len(singly))
    return cells(rows)

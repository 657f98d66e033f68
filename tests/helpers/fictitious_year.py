"""A year that never was: other areas, another number of municipalities, no print, a theme missing.

Nothing of the real years is copied but the notebooks, the labels of every year and the questions of
the form; what a year needs is written here as data, as for the next real year.
"""

import csv
import hashlib
import io
import math
import random
import shutil
from pathlib import Path

import yaml

from is248.base.paths import Project
from is248.survey.codebook import Codebook

ROOT = Path(__file__).resolve().parents[2]
YEAR = 2031
FORM_OF = 2016
"""The year whose questions are asked again."""

SUMMARY = "summary"
MISSING = "police_cooperation"
"""The theme that the year does not ask about."""

COUNTIES = ("Nordfjella", "Vidsletta", "Holmryggen", "Storelva")
HF_AREAS = {
    "Nordfjella": ("Fjellhelse",),
    "Vidsletta": ("Slettehelse", "Myrhelse"),
    "Holmryggen": ("Kysthelse",),
    "Storelva": ("Elvehelse", "Byhelse"),
}
REGIONS = dict(zip(COUNTIES, ("Innland", "Innland", "Kyst", "Kyst"), strict=True))
CITY, CITY_NAME = "9400", "Elvestad"
DISTRICTS = ("Bydel Havna", "Bydel Høyden", "Bydel Parken", "Bydel Teglverket", "Bydel Åsen")
SIZES = {
    "<2000": 1_100, "2000-5000": 3_200, "5000-10000": 7_000, "10000-20000": 14_000,
    "20000-50000": 31_000, "50000 og større": 70_000,
}  # fmt: skip
PER_COUNTY = 15
_FIRST = ("Bjelk", "Dalsk", "Furut", "Grank", "Hellev", "Kvernh", "Lyngt", "Mosek", "Ospel",
          "Rognest", "Siljev", "Tverrn", "Ulvek", "Vinterh", "Ærf")  # fmt: skip
_LAST = ("elund", "erud", "eskar", "ebotn")
_COLUMNS = ("code", "name", "printed_name", "kind", "county", "hf_area", "region", "size_class",
            "pop_under18", "pop_18plus")  # fmt: skip
_AREAS = ("grouping", "key", "label", "short", "tile", "colour", "reference", "aliases", "row",
          "col")  # fmt: skip


def make_fictitious_year(root, themes):
    """A project with one year.

    Args:
        root: An empty folder.
        themes: Theme → title of the chapters of the year.

    Returns:
        The project; ``is248 report 2031`` builds it.
    """
    project = Project(root)
    shutil.copytree(ROOT / "notebooks", project.notebooks)
    project.params.mkdir()
    for name in ("labels.yml", "checks.yml"):
        shutil.copy(ROOT / "params" / name, project.params / name)
    project.outputs.mkdir()
    _write_params(project, themes)
    units = [*municipalities(), *city()]
    _write_register(project, units)
    _write_survey(project, units)
    return project


def municipalities():
    """The municipalities but the city: 15 in each county."""
    sizes = list(SIZES)
    for at, county in enumerate(COUNTIES):
        for n in range(PER_COUNTY):
            hf = HF_AREAS[county][n % len(HF_AREAS[county])]
            size = sizes[(n + at) % len(sizes)]
            name = _FIRST[n] + _LAST[at]
            code = f"{91 + at}{n + 1:02d}"
            yield _unit((code, name, "municipality"), (county, hf), size, SIZES[size])


def city():
    """The city, its districts, its agency and those who live in no district."""
    county = COUNTIES[-1]
    largest = list(SIZES)[-1]
    where = HF_AREAS[county]
    parts = [
        _unit((f"{CITY}{n:02d}", name, "district"), (county, where[n % 2]), largest, 22_000 + n)
        for n, name in enumerate(DISTRICTS, start=1)
    ]
    named, place = (f"{CITY}-A", f"{CITY_NAME} Sosialetaten", "agency"), (county, where[1])
    agency = _unit(named, place, largest, 0)
    rest = _unit((f"{CITY}99", f"{CITY_NAME} uten bydel", "residual"), place, largest, 500)
    people = sum(int(unit[name]) for unit in (*parts, rest) for name in _COLUMNS[-2:])
    whole = _unit((CITY, CITY_NAME, "municipality"), (county, ""), largest, people)
    agency |= {"pop_under18": "", "pop_18plus": ""}
    return [whole, *parts, rest, agency]


def _unit(named, place, size, people):
    (code, name, kind), (county, hf), young = named, place, people // 5
    values = (code, name, name, kind, county, hf, REGIONS[county], size, young, people - young)
    return dict(zip(_COLUMNS, map(str, values), strict=True))


def _write_params(project, themes):
    chapters = [
        {"theme": theme, "number": at, "title": title, "built_from_others": theme == SUMMARY}
        for at, (theme, title) in enumerate(themes.items(), start=1)
    ]
    params = {
        "year": YEAR,
        "title": "Kommunalt psykisk helse- og rusarbeid",
        "edition_date": f"{YEAR}-11-21",
        "publisher": "Kompendiet",
        "register": {"units": f"{YEAR}.csv", "areas": f"{YEAR}_areas.csv"},
        "series_start": YEAR,
        "inhabitants": {"file": f"{YEAR}.csv", "basis": "register"},
        "chapters": chapters,
    }
    _write_yaml(project.params / f"{YEAR}.yml", params)


def _write_register(project, units):
    folder = project.data / "municipalities"
    folder.mkdir(parents=True)
    areas = list(_areas())
    entries = {
        f"{YEAR}.csv": _csv(folder / f"{YEAR}.csv", units, _COLUMNS, numbers=_COLUMNS[-2:]),
        f"{YEAR}_areas.csv": _csv(folder / f"{YEAR}_areas.csv", areas, _AREAS, numbers=_AREAS[-2:]),
    }
    _write_yaml(folder / "source.yml", {"files": entries})


def _areas():
    hf_areas = [hf for county in COUNTIES for hf in HF_AREAS[county]]
    groups = {"county": COUNTIES, "hf_area": hf_areas, "region": dict.fromkeys(REGIONS.values())}
    for grouping, keys in groups.items():
        for at, key in enumerate(keys):
            known = {"grouping": grouping, "key": key, "label": key, "row": at // 2, "col": at % 2}
            marked = {"reference": "yes" if at == 1 else "no"}  # not the first, as in real years
            yield dict.fromkeys(_AREAS, "") | known | marked


def _write_survey(project, units):
    folder = project.data / "survey" / str(YEAR)
    folder.mkdir(parents=True)
    asked = codebook()
    _write_yaml(folder / "codebook.yml", asked)
    before = project.data / "survey" / str(YEAR - 1)  # its form is known, its answers are not
    before.mkdir()
    _write_yaml(before / "codebook.yml", codebook(before=1))
    for name in ("corrections", "decisions"):
        empty = {"corrections": []} if name == "corrections" else {"duplicates": [], "changes": []}
        _write_yaml(folder / f"{name}.yml", empty)
    book = Codebook.model_validate(asked)
    chance = random.Random(YEAR)
    kinds = ("municipality", "district", "agency")
    reporting = [u for u in units if u["kind"] in kinds and u["code"] != CITY]
    rows = [answers(book, unit, chance) for unit in reporting]
    path = folder / "answers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    entry = {"sha256": _sha256(path), "synthetic": False, "rows": len(rows)}
    _write_yaml(folder / "source.yml", {"files": {path.name: entry}})
    (project.data / "survey" / "source.yml").write_bytes(
        (ROOT / "data" / "survey" / "source.yml").read_bytes()
    )
    shutil.copy(ROOT / "data" / "survey" / "institutions.csv", project.data / "survey")


def codebook(before=0):
    """The questions: those of a real form without one theme, or of so many years before it."""
    path = ROOT / "data" / "survey" / str(FORM_OF - before) / "codebook.yml"
    asked = yaml.safe_load(path.read_text(encoding="utf-8"))
    kept = [one | {"note": ""} for one in asked["variables"] if one["chapter"] != MISSING]
    themes = {theme: words for theme, words in asked["themes"].items() if theme != MISSING}
    return asked | {"year": YEAR - before, "variables": kept, "themes": themes}


def answers(book, unit, chance):
    """What a unit answers by chance, as a row of a file."""
    row, given = {book.key: unit["code"]}, {}
    people = int(unit["pop_18plus"] or 0) + int(unit["pop_under18"] or 0)
    for question in book.variables:
        row |= dict.fromkeys(question.columns, "")
        codes = given.get(question.asked.variable, ()) if question.asked else ()
        asked = not question.asked or bool(set(codes) & set(question.asked.codes))
        if asked and chance.random() < 0.85:
            given[question.id] = _answer(question, row, people, chance)
    return row


def _answer(question, row, people, chance):
    codes, name = list(question.categories), question.id
    if question.type == "multiple":
        chosen = [code for code in codes if chance.random() < 0.4]
        row |= {f"{name}__{code}": str(int(code in chosen)) for code in codes}
        return chosen
    if question.type == "single":
        row[name] = chance.choice(codes)
    elif question.type == "open":
        row[name] = "Kort svar."
        if codes:
            many = 1 if "very_good" in codes else 2  # a scale has one code per answer
            row[f"{name}__codes"] = ";".join(chance.sample(codes, many))
    elif question.type == "fte":
        row[name] = f"{people / 5_000 * chance.random():.2f}".replace(".", ",")
    else:
        row[name] = str(math.floor(people / 100 * chance.random()))
    return [row[name]]


def _csv(path, rows, columns, numbers):
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return {
        "sha256": _sha256(path),
        "rows": len(rows),
        "columns": list(columns),
        "text_columns": [column for column in columns if column not in numbers],
        "description": "a year that never was",
    }


def _sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _write_yaml(path, content):
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")

"""The shapes: how each is written, with which mapping, and what must come of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import shape_tables as t
import shape_writers as w

from is248.survey.codebook import load_codebook
from is248.survey.mapping.draft import draft_mapping


@dataclass(frozen=True)
class Shape:
    """One way in which answers come.

    ``make`` writes it into a folder; ``mapping`` is a columns.yml, or makes one of the file. It
    ends in the plain answers with the warnings ``told``, or with a first line that holds ``first``,
    or in a sentence that fits ``refused``. ``preset`` is the survey system that it is known by.
    """

    name: str
    make: Callable[[Path, pd.DataFrame], Path]
    mapping: dict[str, Any] | Callable[[Path], dict[str, Any]] | None = None
    told: tuple[str, ...] = ()
    first: str = ""
    refused: str = ""
    preset: str = ""


def to_csv(change=lambda table: table, name="svar.csv", **more):
    return lambda folder, table: w.csv_of(folder / name, change(table), **more)


def to_xlsx(change=w.typed, writer=w.by_openpyxl, name="svar.xlsx", **more):
    return lambda folder, table: writer(folder / name, w.rows_of(change(table)), **more)


def entry(column, to, **more):
    return {"column": column, "to": to, **more}


def drafted(*edits, **top):
    """The draft of a file, with entries of it replaced by hand: (column, to, more)."""

    def mapping(path):
        found = draft_mapping(path, t.book(), t.register()).mapping
        by_hand = {column: entry(column, to, **more) for column, to, more in edits}
        made = json.loads(found.model_dump_json(exclude_defaults=True))
        # a person has looked at all of it
        kept = [by_hand.get(e["column"]) or {**e, "sure": 1.0} for e in made.get("columns", [])]
        return {**made, "columns": kept, **top}

    return mapping


# ---- headers -------------------------------------------------------------------------------


def renamed_by(change):
    """A mapping of all columns that ``change`` renames, at their place."""

    def mapping(_):
        before, after = t.small().columns, change(t.small()).columns
        pairs = enumerate(zip(after, before, strict=True), start=1)
        return {"columns": [entry(new, old, at=at) for at, (new, old) in pairs]}

    return mapping


def upper(table):
    return table.rename(columns=str.upper)


def spaced(table):
    return table.rename(columns=lambda n: f" {n}  ").map(lambda text: f" {text} " if text else "")


def shuffled(table):
    return table[sorted(table.columns, key=lambda name: name[::-1])]


def with_empty_columns(table):
    made = table.copy()
    made.insert(5, "", "")
    made.insert(9, "Tom", "")
    return made


def with_doubles(table):
    """Two columns called «Svar», of which one is a question."""
    made = table.rename(columns={"housing_follow_up": "Svar"})
    made.insert(1, "Svar ", "ja")
    return made.rename(columns={"Svar ": "Svar"})


# ---- values --------------------------------------------------------------------------------


def with_cut_thousands(table):
    change = lambda _, text: f"{int(text):,}".replace(",", " ") if text.isdigit() else text  # noqa: E731
    return t.replaced(table, t.of_kind("number"), change)


def thousands_by_point(table):
    """1.234,5 as German and Norwegian ledgers write it."""

    def change(_, text):
        whole, comma, rest = text.partition(",")
        if not whole.isdigit():
            return text
        return f"{int(whole):,}".replace(",", ".") + comma + rest

    return t.replaced(table, t.of_kind("number"), change)


def three_decimals(table):
    """Each number with a point and three decimals: nobody can tell 1.250 from 1250."""
    change = lambda _, text: f"{_number(text):.3f}" if text != "dont_know" else text  # noqa: E731
    made = t.replaced(table, t.of_kind("number"), change)
    return made.assign(user_involvement_amount=["250.000"] * len(table))


def mixed_marks(table):
    made = t.with_points(table)
    made.loc[0, "fte_adult_measure_home_services_joint"] = "1,5"
    return made


def missing_as_99(table):
    """Choices in words, "don't know" and blanks as numbers that mean them."""
    dont_know = lambda _, text: "99" if text == "dont_know" else text  # noqa: E731
    made = t.replaced(table, t.of_kind("choice"), dont_know)
    names = t.of_kind("choice", "number")
    made[names] = made[names].replace("", "-1")
    return made


def mapping_of_99(_):
    choice, number = t.of_kind("choice"), t.of_kind("number")
    knows = {n for n in choice if "dont_know" in t.columns()[n].variable.categories}
    values = {n: {"-1": "blank"} | ({"99": "dont_know"} if n in knows else {}) for n in choice}
    values |= {n: {"-1": "blank"} for n in number}
    return {"columns": [entry(name, name, values=found) for name, found in values.items()]}


def numbered_values(_):
    """Their 1 to n → our codes, in the order of the form."""
    found = {n: list(t.columns()[n].variable.categories) for n in t.of_kind("choice")}
    return {
        "columns": [
            entry(name, name, values={str(at): code for at, code in enumerate(codes, start=1)})
            for name, codes in found.items()
        ]
    }


def joined_by(mark, **more):
    return {
        "columns": [entry(question, question, separator=mark, **more) for question in t.crosses()]
    }


def only_ones(table):
    """1 where it is crossed, and nothing where it is not."""
    return t.with_crosses(table, "1", "")


def crossed(_):
    return {"columns": [entry(name, name, crossed=True) for name in t.of_kind("cross")]}


def yes_no_values(_):
    values = {"Valgt": "1", "Ikke valgt": "0"}
    return {"columns": [entry(name, name, values=values) for name in t.of_kind("cross")]}


# ---- keys ----------------------------------------------------------------------------------


def number_key(table):
    return table.assign(unit=[unit.lstrip("0") for unit in table["unit"]])


def float_key(table):
    return number_key(table).assign(
        unit=lambda f: [u + ".0" if u.isdigit() else u for u in f["unit"]]
    )


def code_and_name(table):
    return table.assign(unit=table["unit"] + " " + t.names_of_units(table))


def name_and_code(table):
    return table.assign(unit=t.names_of_units(table) + " (" + table["unit"] + ")")


def by_name(table):
    """Names, with the county where two units share one."""
    names = t.names_of_units(table)
    told = names + " (" + table["unit"].map(t.register().counties) + ")"
    return table.assign(unit=names.where(~names.duplicated(keep=False), told))


def by_name_only(table):
    return table.assign(unit=t.names_of_units(table) + " kommune")


def renamed_key(change):
    return lambda table: change(table).rename(columns={"unit": "Enhet"})


def keyed(key_by):
    return {"key_by": key_by, "columns": [entry("Enhet", "unit")]}


# ---- rows and sheets -----------------------------------------------------------------------

TITLES = ["Rapportering til sentrale myndigheter", "", "Uttrekk per 1. mai"]


def titled(table):
    """Title rows above the header, filled up to the width of the table."""
    rows = w.rows_of(table)
    return [[title, *[""] * (len(rows[0]) - 1)] for title in TITLES] + rows


def titled_csv(folder, table):
    frame = pd.DataFrame(titled(table))
    return w.csv_of(folder / "svar.csv", frame, header=False)


def with_groups(folder, table):
    """A row of groups above the questions, merged as in a report."""

    def group(name):
        return t.columns()[name].variable.chapter if name in t.columns() else "Enhet"

    groups, before = [], ""
    for name in table.columns:
        groups.append(group(name) if group(name) != before else "")
        before = group(name)
    return w.by_xlsxwriter(folder / "svar.xlsx", [groups, *w.rows_of(w.typed(table))])


def with_totals(table):
    """A sum below the units, and a note below that."""
    numbers = {name: str(round(sum(map(_number, table[name])), 2)).replace(".", ",")
               for name in t.of_kind("number")}  # fmt: skip
    more = [{"unit": "Sum", **numbers}, {"unit": "Kilde: egen rapportering"}]
    return pd.concat([table, pd.DataFrame(more)], ignore_index=True).fillna("")


def _number(text):
    found = w.number(text)
    return found if isinstance(found, float) else 0.0


def skipping(below):
    return lambda _: {"skip_rows": [len(t.small()) + 1 + at for at in range(1, below + 1)]}


def several_years(table):
    made = pd.concat([table.assign(year=str(t.YEAR - 1)), table.assign(year=str(t.YEAR))])
    return made.reset_index(drop=True)


def twice(table):
    return pd.concat([table, table.iloc[[3, 5, 7, 9]]], ignore_index=True)


def long(table):
    names = list(t.columns())
    made = table.melt(id_vars="unit", value_vars=names, var_name="variabel", value_name="svar")
    return made.rename(columns={"unit": "kommunenr"})


def across(table):
    made = table.set_index("unit").T.reset_index()
    return made.rename(columns={"index": "spørsmål"})


def other_year(table):
    """The names of the form of the year before."""
    names = [name for v in load_codebook(t.YEAR - 1).variables for name in v.columns]
    return pd.DataFrame({"unit": table["unit"], **dict.fromkeys(names, "")}, dtype="str").assign(
        **{names[2]: "1"}
    )


def without_names(table):
    """V1 to Vn, the key as well, and nothing that says what they are."""
    return table.rename(columns={name: f"V{at}" for at, name in enumerate(table.columns, 1)})


# ---- survey systems ------------------------------------------------------------------------


def nettskjema(table):
    """Nettskjema: metadata first, texts as headers, choices in words, crosses joined by ";"."""
    made = t.text_headers(t.with_labels(t.joined(table, ";")))
    texts = {v.id: v.label for v in t.book().variables if v.type == "multiple"}
    made = made.rename(columns=texts)
    made.insert(0, "$submission_id", [str(33_000_000 + row) for row in range(len(made))])
    made.insert(1, "$created", "2016-05-02T10:00:00")
    made.insert(2, "$answer_time_ms", "180000")
    return made.rename(columns={"unit": "Kommunenummer"})


def surveyxact(table):
    """SurveyXact: short names with metadata around, 1 to n, crosses as the words of the option."""
    made = t.with_numbers(t.with_crosses(table, t.option, ""))
    made.insert(0, "respondentid", [str(row) for row in range(1, len(made) + 1)])
    made.insert(1, "respondentkey", "ABC")
    made.insert(2, "closetime", "03-05-2016 12:00:00")
    made["statoverall_1"], made["statcompletion_1"] = "1", "1"
    return made


def questback(table):
    """Questback: metadata first, "3.2"-numbers in the headers of texts, crosses as X."""
    made = t.with_labels(t.with_crosses(table, "X", ""))
    numbers = {
        name: f"{column.variable.number} {head}"
        for (name, column), head in zip(
            t.columns().items(), t.text_headers(table[list(t.columns())]).columns, strict=True
        )
    }
    made = made.rename(columns=numbers)
    made.insert(0, "Respondent ID", [str(row) for row in range(1, len(made) + 1)])
    made.insert(1, "Dato/tid", "02.05.2016 10:00")
    made.insert(2, "Språk", "nb")
    return made


def metadata_left_out(*names):
    return {"columns": [entry(name, "") for name in names]}


# ---- statistics packages -------------------------------------------------------------------


def choice_values():
    return {
        name: dict(enumerate(t.columns()[name].variable.categories.values(), start=1))
        for name in t.of_kind("choice")
    }


def to_statistics(ending, change=t.with_numbers, values=True, short=True, **more):
    """V1 to Vn with texts and value labels."""

    def make(folder, table):
        made = change(table)
        texts = dict(zip(table.columns, t.text_headers(table).columns, strict=True))
        # Stata holds 80 letters of a label
        labels = {name: text if len(text) <= 80 else name for name, text in texts.items()}
        found = choice_values() if values else {}
        return w.statistics(
            folder / f"svar{ending}", made, labels=labels, values=found, short=short, **more
        )

    return make


def to_parquet(folder, table):
    made = {"unit": number_key(table)["unit"]}
    for name, cells in w.typed(table).drop(columns="unit").items():
        words = any(isinstance(cell, str) for cell in cells)
        made[name] = table[name] if words else pd.Series(cells.tolist())
    pd.DataFrame(made).to_parquet(folder / "svar.parquet")
    return folder / "svar.parquet"


def to_ods(folder, table):
    w.typed(table).to_excel(folder / "svar.ods", sheet_name="Svar", index=False, engine="odf")
    return folder / "svar.ods"


def to_xls(folder, table):
    """The old format has 256 columns: the form does not fit."""
    return w.by_xlwt(folder / "svar.xls", w.rows_of(w.typed(table.iloc[:, :256])))


def hide_columns(page):
    page.column_dimensions["C"].hidden = True
    page.row_dimensions[4].hidden = True


def merge(page):
    page.merge_cells(start_row=3, end_row=4, start_column=3, end_column=3)


def per_cent(page):
    """A column of numbers shown as per cent: 0.5 looks like 50 %."""
    at = 1 + list(t.small().columns).index("fte_adult_measure_home_services_joint")
    for row in range(2, page.max_row + 1):
        page.cell(row=row, column=at).number_format = "0 %"


def dates(page):
    """A spreadsheet that takes 1.5 for the first of May."""
    import datetime as dt

    at = 1 + list(t.small().columns).index("fte_adult_measure_home_services_joint")
    page.cell(row=3, column=at).value = dt.date(2016, 5, 1)


def excel_booleans(table):
    made = w.typed(table)
    for name in t.of_kind("cross"):
        made[name] = [None if c is None or c != c else bool(c) for c in made[name]]  # noqa: PLR0124
    return made


def as_json(folder, table):
    table.to_json(folder / "svar.json", orient="records")
    return folder / "svar.json"


def as_rds(folder, _):
    (folder / "svar.rds").write_bytes(b"\x1f\x8b\x08\x00RDX3")
    return folder / "svar.rds"


POINTS, WORDS = "desimalpunktum i hele filen", "svarene er skrevet med ord"
CROSSES = "kryssene er ikke skrevet som 1 og 0"
TEXTS = "kjent igjen på spørsmålets ledetekst"

SHAPES = [
    # csv, as systems and people save it
    Shape("decimal_point", to_csv(t.with_points), told=(POINTS,)),
    Shape("comma_separated_point", to_csv(t.with_points, sep=","), told=(POINTS,)),
    Shape("comma_separated_comma", to_csv(sep=",")),
    Shape("tabs", to_csv(sep="\t")),
    Shape("tsv", to_csv(name="svar.tsv", sep="\t")),
    Shape("utf16", to_csv(encoding="utf-16")),
    Shape("utf16_tabs_as_excel", to_csv(encoding="utf-16", sep="\t")),
    Shape("cp1252", to_csv(encoding="cp1252"), told=("antatt å være Windows-1252",)),
    Shape("byte_order_mark", to_csv(encoding="utf-8-sig")),
    Shape("all_quoted", to_csv(quoting=1)),
    Shape("sep_line_of_excel", to_csv(above=["sep=;"]), first="rad 2"),
    Shape("sep_line_mapped", to_csv(above=["sep=;"]), {"header_row": 2}),
    # headers
    Shape("upper_case_ids", to_csv(upper)),
    Shape("trailing_spaces", to_csv(spaced)),
    Shape("shuffled", to_csv(shuffled)),
    Shape("empty_columns", to_csv(with_empty_columns), told=("har ikke noe navn",)),
    Shape(
        "question_texts",
        to_xlsx(lambda f: t.text_headers(w.typed(f)), w.by_xlsxwriter),
        told=(TEXTS,),
    ),
    Shape("numbers_as_headers", to_csv(t.number_headers), renamed_by(t.number_headers)),
    Shape("numbers_unmapped", to_csv(t.number_headers), first="kolonn"),
    Shape("v1_to_vn", to_csv(t.v_headers), renamed_by(t.v_headers)),
    Shape("v1_to_vn_unmapped", to_csv(without_names), first="filen har ikke våre kolonnenavn"),
    Shape(
        "same_header_twice",
        to_csv(with_doubles),
        {
            "columns": [
                entry("Svar", "", at=2),
                entry(
                    "Svar",
                    "housing_follow_up",
                    at=with_doubles(t.small()).columns.tolist().index("Svar", 2) + 1,
                ),
            ]
        },
    ),
    # values
    Shape("labels_as_answers", to_csv(t.with_labels), told=(WORDS,)),
    Shape(
        "labels_in_capitals",
        to_xlsx(
            lambda f: t.replaced(t.with_labels(f), t.of_kind("choice"), lambda _, x: x.upper())
        ),
        told=(WORDS,),
    ),
    Shape("codes_1_to_n", to_csv(t.with_numbers), numbered_values),
    Shape("codes_1_to_n_unmapped", to_csv(t.with_numbers), first="svarene er kodet med tall"),
    Shape(
        "codes_as_floats",
        to_csv(lambda f: t.replaced(t.with_numbers(f), t.of_kind("choice"), lambda _, x: x + ".0")),
        numbered_values,
    ),
    Shape("crosses_yes_no", to_csv(lambda f: t.with_crosses(f, "Ja", "Nei")), told=(CROSSES,)),
    Shape("crosses_x", to_csv(lambda f: t.with_crosses(f, "x", "")), told=(CROSSES,)),
    Shape("crosses_own_words", to_csv(lambda f: t.with_crosses(f, t.option, "")), told=(CROSSES,)),
    Shape("crosses_true_false", to_xlsx(excel_booleans), told=(CROSSES,)),
    Shape(
        "crosses_chosen", to_csv(lambda f: t.with_crosses(f, "Valgt", "Ikke valgt")), yes_no_values
    ),
    Shape("crosses_only_ones", to_csv(only_ones), crossed),
    Shape("crosses_only_ones_unmapped", to_csv(only_ones), first="krysset"),
    Shape("joined_semicolon", to_csv(lambda f: t.joined(f, ";")), joined_by(";")),
    Shape("joined_comma", to_csv(lambda f: t.joined(f, ", ")), joined_by(", ")),
    Shape("joined_codes", to_csv(lambda f: t.joined(f, "|", codes=True)), joined_by("|")),
    Shape("joined_lines", to_xlsx(lambda f: w.typed(t.joined(f, "\n"))), joined_by("\n")),
    Shape(
        "joined_unmapped", to_csv(lambda f: t.joined(f, ";")), first="flervalg står i én kolonne"
    ),
    Shape("missing_codes", to_csv(missing_as_99), mapping_of_99),
    Shape(
        "dont_know_in_words",
        to_csv(
            lambda f: t.replaced(
                f, t.of_kind("choice"), lambda _, x: "Vet ikke" if x == "dont_know" else x
            )
        ),
        told=(WORDS,),
    ),
    Shape("thousands_by_space", to_csv(with_cut_thousands)),
    Shape("thousands_by_point", to_csv(thousands_by_point), {"decimal": ","}),
    Shape("decimal_point_declared", to_csv(t.with_points), {"decimal": "."}),
    Shape("three_decimals", to_csv(three_decimals), first="tusen eller desimal"),
    Shape("mixed_decimals", to_csv(mixed_marks), first="tallene har desimalpunktum: "),
    # the unit
    Shape("key_as_number", to_csv(number_key)),
    Shape("key_as_float", to_csv(renamed_key(float_key)), keyed("number")),
    Shape("key_with_name", to_csv(renamed_key(code_and_name)), keyed("code")),
    Shape(
        "key_behind_name", to_xlsx(lambda f: w.typed(renamed_key(name_and_code)(f))), keyed("code")
    ),
    Shape("key_by_name", to_csv(renamed_key(by_name)), keyed("name")),
    Shape(
        "key_by_name_of_two",
        to_csv(renamed_key(by_name_only)),
        keyed("name"),
        first="er navnet på flere enheter",
    ),
    # rows and sheets
    Shape("title_rows", titled_csv, first="kolonnenavnene ser ut til å stå i rad 4"),
    Shape("title_rows_mapped", titled_csv, {"header_row": 4}),
    Shape(
        "title_rows_xlsx",
        lambda folder, f: w.by_xlsxwriter(folder / "svar.xlsx", titled(w.typed(f))),
        {"header_row": 4},
    ),
    Shape("two_header_rows", with_groups, {"header_row": 2}),
    Shape("two_header_rows_unmapped", with_groups, first="kolonnenavnene ser ut til å stå i rad 2"),
    Shape("totals_and_notes", to_csv(with_totals), first="«Sum» begynner en rad"),
    Shape("totals_and_notes_mapped", to_csv(with_totals), skipping(2)),
    Shape("sheet_of_another_name", to_xlsx(sheet="Eksport")),
    Shape(
        "one_sheet_of_several",
        to_xlsx(writer=w.by_xlsxwriter, sheet="Data", others=("Om",)),
        {"sheet": "Data"},
    ),
    Shape(
        "several_sheets",
        to_xlsx(writer=w.by_xlsxwriter, sheet="Data", others=("Om",)),
        first="flere ark",
    ),
    Shape("several_years", to_csv(several_years), first="rader"),
    Shape("units_twice", to_csv(twice), first="enheten har 2 svar"),
    Shape("long", to_csv(long), first="én rad per enhet og spørsmål"),
    Shape("across", to_csv(across), first="filen ligger på tvers"),
    Shape(
        "form_of_another_year",
        to_csv(other_year),
        first=f"filen ser ut som skjemaet for {t.YEAR - 1}",
    ),
    # workbooks
    Shape("excel_numbers", to_xlsx()),
    Shape("excel_texts", to_xlsx(lambda f: f, w.by_xlsxwriter)),
    Shape("merged_cells", to_xlsx(after=merge), first="celler er slått sammen"),
    Shape("dates_for_numbers", to_xlsx(after=dates), first="dato"),
    # statistics packages
    Shape("spss_value_labels", to_statistics(".sav")),
    Shape("stata_value_labels", to_statistics(".dta")),
    Shape("spss_our_names", to_statistics(".sav", change=lambda f: f, values=False, short=False)),
    Shape("spss_packed", to_statistics(".sav", row_compress=True)),
    Shape("spss_zipped", to_statistics(".zsav", compress=True)),
    Shape("parquet_with_ints", to_parquet),
    Shape("ods", to_ods),
    Shape("xls_of_256_columns", to_xls, first="mangler i filen"),
    Shape("hidden_column_and_row", to_xlsx(after=hide_columns), told=("skjult",)),
    Shape("per_cent_formats", to_xlsx(after=per_cent), first="prosent"),
    # survey systems
    Shape("nettskjema", to_csv(nettskjema), drafted(), preset="Nettskjema"),
    Shape("surveyxact", to_csv(surveyxact), drafted(), preset="SurveyXact"),
    Shape("questback", to_csv(questback), told=(TEXTS, WORDS, CROSSES, "står ikke i kodeboken")),
    Shape("questback_drafted", to_csv(questback), drafted(), preset="Questback"),
    Shape("question_texts_drafted", to_csv(lambda f: t.text_headers(t.with_numbers(f))), drafted()),
    Shape("numbers_drafted", to_csv(lambda f: t.number_headers(f, apart=False)), drafted()),
    # formats that are not read
    Shape("json", as_json, refused="Kan ikke lese «svar.json»"),
    Shape("rds", as_rds, refused="Kan ikke lese «svar.rds»"),
]

WHOLE = {"decimal_point", "joined_comma", "question_texts", "spss_value_labels"}
"""Shapes that are tried on the whole file too."""

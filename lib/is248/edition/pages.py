"""The page of questions, the page that finds a municipality, and what all pages share.

Shared are templates, style, fonts, and a policy that lets nothing in from outside.

Every page stands alone: style, fonts, script and figures are inside it, it loads nothing from
elsewhere and is read without JavaScript. The same input gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from collections.abc import (
    Mapping,  # noqa: TC003 - kept beside the code
    Sequence,  # noqa: TC003 - kept beside the code
)
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from is248.base.invisible import visible
from is248.edition.blocks import DocumentError, place_of
from is248.edition.shell import YEAR_SWITCH
from is248.show.invented import tagged_title
from is248.survey.codebook import Variable, type_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from is248.edition.document import Document
    from is248.edition.shell import Shell
    from is248.show.bundle import CellBundle, ColumnBundle, RowBundle, TableBundle
    from is248.survey.codebook import Codebook
    from is248.year.params import YearParams

HERE = Path(__file__).parent

TEMPLATES = HERE / "templates"

FONTS: Mapping[int, Path] = {
    400: HERE.parent / "show" / "fonts" / "IS248Sans-Regular.woff2",
    600: HERE.parent / "show" / "fonts" / "IS248Sans-Semibold.woff2",
}
"""Weight → the subset of Source Sans 3 that is embedded in every page."""

ORIGINS: Mapping[str, str] = {
    "told": "Kilden oppgir et resultat av spørsmålet; ordlyd og svar er antatt.",
    "goes_on": "Antatt å være det samme som i et tidligere skjema.",
    "assumed": "Spørsmålet er vårt eget, innenfor et tema som kilden nevner.",
}
"""Where a question comes from, as a reader is told it in a year whose form is not public."""


SHELL_SCRIPT = "shell.js"
"""The script that every page has; without scripts nothing is missing but comfort."""


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates; everything put into them is escaped unless it is already markup."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_seen,
    )


def _seen(value: Any) -> Any:  # noqa: ANN401 - whatever a template shows
    """A text with invisible signs seen; what is markup already was made so."""
    return visible(value) if type(value) is str else value


@lru_cache(maxsize=1)
def _style() -> str:
    faces = "".join(_font_face(weight, path) for weight, path in FONTS.items())
    return faces + "".join(path.read_text(encoding="utf-8") for path in _sheets_of_style())


def _sheets_of_style() -> list[Path]:
    """The style of all pages, then what each capability adds to it (``style_<what>.css``)."""
    return [TEMPLATES / "style.css", *sorted(TEMPLATES.glob("style_*.css"))]


def _font_face(weight: int, path: Path) -> str:
    data = base64.b64encode(path.read_bytes()).decode()
    return (
        f'@font-face{{font-family:"IS248 Sans";font-weight:{weight};font-display:block;'
        f'src:url(data:font/woff2;base64,{data}) format("woff2")}}\n'
    )


def _policy(style: str, script: str) -> str:
    """The content security policy: nothing is loaded, and only our own style and script run."""
    rules = [
        "default-src 'none'",
        "img-src data:",
        "font-src data:",
        f"style-src {content_hash(style)}",
    ]
    if script:
        rules.append(f"script-src {content_hash(script)}")
    return "; ".join([*rules, "base-uri 'none'", "form-action 'none'"])


def content_hash(text: str) -> str:
    """A text's checksum as a content security policy wants it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def render(template: str, *scripts: str, **content: Any) -> str:
    """A page of a template, with style, scripts and the policy that admits only those.

    Args:
        template: File name of the template.
        *scripts: File names of its scripts; they run in this order when the page has been read,
            each in a scope of its own.
        **content: What the template shows; always the shell, ``here`` and ``up``.

    Returns:
        The page.
    """
    style = _style()
    code = "".join(map(_scoped, (SHELL_SCRIPT, *scripts)))
    return (
        environment()
        .get_template(template)
        .render(
            style=Markup(style),  # noqa: S704 - our own files
            script=Markup(code),  # noqa: S704
            policy=_policy(style, code),
            year_switch=Markup(YEAR_SWITCH),  # noqa: S704
            **content,
        )
    )


def _scoped(name: str) -> str:
    """A script whose names are its own."""
    return f"{{\n{(TEMPLATES / name).read_text(encoding='utf-8')}}}\n"


def and_list(words: Sequence[str]) -> str:
    """Words as a list in a sentence: "a, b og c"."""
    return " og ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


class Section(NamedTuple):
    """A part of a page, in the sidebar."""

    level: int
    anchor: str
    text: str


@dataclass(frozen=True)
class Use:
    """A table or figure that shows a question: its label, its title and a link to it."""

    label: str
    title: str
    href: str


@dataclass(frozen=True)
class Entry:
    """A question on the page: all that the form puts under one number to one group.

    Attributes:
        variables: Its variables, several where joint and separate reporters are asked apart.
        kind: Its type in words.
        asked: Who is asked, in words; empty when everybody is.
        uses: The tables and figures that show it.
        origin: Where it comes from, in words, in a year whose form is not public.
    """

    variables: tuple[Variable, ...]
    kind: str
    asked: str
    uses: tuple[Use, ...]
    origin: str = ""

    @property
    def question(self) -> Variable:
        """The first of its variables."""
        return self.variables[0]

    @property
    def label(self) -> str:
        """Its label, without the reporting form where each form has a variable."""
        label = self.question.label
        return label.rpartition(" (")[0] or label if len(self.variables) > 1 else label


def questions_html(shell: Shell, book: Codebook, documents: Iterable[Document]) -> str:
    """The page of a year's questions.

    Args:
        shell: What surrounds the page.
        book: The codebook.
        documents: The chapters; their tables and figures name the questions that they show.

    Returns:
        The page: a section for each theme, in the order in which the form takes them up, an entry
        for each question, with a link to every table and figure made of it.
    """
    uses = _uses(documents)
    entries = [_entry(variables, book, uses) for variables in _by_number(book)]
    themes: dict[str, list[Entry]] = {}
    for entry in entries:
        themes.setdefault(_title(shell.year, entry.question.chapter), []).append(entry)
    sections = [Section(2, f"tema_{n}", title) for n, title in enumerate(themes, start=1)]
    return render(
        "questions.html.j2", shell=shell, here="questions", up="",
        sections=sections, themes=themes.items(), count=len(entries),
    )  # fmt: skip


def _by_number(book: Codebook) -> list[tuple[Variable, ...]]:
    """The variables of each number, apart for adults and children, in the order of the form."""
    found: dict[tuple[str, str, str | None], list[Variable]] = {}
    for variable in book.variables:
        place = (variable.chapter, variable.number, variable.group)
        found.setdefault(place, []).append(variable)
    return [tuple(variables) for variables in found.values()]


def _uses(documents: Iterable[Document]) -> Mapping[str, list[Use]]:
    """Question id → what shows it."""
    found: dict[str, list[Use]] = {}
    for document in documents:
        page = f"chapters/{document.chapter.slug}.html"
        for bundle in document.items:
            if bundle["kind"] == "text" or place_of(bundle) == "audit":
                continue
            use = Use(document.labels[bundle["id"]], tagged_title(bundle), f"{page}#{bundle['id']}")
            for question in bundle["questions"]:
                found.setdefault(question["id"], []).append(use)
    return found


def _entry(
    variables: tuple[Variable, ...], book: Codebook, uses: Mapping[str, Sequence[Use]]
) -> Entry:
    shown = dict.fromkeys(use for variable in variables for use in uses.get(variable.id, ()))
    asked = "" if len(variables) > 1 else _asked(variables[0], book)
    origin = ORIGINS.get(book.origin_of(variables[0]) or "", "")
    return Entry(variables, type_name(variables[0]), asked, tuple(shown), origin)


def _asked(question: Variable, book: Codebook) -> str:
    """Who is asked: "de som svarte «Ja» på 7.2 Lokale rutiner"."""
    if question.asked is None:
        return ""
    gate = book.variable(question.asked.variable)
    answers = " eller ".join(f"«{gate.categories.get(c, c)}»" for c in question.asked.codes)
    return f"de som svarte {answers} på {gate.number} {gate.label}"


def _title(year: YearParams, theme: str) -> str:
    titles = {chapter.theme: chapter.title for chapter in year.chapters}
    return titles.get(theme, "Andre spørsmål")


SHEETS = "../sheets/index.html"
"""Link from an edition to the page that finds sheets: it says how they are made where they are not.

What stands in an edition may not depend on whether sheets have been made.
"""

FINDER_TABLE = "table-municipalities"
"""Id of the table that the finder is made of."""


@dataclass(frozen=True)
class Fact:
    """A number of a unit: its column's label, its text and its mark."""

    label: str
    text: str
    mark: str | None


@dataclass(frozen=True)
class Unit:
    """A municipality or district.

    Attributes:
        key: Unit code.
        name: Its name, not always its alone.
        county: The sub-heading that it stands below.
        facts: (span of the columns, the facts below it), in order.
        sheet: Link to where its sheet is found; empty for one that has none.
    """

    key: str
    name: str
    county: str
    facts: tuple[tuple[str, tuple[Fact, ...]], ...]
    sheet: str = ""


def finder_html(
    document: Document,
    shell: Shell,
    chapter_href: str,
    named: Mapping[str, tuple[str, str]] | None = None,
) -> str:
    """The page that finds a municipality by its name.

    Args:
        document: The appendix; its ``table-municipalities`` has one row per unit below its county.
        shell: What surrounds the page.
        chapter_href: Link from this page to the appendix.
        named: Units that have a sheet: code → name and county. Where the appendix has numbers in
            the place of names, for nobody gave its FTE, they are found without their FTE.

    Returns:
        The page: all units from A to Å, and with JavaScript a search field.

    Raises:
        DocumentError: The document has no such table.
    """
    table = _finder_table(document)
    units, totals = _units(table)
    known = named or {}
    anonymous = bool(known) and known.keys().isdisjoint(unit.key for unit in units)
    if anonymous:
        units, totals = [Unit(code, *names, ()) for code, names in known.items()], []
    units = [replace(unit, sheet=_sheet(unit.key, known)) for unit in units]
    units.sort(key=lambda unit: (alphabetical(unit.name), alphabetical(unit.county), unit.key))
    letters = [
        (letter, list(run)) for letter, run in groupby(units, lambda u: first_letter(u.name))
    ]
    return render(
        "municipalities.html.j2",
        "filter_units.js",
        shell=shell,
        here="municipalities",
        up="",
        table=table,
        table_href=f"{chapter_href}#{FINDER_TABLE}",
        letters=letters,
        count=len(units),
        totals=totals,
        sheets=SHEETS if known else "",
        anonymous=anonymous,
    )


def _sheet(code: str, known: Mapping[str, tuple[str, str]]) -> str:
    return f"{SHEETS}#enhet_{code}" if code in known else ""


def alphabetical(name: str) -> str:
    """A name as a key of Norwegian order: æ, ø and å last, aa as two letters, accents ignored."""
    # the three ASCII signs after z keep the letters in order after it
    own = name.lower().translate(str.maketrans("æäøöåđŋŧ", "{{||}dnt"))
    return "".join(c for c in unicodedata.normalize("NFD", own) if not unicodedata.combining(c))


def _finder_table(document: Document) -> TableBundle:
    for bundle in document.items:
        if bundle["kind"] == "table" and bundle["id"] == FINDER_TABLE:
            return bundle
    raise DocumentError(f"{document.chapter.theme} has no {FINDER_TABLE}")


def _units(table: TableBundle) -> tuple[list[Unit], list[Unit]]:
    """The units, and the totals that they are compared with."""
    units: list[Unit] = []
    totals: list[Unit] = []
    county = ""
    for row in table["grid"]["rows"]:
        if row["role"] == "group":
            county = row["label"]
        elif row["role"] == "total":
            totals.append(_unit(row, "", table["grid"]["columns"]))
        else:
            units.append(_unit(row, county, table["grid"]["columns"]))
    return units, totals


def _unit(row: RowBundle, county: str, columns: list[ColumnBundle]) -> Unit:
    pairs = list(zip(columns, row["cells"], strict=True))
    spans = groupby(pairs, lambda pair: pair[0]["span"] or "")
    facts = tuple((span, tuple(_fact(c, cell) for c, cell in run)) for span, run in spans)
    return Unit(row["key"], row["label"], county, facts)


def _fact(column: ColumnBundle, cell: CellBundle) -> Fact:
    return Fact(column["label"], cell["text"], cell["mark"])


def first_letter(name: str) -> str:
    """The letter that a name is listed under; Aa is Å."""
    first = alphabetical(name)[:1]
    return {"{": "Æ", "|": "Ø", "}": "Å"}.get(first, first.upper())


def item_entries(document: Document) -> tuple[tuple[str, str, str], ...]:
    """The tables and figures of a chapter and its workbook as (label, title, anchor)."""
    return tuple(
        (document.labels[bundle["id"]], tagged_title(bundle), bundle["id"])
        for bundle in document.items
        if bundle["kind"] != "text" and place_of(bundle) != "audit"
    )

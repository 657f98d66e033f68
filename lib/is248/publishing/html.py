"""HTML pages: the chapters, the index of a year, and the page that finds a municipality.

Every page stands alone: style, fonts, script and figures are inside it, it loads nothing from
elsewhere and is read without JavaScript. The same input gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping  # noqa: TC003 - used in dataclass fields
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from nbconvert.exporters import TemplateExporter
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from traitlets import default

from is248.display.html import item_html
from is248.params import YearParams, load_labels, load_year
from is248.publishing.document import (
    BulletList,
    Code,
    Document,
    DocumentError,
    Heading,
    Inline,
    Item,
    Paragraph,
    document_from_notebook,
)

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from is248.display.bundle import CellBundle, ColumnBundle, FigureBundle, RowBundle, TableBundle
    from is248.paths import Project
    from is248.publishing.document import Block

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
FONTS: Mapping[int, Path] = {
    400: HERE / "fonts" / "IS248Sans-Regular.woff2",
    600: HERE / "fonts" / "IS248Sans-Semibold.woff2",
}
"""Weight → the subset of Source Sans 3 that is embedded in every page."""

DEEPEST_IN_CONTENTS = 3

FINDER_TABLE = "table-municipalities"
"""Id of the table that the finder is made of."""

_ADDRESS = re.compile(r"(?:https?://|mailto:|#|(?![a-z][a-z0-9+.-]*:))", re.I)
_MONTHS = "januar februar mars april mai juni juli august september oktober november desember"


class Navigation(TypedDict, total=False):
    """Relative links of a chapter page; what is not given has the place it has in outputs/.

    ``previous`` and ``next`` are (link, title). A format that was not made is None.
    """

    index: str
    previous: tuple[str, str] | None
    next: tuple[str, str] | None
    pdf: str | None
    xlsx: str | None
    notebook: str | None
    municipalities: str | None
    version: str


@dataclass(frozen=True)
class ChapterEntry:
    """A chapter on the index page.

    Attributes:
        chapter: Number and title as a reader sees them.
        html: Link to its page.
        pdf: Link to its PDF, or None.
        notebook: Link to its notebook, or None.
        xlsx: Link to its tables, or None.
        items: Its tables and figures as (label, title, anchor).
    """

    chapter: str
    html: str
    pdf: str | None = None
    notebook: str | None = None
    xlsx: str | None = None
    items: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class IndexPage:
    """The first page of a version.

    Attributes:
        year: The choices of the year.
        version: ``v3``, or ``utkast``.
        chapters: The chapters in order.
        report: Link to all chapters in one PDF, or None.
        results: Link to every number shown, or None.
        manifest: Link to the record of inputs and outputs, or None.
        municipalities: Link to the page that finds a municipality, or None.
        provenance: What it was made of: label → text.
        changes: (item label, row, column, old, new) since the last version; None in the first.
        previous: The version that ``changes`` is measured from; one before ``version`` if empty.
        failures: What could not be made, one sentence each.
    """

    year: YearParams
    version: str
    chapters: tuple[ChapterEntry, ...]
    report: str | None = "report.pdf"
    results: str | None = "results.csv"
    manifest: str | None = "manifest.json"
    municipalities: str | None = "municipalities.html"
    provenance: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[tuple[str, str, str, str, str], ...] | None = None
    previous: str = ""
    failures: tuple[str, ...] = ()

    @property
    def is_draft(self) -> bool:
        """Whether this is not a numbered version."""
        return not re.fullmatch(r"v\d+", self.version)

    @property
    def before(self) -> str:
        """Name of the version before this one."""
        number = re.fullmatch(r"v(\d+)", self.version)
        return self.previous or (f"v{int(number.group(1)) - 1}" if number else "forrige utgave")


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
    """

    key: str
    name: str
    county: str
    facts: tuple[tuple[str, tuple[Fact, ...]], ...]


class ChapterExporter(TemplateExporter):
    """Exports an executed chapter notebook as one HTML page; reuse it for many.

    Args:
        config: Settings of nbconvert.
        project: The project; found from the current folder when not given.
        **kw: Passed to nbconvert.
    """

    output_mimetype = "text/html"

    def __init__(self, config: Any = None, *, project: Project | None = None, **kw: Any) -> None:  # noqa: ANN401
        super().__init__(config=config, **kw)  # type: ignore[no-untyped-call]
        self._project = project

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @default("template_file")
    def _template_file_default(self) -> str:
        return "chapter.html.j2"

    @default("template_paths")
    def _template_paths(self) -> list[str]:
        return [str(TEMPLATES)]  # none of nbconvert's own templates

    def _create_environment(self) -> Environment:
        return environment()

    def from_notebook_node(  # type: ignore[override]  # as in nbconvert: a page, not a notebook
        self,
        nb: NotebookNode,
        resources: dict[str, Any] | None = None,
        **kw: Any,  # noqa: ANN401
    ) -> tuple[str, dict[str, Any]]:
        """Make the page of an executed notebook.

        Args:
            nb: The notebook; ``nb.metadata["is248"]`` holds year, theme and parameters.
            resources: ``is248_navigation`` may hold a :class:`Navigation`.
            **kw: Passed to nbconvert.

        Returns:
            The page and nbconvert's resources.

        Raises:
            DocumentError: The notebook does not say its year and theme, or cannot be published.
        """
        # past TemplateExporter's own step, which would render the bare notebook
        nb, resources = super(TemplateExporter, self).from_notebook_node(nb, resources, **kw)
        assert resources is not None
        document = self._document(nb)
        bases = {str(key): name for key, name in load_labels(self._project).basis.items()}
        navigation = cast("Navigation", resources.get("is248_navigation") or {})
        return chapter_html(document, navigation, bases), resources

    def _document(self, nb: NotebookNode) -> Document:
        run = nb.metadata.get("is248") or {}
        if not {"year", "theme"} <= set(run):
            raise DocumentError("the notebook's metadata do not say its year and theme (is248)")
        year = load_year(run["year"], self._project)
        return document_from_notebook(
            nb, year, year.chapter(run["theme"]), run.get("parameters") or {}
        )


def chapter_html(
    document: Document, navigation: Navigation, bases: Mapping[str, str] | None = None
) -> str:
    """The page of a chapter.

    Args:
        document: The chapter.
        navigation: Links to its neighbours and other formats.
        bases: Name of each basis as a reader sees it; a key without name is shown as it is.

    Returns:
        The page.
    """
    slug = document.chapter.slug
    finder = "../municipalities.html" if FINDER_TABLE in document.labels else None
    links: dict[str, Any] = {
        "index": "../index.html",
        "previous": None,
        "next": None,
        "pdf": f"{slug}.pdf",
        "xlsx": f"../tables/{slug}.xlsx",
        "notebook": f"{slug}.ipynb",
        "municipalities": finder,
        "version": "",
    } | dict(navigation)
    return _render(
        "chapter.html.j2",
        document=document,
        links=links,
        body=Markup("\n").join(_blocks(document, bases or {})),
        contents=_contents(document),
        items=_entries(document),
    )


def index_html(index: IndexPage) -> str:
    """The first page of a version.

    Args:
        index: What stands on it.

    Returns:
        The page; everything is readable without JavaScript, which only adds the search field.
    """
    day = index.year.edition_date
    return _render(
        "index.html.j2",
        script="filter_items.js",
        index=index,
        edition=f"{day.day}. {_MONTHS.split()[day.month - 1]} {day.year}",
        counts=[_counts(entry.items) for entry in index.chapters],
        total=_counts([item for entry in index.chapters for item in entry.items]),
    )


def chapter_entry(document: Document) -> ChapterEntry:
    """The chapter on the index page, with links to the places its formats have in outputs/."""
    slug = document.chapter.slug
    return ChapterEntry(
        chapter=document.chapter.heading,
        html=f"chapters/{slug}.html",
        pdf=f"chapters/{slug}.pdf",
        notebook=f"chapters/{slug}.ipynb",
        xlsx=f"tables/{slug}.xlsx",
        items=_entries(document),
    )


def finder_html(document: Document, chapter_href: str) -> str:
    """The page that finds a municipality by its name.

    Args:
        document: The appendix; its ``table-municipalities`` has one row per unit below its county.
        chapter_href: Link from this page to the appendix.

    Returns:
        The page: all units from A to Å, and with JavaScript a search field.

    Raises:
        DocumentError: The document has no such table.
    """
    table = _finder_table(document)
    units, totals = _units(table)
    units.sort(key=lambda unit: (alphabetical(unit.name), alphabetical(unit.county), unit.key))
    letters = [(letter, list(run)) for letter, run in groupby(units, lambda u: _letter(u.name))]
    return _render(
        "municipalities.html.j2",
        script="filter_units.js",
        year=document.year,
        table=table,
        table_href=f"{chapter_href}#{FINDER_TABLE}",
        letters=letters,
        count=len(units),
        totals=totals,
    )


def alphabetical(name: str) -> str:
    """A name as a key of Norwegian order: æ, ø and å last, aa as two letters, accents ignored."""
    # the three ASCII signs after z keep the letters in order after it
    own = name.lower().translate(str.maketrans("æäøöåđŋŧ", "{{||}dnt"))
    return "".join(c for c in unicodedata.normalize("NFD", own) if not unicodedata.combining(c))


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates; everything put into them is escaped unless it is already markup."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["inlines"] = _inlines
    return made


@lru_cache(maxsize=1)
def _style() -> str:
    faces = "".join(_font_face(weight, path) for weight, path in FONTS.items())
    return faces + (TEMPLATES / "style.css").read_text(encoding="utf-8")


def _font_face(weight: int, path: Path) -> str:
    data = base64.b64encode(path.read_bytes()).decode()
    return (
        f'@font-face{{font-family:"IS248 Sans";font-weight:{weight};font-display:block;'
        f'src:url(data:font/woff2;base64,{data}) format("woff2")}}\n'
    )


def _policy(style: str, script: str) -> str:
    """The content security policy: nothing is loaded, and only our own style and script run."""
    rules = ["default-src 'none'", "img-src data:", "font-src data:", f"style-src {_hash(style)}"]
    if script:
        rules.append(f"script-src {_hash(script)}")
    return "; ".join([*rules, "base-uri 'none'", "form-action 'none'"])


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _render(template: str, script: str = "", **content: Any) -> str:  # noqa: ANN401
    style = _style()
    code = (TEMPLATES / script).read_text(encoding="utf-8") if script else ""
    return (
        environment()
        .get_template(template)
        .render(
            style=Markup(style),  # noqa: S704 - our own files
            script=Markup(code),  # noqa: S704
            policy=_policy(style, code),
            **content,
        )
    )


def _blocks(document: Document, bases: Mapping[str, str]) -> Iterator[Markup]:
    """The blocks below the chapter's heading, code cells that follow each other as one group."""
    shown = {b.cell for b in document.blocks if isinstance(b, Code)}
    body = _stepwise(document.blocks[1:])
    for is_code, run in groupby(body, lambda block: isinstance(block, Code)):
        if is_code:
            yield _codes(block for block in run if isinstance(block, Code))
        else:
            yield from (_block(block, bases, shown) for block in run)


def _stepwise(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with no heading more than one level below the one before it."""
    level = 1
    for block in blocks:
        if isinstance(block, Heading):
            level = min(block.level, level + 1)
            yield Heading(level, block.anchor, block.content)
        else:
            yield block


def _contents(document: Document) -> list[Heading]:
    """Headings of the table of contents: sections and their parts."""
    headings = [b for b in _stepwise(document.headings) if isinstance(b, Heading)]
    return [heading for heading in headings if heading.level <= DEEPEST_IN_CONTENTS]


def _block(block: Block, bases: Mapping[str, str], shown: set[int]) -> Markup:
    if isinstance(block, Heading):
        tag = Markup("h{}").format(block.level)
        content = _inlines(block.content)
        return Markup('<{0} id="{1}">{2}</{0}>').format(tag, block.anchor, content)
    if isinstance(block, Paragraph):
        return Markup("<p>{}</p>").format(_inlines(block.content))
    if isinstance(block, BulletList):
        return _list(block)
    assert isinstance(block, Item)
    return _item(block, bases, shown)


def _list(block: BulletList) -> Markup:
    points = Markup().join(Markup("<li>{}</li>").format(_inlines(p)) for p in block.points)
    tag = Markup("ol") if block.ordered else Markup("ul")
    return Markup("<{0}>{1}</{0}>").format(tag, points)


def _item(item: Item, bases: Mapping[str, str], shown: set[int]) -> Markup:
    markup = Markup(item_html(item.bundle))  # noqa: S704 - escaped where it is made
    if item.bundle["kind"] == "text":
        return markup
    origin = _origin(item.bundle, bases)
    if item.cell in shown:
        link = Markup('Slik er tallene regnet ut: <a href="#celle_{0}">celle {0}</a>.')
        origin = Markup("{} {}").format(link.format(item.cell), origin)
    return Markup('<div class="block">{}<p class="origin">{}</p></div>').format(markup, origin)


def _origin(bundle: TableBundle | FigureBundle, bases: Mapping[str, str]) -> Markup:
    """What the numbers rest on: of the item as a whole and of its columns."""
    keys = dict.fromkeys([bundle["basis"], *(c["basis"] for c in bundle["grid"]["columns"])])
    return escape(f"Grunnlag: {_and([bases.get(key, key) for key in keys if key])}.")


def _and(words: list[str]) -> str:
    return " og ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _codes(cells: Iterable[Code]) -> Markup:
    return Markup('<div class="codes">{}</div>').format(Markup().join(map(_code, cells)))


def _code(code: Code) -> Markup:
    # the id is on the content: following a link to it opens the details around it
    return Markup(
        '<details class="code"><summary><span class="shut">Vis</span>'
        '<span class="open">Skjul</span> koden (celle {0})</summary>'
        '<pre id="celle_{0}" role="region" tabindex="0" aria-label="Koden i celle {0}" '
        'translate="no"><code>{1}</code></pre></details>'
    ).format(code.cell, _highlighted(code.source))


def _highlighted(source: str) -> Markup:
    formatter: HtmlFormatter[str] = HtmlFormatter(nowrap=True)
    return Markup(highlight(source, PythonLexer(), formatter).rstrip("\n"))  # noqa: S704


def _inlines(content: tuple[Inline, ...]) -> Markup:
    return Markup().join(_inline(inline) for inline in content)


def _inline(inline: Inline) -> Markup:
    inner = _inlines(inline.children) if inline.children else escape(inline.text)
    if inline.kind == "break":
        return Markup("<br>")
    if inline.kind in {"link", "reference"}:
        return Markup('<a href="{}">{}</a>').format(_address(inline), inner)
    tag = {"strong": "strong", "emphasis": "em", "code": "code"}.get(inline.kind)
    return Markup("<{0}>{1}</{0}>").format(Markup(tag), inner) if tag else inner  # noqa: S704


def _address(inline: Inline) -> str:
    if inline.kind == "reference":
        return f"#{inline.target}"
    if not _ADDRESS.match(inline.target):
        raise DocumentError(f"the link {inline.target!r} is neither a web address nor relative")
    return inline.target


def _entries(document: Document) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (document.labels[bundle["id"]], bundle["title"], bundle["id"])
        for bundle in document.items
        if bundle["kind"] != "text"
    )


def _counts(items: Iterable[tuple[str, str, str]]) -> str:
    """How many tables and figures: "14 tabeller og 6 figurer"."""
    kinds = [anchor.split("-")[0] for _, _, anchor in items]
    names = {"table": ("tabell", "tabeller"), "figure": ("figur", "figurer")}
    found = [(kinds.count(kind), words) for kind, words in names.items()]
    return _and([f"{n} {words[n != 1]}" for n, words in found if n]) or "ingen tabeller"


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


def _letter(name: str) -> str:
    first = alphabetical(name)[:1]
    return {"{": "Æ", "|": "Ø", "}": "Å"}.get(first, first.upper())

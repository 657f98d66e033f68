"""What cover, imprint and first sheet say of an edition: date, basis, licence, citation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.edition.blocks import Code
from is248.edition.results import results_of
from is248.show.invented import foundation

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from is248.edition.document import Document
    from is248.year.params import YearParams

LICENCE = (
    "Tekst, tabeller og figurer kan brukes fritt når kilden oppgis, etter lisensen "
    "Creative Commons Navngivelse 4.0 Internasjonal (CC BY 4.0)."
)
CODE_NOTICE = (
    "Programkoden bak tallene er ikke trykt her. Den står i nettutgaven (HTML) og i "
    "notatboken (.ipynb) for kapitlet."
)
_MONTHS = ("januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september",
           "oktober", "november", "desember")  # fmt: skip


def norwegian_date(date: dt.date) -> str:
    """A date in words, whatever the locale: ``21. november 2026``."""
    return f"{date.day}. {_MONTHS[date.month - 1]} {date.year}"


def edition_line(year: YearParams) -> str:
    """Publisher and date: "Kompendiet. Utgave 21. november 2026."."""
    return f"{year.publisher}. {year.edition_word} {norwegian_date(year.edition_date)}."


def notice(documents: Sequence[Document], unsaved: str, what: str) -> list[str]:
    """Whether it is a demonstration, what it rests on and what is not saved.

    Args:
        documents: The chapters.
        unsaved: What is said of inputs that are not saved; empty when all are.
        what: What they are called together.
    """
    basis = foundation((r.basis for one in documents for r in results_of(one)), what)
    demonstration = documents[0].year.demonstration_notice
    return [one for one in (demonstration, basis, unsaved) if one]


def code_notice(document: Document) -> list[str]:
    """Where the code of a chapter is, if it has any."""
    return [CODE_NOTICE] if any(isinstance(block, Code) for block in document.blocks) else []


def ways_to_check(printed: str | None) -> str:
    """Where a reader finds what a number rests on; ``printed`` is what it is compared with."""
    audit = f"audit.pdf setter tallene i {printed} ved siden av utgavens. " if printed else ""
    return (
        "Hvert tall står i results.csv med antall, enhet og grunnlag. Under hver tabell og figur "
        f"står antall enheter (N) og kilde. {audit}Notatbøkene i mappen chapters har koden som "
        "gir tallene, og manifest.json har sjekksummen av hver fil."
    )

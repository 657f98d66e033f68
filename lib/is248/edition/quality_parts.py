"""What the page on quality says, part by part: a part with nothing to say yields nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal

from is248.base.numbers import format_number
from is248.edition.blocks import BulletList, Inline, Item, Paragraph
from is248.edition.edition_pages import AUDIT, CHANGES, GLOSSARY, QUESTIONS
from is248.edition.imprint import norwegian_date
from is248.edition.pages import and_list
from is248.edition.results import RESULTS
from is248.show.invented import foundation
from is248.show.paragraph import Bound, Text
from is248.show.words import capital, count, in_words, listing, name, number, year
from is248.survey.decisions import DECISIONS_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from is248.edition.blocks import Block
    from is248.edition.quality_subject import Subject
    from is248.show.bundle import CellBundle, ColumnBundle, RowBundle, TableBundle
    from is248.survey.codebook import Variable

NUMBERS = "quality.csv"
"""The numbers of the page, in the form of results.csv."""

GROUPINGS = ("size_class", "county", "hf_area", "region")
"""What municipalities are grouped by, where the year's register has it."""

_COUNTED = ""
"""Basis of what was counted in the edition itself."""

_WHOLE = "text-coverage"
"""What the chapter on the data basis has in every year."""

Part = Callable[["Subject"], Iterator["Block"]]


def _prose(*texts: str) -> Iterator[Block]:
    yield from (Paragraph((Inline("text", text),)) for text in texts if text)


def _said(about: str, template: str, basis: str, **values: Bound) -> Iterator[Block]:
    """A bound sentence."""
    text = Text(f"text-quality-{about}", template, basis=basis, **values)  # type: ignore[arg-type]  # names of values
    yield Item(text.bundle(), 0)


def _introduction(subject: Subject) -> Iterator[Block]:
    yield from _prose(
        "Her står det hva tallene i utgaven hviler på, hvor sikre de er, og hva de ikke kan brukes "
        "til. Siden følger oppsettet i «Om statistikken» hos Statistisk sentralbyrå.",
        subject.year.demonstration_notice,
        foundation(subject.bases),
    )


def _concepts(subject: Subject) -> Iterator[Block]:
    yield from _prose(
        "Ett årsverk er én heltidsstilling i ett år. To halve stillinger er ett årsverk.",
        "En enhet er den som fyller ut skjemaet: en kommune, eller en bydel eller etat der en by "
        "svarer ved dem. Der tabellene sier kommuner, teller byen som én.",
    )
    yield from subject.told(_WHOLE)


def _classes(subject: Subject) -> Iterator[Block]:
    known = {by: subject.labels.categories.get(by) for by in GROUPINGS}
    values = {
        by: count(len(found.values), found.one, found.many, neuter=found.gender == "n")
        for by, found in known.items()
        if found and found.values
    }
    if values:
        listed = and_list([f"{{{by}}}" for by in values])
        yield from _said("groups", f"Kommunene er delt i {listed}.", "register", **values)


def _timing(subject: Subject) -> Iterator[Block]:
    first = "Den er den første utgaven for dette året."
    after = "Den kommer i stedet for utgave {previous}."
    template = "Utgave {version} gjelder {year} og er datert {date}. "
    date = subject.year.edition_date
    known = {"previous": name(subject.previous)} if subject.previous else {}
    yield from _said(
        "edition", template + (after if known else first), "params",
        version=name(subject.shell.version), date=Bound(date.isoformat(), norwegian_date(date)),
        year=year(subject.year.year), **known,
    )  # fmt: skip


def _keeping(_: Subject) -> Iterator[Block]:
    yield from _prose(
        "Manifestet har kontrollsummen til hver fil som utgaven er laget av, og hver fil i den. "
        "En utgave blir ikke endret etter at den er lagt ut."
    )


def _purpose(_: Subject) -> Iterator[Block]:
    yield from _prose(
        "Skjemaet spør hvor mange årsverk kommunene bruker i psykisk helse- og rusarbeid, og "
        "hvordan tjenestene er. Utgaven setter svarene sammen slik at hvert tall kan følges "
        "tilbake til spørsmålet og utregningen."
    )


def _uses(subject: Subject) -> Iterator[Block]:
    real = "Tallene kan brukes til å sammenligne grupper av kommuner og til å følge dem over tid."
    made_up = (
        "Svar i denne utgaven er laget av et program. De kan brukes til å prøve metodene, men ikke "
        "til å vurdere en kommune. Tall merket «oppdiktet» sier ingenting om virkeligheten."
    )
    yield from _prose(made_up if subject.made_up else real)


def _print(subject: Subject) -> Iterator[Block]:
    of = year(subject.year.year)
    if source := subject.year.printed_report:
        words = "Det som er trykt om {year}, er hentet fra {source}."
        yield from _said("print", words, "params", year=of, source=name(source))
    elif subject.comparison.verdicts:
        words = "Om {year} er bare noen få trykte tall kjent."
        yield from _said("print", words, "params", year=of)
    else:
        words = "Vi har ikke trykte tall for {year} å sammenligne med."
        yield from _said("print", words, "params", year=of)


def _scope(subject: Subject) -> Iterator[Block]:
    chapters = count(len(subject.documents), "kapittel", "kapitler", neuter=True)
    if not subject.book:
        yield from _said("scope", "Utgaven har {chapters}.", "params", chapters=chapters)
        return
    asked = count(len(_questions(subject.book.variables)), "spørsmål", "spørsmål", neuter=True)
    words = "Skjemaet har {questions}, og utgaven har {chapters}."
    yield from _said("scope", words, "params", questions=asked, chapters=chapters)


def _questions(variables: Iterable[Variable]) -> set[tuple[str, str, str | None]]:
    """The questions as a reader counts them: those of each reporting form are one."""
    return {(one.chapter, one.number, one.group) for one in variables}


def _sources(subject: Subject) -> Iterator[Block]:
    if subject.bases:
        yield Item(_basis_table(subject), 0)
    people, staff = subject.year.inhabitants, subject.year.fte
    yield from _said(
        "inhabitants",
        "Grunnlaget for innbyggertallene er «{rests}». De er talt ved inngangen til {of}.",
        "params", rests=name(subject.labels.basis[people.basis]),
        of=year(subject.year.inhabitants_of),
    )  # fmt: skip
    if staff:
        words = "Grunnlaget for årsverkene i hver kommune er «{rests}»."
        yield from _said("fte", words, "params", rests=name(subject.labels.basis[staff.basis]))


def _basis_table(subject: Subject) -> TableBundle:
    """How many values rest on what."""
    found, words = subject.bases, {str(k): v for k, v in subject.labels.basis.items()}
    total = sum(found.values())
    rows = [_row(key, words[key], n, total) for key, n in found.items()]
    return {
        "schema": 1, "kind": "table", "id": "table-quality-basis",
        "title": "Verdiene i utgaven etter hva de hviler på",
        "grid": {
            "stub": "Grunnlag",
            "columns": [_column("n", "Antall", 0), _column("pct", "Prosent", 1)],
            "rows": [*rows, _row("total", "I alt", total, total, "total")],
        },
        "n": f"{format_number(total)} tall og navn som utgaven viser",
        "source": f"opptelling av {RESULTS}", "basis": _COUNTED, "questions": [], "notes": [],
        "label": "Tabell K.1",
    }  # fmt: skip


def _column(key: str, label: str, decimals: int) -> ColumnBundle:
    unit = "prosent" if decimals else "verdier"
    return {
        "key": key, "label": label, "span": None, "unit": unit, "decimals": decimals,
        "align": "right", "basis": _COUNTED,
    }  # fmt: skip


def _row(
    key: str, label: str, n: int, total: int, role: Literal["body", "total"] = "body"
) -> RowBundle:
    share = 100 * n / total
    cells: list[CellBundle] = [
        {"value": n, "text": format_number(n), "mark": None},
        {"value": share, "text": format_number(share, 1), "mark": None},
    ]
    return {
        "key": key,
        "label": label,
        "role": "total" if role == "total" else "body",
        "cells": cells,
    }


def _editing(subject: Subject) -> Iterator[Block]:
    for item in ("text-respondents", "text-asked", "text-fences"):
        yield from subject.told(item)
    yield from _corrections(subject)


def _corrections(subject: Subject) -> Iterator[Block]:
    asked = [one for one in subject.changes if one.file == DECISIONS_FILE]
    values = {"changes": count(len(subject.changes), "verdi", "verdier")}
    if asked:
        values["asked"] = count(len(asked), "verdi", "verdier")
    words = "I svarene er {changes} rettet for hånd"
    more = ", hver med begrunnelse og dato" if subject.changes else ""
    after = " Av dem er {asked} rettet fordi kommunen svarte at tallet var feil." if asked else ""
    yield from _said("corrections", f"{words}{more}.{after}", _COUNTED, **values)


def _confidentiality(subject: Subject) -> Iterator[Block]:
    if subject.book:
        known = subject.book.variables
        open_ = _questions(one for one in known if one.access == "public")
        shut = _questions(one for one in known if one.access != "public") - open_
        yield from _said(
            "access",
            "{public} gjelder årsverk, som er offentlige og kan vises for den enkelte kommune. "
            "Svarene på de andre {restricted} vises ikke for navngitte kommuner.",
            "params", public=capital(count(len(open_), "spørsmål", "spørsmål", neuter=True)),
            restricted=number(len(shut)),
        )  # fmt: skip
    yield from _said(
        "few",
        "Grupper med færre enn {few} svar er med i tabellene, men trekkes ikke fram i teksten.",
        "params", few=in_words(subject.year.thresholds.few),
    )  # fmt: skip


def _comparability(subject: Subject) -> Iterator[Block]:
    broken = subject.year.series_breaks
    start = "Årets serier begynner i {start}"
    values = {"start": year(subject.year.series_start)}
    if broken:
        values["breaks"] = listing(map(str, broken))
        words = f"{start} og har brudd i {{breaks}}. Tall fra før og etter er ikke bundet sammen."
    else:
        words = f"{start} og har ingen brudd."
    yield from _said("series", words, "params", **values)
    for item in (
        "text-inhabitants",
        "text-forms-before",
        "text-real-change",
        "text-no-real-change",
    ):
        yield from subject.told(item)


def _nonresponse(subject: Subject) -> Iterator[Block]:
    for item in ("text-not-reported", "text-systematic", "table-response-topics"):
        yield from subject.told(item)


def _errors(subject: Subject) -> Iterator[Block]:
    yield from _prose(
        "En kommune kan ha talt på en annen måte enn de andre, misforstått et spørsmål eller "
        "skrevet feil. Kontrollene finner noen av feilene. Resten er igjen i tallene.",
        "Intervallene gjelder tilfeldig variasjon og frafall. De dekker ikke feil i svarene.",
    )
    yield from subject.told("text-agreement")
    words = "«Statistisk sikker» står bare der den justerte p-verdien er under {certain}."
    yield from _said("certain", words, "params", certain=number(subject.year.thresholds.certain, 2))


_STATUS_WORDS = {
    "equal": "{equal} stemmer",
    "rounding": "{rounding} stemmer innenfor avrunding",
    "explained": "{explained} avviker av en kjent grunn",
    "differs": "{differs} avviker uten forklaring",
    "not_computed": "{not_computed} er ikke regnet ut",
}
"""Status → what is said of those that have it."""


def _check_by_print(subject: Subject) -> Iterator[Block]:
    verdicts = subject.comparison.verdicts
    if not verdicts:
        return
    held = [one.status for one in verdicts]
    found = {s: in_words(held.count(s)) for s in _STATUS_WORDS if s in held}
    agreed = [one for one in verdicts if one.status in {"equal", "rounding"}]
    own = sum(one.rests_on == "independent" for one in agreed)
    yield from _said(
        "print-counts",
        "Vi har sammenlignet utgaven med {total}: "
        f"{and_list([_STATUS_WORDS[s] for s in found])}. {{own}} av dem som stemmer, er en "
        "uavhengig prøve. De andre hviler på trykte tall eller på svar laget etter dem.",
        _COUNTED, total=count(len(verdicts), "trykt verdi", "trykte verdier"), **found,
        own=capital(in_words(own)),
    )  # fmt: skip


def _revision(_: Subject) -> Iterator[Block]:
    yield from _prose(
        "Nye tall kommer alltid i en ny utgave. En retting fjerner en feil, mens en revisjon gir "
        "bedre tall av nye data eller en ny metode. Siden «Endringer» sier hva som er endret siden "
        "den forrige utgaven, og den gamle blir stående."
    )


def _documents(subject: Subject) -> Iterator[Block]:
    basis = subject.chapter_of(_WHOLE)
    own = [(f"chapters/{basis.chapter.slug}.html", basis.chapter.heading)] if basis else []
    others = [(page.file, page.title) for page in subject.shell.pages if page in _ABOUT_NUMBERS]
    yield BulletList(tuple((_link(to, words),) for to, words in (*own, *others, *_FILES)))


_ABOUT_NUMBERS = (QUESTIONS, GLOSSARY, CHANGES, AUDIT)
_FILES = (
    (RESULTS, "Alle tall i utgaven (CSV)"),
    (NUMBERS, "Tallene på denne siden (CSV)"),
    ("manifest.json", "Manifestet: hva utgaven er laget av (JSON)"),
)


def _link(target: str, text: str) -> Inline:
    return Inline("link", target=target, children=(Inline("text", text),))


INTRODUCTION: Part = _introduction

OUTLINE: Mapping[str, Mapping[str, Part]] = {
    "Definisjoner": {
        "Viktige begreper": _concepts,
        "Klassifikasjoner": _classes,
    },
    "Administrative opplysninger": {
        "Aktualitet": _timing,
        "Lagring": _keeping,
    },
    "Bakgrunn": {
        "Formål": _purpose,
        "Bruksområder": _uses,
        "Sammenheng med trykte tall": _print,
    },
    "Produksjon": {
        "Omfang": _scope,
        "Datakilder": _sources,
        "Kontroll og rettinger": _editing,
        "Konfidensialitet": _confidentiality,
        "Sammenlignbarhet over tid": _comparability,
    },
    "Nøyaktighet og pålitelighet": {
        "Frafall": _nonresponse,
        "Feilkilder og usikkerhet": _errors,
        "Prøvd mot trykte tall": _check_by_print,
        "Revisjon": _revision,
    },
    "Relevant dokumentasjon": {
        "Mer om tallene": _documents,
    },
}
"""Section → its parts, in the order of the outline."""

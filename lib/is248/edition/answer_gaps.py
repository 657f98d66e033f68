"""Gaps in what a year knows of its form and its answers: codebook, file, mapping, FTE, print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.base.data_files import data_folder
from is248.base.files import sha256
from is248.edition.gap import Gap, YearInput, listed
from is248.printed import report
from is248.printed.claims import read_claims
from is248.survey import freshness
from is248.survey.codebook import has_codebook
from is248.survey.mapping.columns_file import columns_path, read_columns
from is248.survey.places import survey_folder, years_with_codebook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from is248.survey.codebook import Codebook


def codebook(given: YearInput) -> Iterator[Gap]:
    """A codebook that is missing, or that a person has something to decide of."""
    book, where = given.book, f"data/survey/{given.year}/codebook.yml"
    if book is None:
        if _needs_answers(given):
            mend = f"Lag et utkast med «is248 new-year {given.year} --from ÅR»."
            yield Gap("kodebok", f"{where} mangler.", mend, stops=True)
        return
    if book.decide:
        yield Gap("kodebok", f"{where}: {book.decide}", stops=True)
    if lost := _without_topic(book):
        words = f"{where} har ikke noe navn på tema {', '.join(map(str, lost))} under topics."
        yield Gap("kodebok", words, "Før dem opp, i skjemaets rekkefølge.", stops=True)
    if waiting := book.undecided:
        words = f"{len(waiting)} spørsmål i {where} er ikke avgjort: "
        mend = "Les «decide» ved hvert av dem, rett spørsmålet, og slett linjen."
        yield Gap("kodebok", f"{words}{listed(one.id for one in waiting)}.", mend, stops=True)


def _needs_answers(given: YearInput) -> bool:
    """Whether chapters ask for answers, and there is no print to tell of instead."""
    asks = any(calls.questions for _, calls in given.calls)
    return asks and not report.has_print(given.year, given.project)


def _without_topic(book: Codebook) -> list[int]:
    """Topics of the form that questions belong to by their number, and that have no name."""
    known = {int(v.number.partition(".")[0]) for v in book.variables if v.number[:1].isdecimal()}
    return sorted(number for number in known if book.topics and number > len(book.topics))


def answers(given: YearInput) -> Iterator[Gap]:
    """Answers that are missing, cannot be prepared, or that nobody gave."""
    project, year = given.project, given.year
    freshness.check_all(year, project)
    if not freshness.has_answers(year, project):
        stops = _needs_answers(given)
        yield Gap("svar", f"Det er ingen svar for {year}.", _enter(given), stops=stops)
        return
    found = freshness.listed(year, project)
    if found and found.synthetic and not given.params.demonstration:
        words = f"Svarene i {found.path.name} er syntetiske; bare det trykte tall holder, omtales."
        yield Gap("svar", words, "Legg inn de virkelige svarene når de kommer.")


def _enter(given: YearInput) -> str:
    """What to do with the file of answers: the line of one that lies there and is not listed."""
    folder = survey_folder(given.year, given.project)
    there = [p for p in sorted(folder.glob("[!.]*")) if p.suffix in freshness.ENDINGS
             and p.name not in {"held.csv", "margins_met.csv"}]  # fmt: skip
    if not there:
        return (f"Legg eksporten i data/survey/{given.year}/ og før den i source.yml der. "
                "Veien dit står i docs/any_file.md.")  # fmt: skip
    line = f"{there[0].name}: {{sha256: {sha256(there[0])}, synthetic: false}}"
    return f"Skriv i data/survey/{given.year}/source.yml under files: {line}"


def columns(given: YearInput) -> Iterator[Gap]:
    """Columns of a mapping that a draft was not sure of and nobody has looked at."""
    path = columns_path(given.year, given.project)
    if not path.is_file():
        return
    name = given.project.relative(path)
    waiting = [one.column for one in read_columns(path, name).columns if one.sure < 1]
    if waiting:
        many = "1 kolonne" if len(waiting) == 1 else f"{len(waiting)} kolonner"
        words = f"{many} i {name} er et usikkert utkast: {listed(waiting)}."
        mend = "Se på dem, rett «to» og «values», og ta bort «sure»."
        yield Gap("kolonner", words, mend, stops=True)


def fte(given: YearInput) -> Iterator[Gap]:
    """No source of FTE at all."""
    book = given.book
    asked = book is not None and any(variable.type == "fte" for variable in book.variables)
    if not given.params.fte and not asked:
        words = f"Verken params/{given.year}.yml eller skjemaet har årsverk."
        mend = "Nevn en fil under «fte» i params, eller ta kapitlene om årsverk ut."
        yield Gap("årsverk", words, mend)


def last_year(given: YearInput) -> Iterator[Gap]:
    """No form, or no answers, of the year before."""
    last = given.year - 1
    if not has_codebook(last, given.project):
        words = f"Det finnes ingen kodebok for {last}: verken nye spørsmål eller endring vises."
        since = next((y for y in years_with_codebook(given.project) if y < last), None)
        mend = f"Lag den med «is248 new-year {last} --from {since}» om skjemaet finnes."
        yield Gap("året før", words, mend if since else "")
    elif not freshness.has_answers(last, given.project):
        words = f"Det er ingen svar for {last}: endring fra året før vises ikke."
        yield Gap("året før", words, f"Legg svarene i data/survey/{last}/ om de finnes.")


def printed(given: YearInput) -> Iterator[Gap]:
    """Print that is promised and not held, or held and not compared."""
    project, year = given.project, given.year
    report.verify(project, year)
    folder = data_folder(project, "published", str(year))
    if given.params.printed_report and not folder.is_dir():
        words = f"Params nevner {given.params.printed_report}, men data/published/{year}/ mangler."
        mend = f"Lag den med «is248 new-year {year} --from ÅR», eller ta printed_report ut."
        yield Gap("trykk", words, mend)
    elif folder.is_dir() and not read_claims(year, project):
        words = f"data/published/{year}/claims.csv har ingen påstander å sammenligne med."
        yield Gap("trykk", words, "Før det rapporten sier; se docs/audit.md.")

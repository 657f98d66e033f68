"""A new year: all files that it is made of, drafted from the year before and the facts of reforms.

Everything is drafted first, staged, and put in place at the end. A file that stands is left as it
is, so that the command can be given again: it makes what is still missing.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from is248.base.data_files import SOURCE_FILE, data_folder, read_source
from is248.base.errors import UserError
from is248.base.exchange import flush, private_folder, remove, said
from is248.base.yaml_files import read_yaml
from is248.edition.new_files import (
    COLUMNS,
    SURVEY_SOURCE,
    claims_source,
    empty_claims,
    register_entries,
)
from is248.edition.new_params import draft_params
from is248.edition.skeleton import skeleton
from is248.printed.claims import CLAIMS
from is248.survey.codebook import Codebook, load_codebook
from is248.survey.codebook_draft import draft_codebook
from is248.survey.form_list import read_form
from is248.survey.places import all_prepared, survey_folder
from is248.year.params import DataFile, RegisterFiles, YearParams, known_years, load_year

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from is248.base.data_files import FileEntry
    from is248.base.paths import Project
    from is248.survey.form_list import FormQuestion

_STAGING = ".new-year.{process}"
"""Among prepared answers, which are not in git; what a dead run leaves is cleared as old."""

_MUNICIPALITIES = "municipalities"


class Wish(NamedTuple):
    """What is asked for.

    Attributes:
        year: The new year.
        last: The year that it is drafted from.
        form: A list of the new form's questions; None when nobody has made one.
        themes: New themes → title of their chapters.
        printed: What the printed report is called; empty when none is promised.
    """

    year: int
    last: int
    form: Path | None = None
    themes: Mapping[str, str] = {}
    printed: str = ""


class Made(NamedTuple):
    """What came of it: paths below the project folder, in Norwegian what else to know.

    Attributes:
        made: Files that are new.
        grown: Lists of files that have new entries behind the old.
        kept: Files that stood, and are as they were.
        notes: Sentences.
    """

    made: tuple[str, ...]
    grown: tuple[str, ...]
    kept: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass
class _Drafts:
    """Files on their way: path → text, and what to know of them."""

    project: Project
    files: dict[Path, str] = field(default_factory=dict)
    kept: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, path: Path, text: str) -> None:
        if path.exists():
            self.kept.append(path)
        else:
            self.files[path] = text


def new_year(project: Project, wish: Wish) -> Made:
    """Make what a year still lacks.

    Args:
        project: The project.
        wish: The year, where it starts from, and what is new in it.

    Returns:
        The files made, and those that stood and were left as they are.

    Raises:
        UserError: The year before is not known or not older, or the form cannot be read.
        DataError: A fact that the register needs is missing.
    """
    _check(project, wish)
    drafts = _Drafts(project)
    form = read_form(wish.form) if wish.form else None
    register, inhabitants = _register(drafts, wish)
    params = _params(drafts, wish, register, inhabitants)
    book = _survey(drafts, wish, form)
    if params.printed_report:
        _claims(drafts, wish.year)
    _notebooks(drafts, params, book)
    name = project.relative
    grown = tuple(name(path) for path in drafts.files if path.exists())
    made = tuple(name(path) for path in drafts.files if not path.exists())
    _put_in_place(drafts)
    return Made(made, grown, tuple(map(name, drafts.kept)), tuple(drafts.notes))


def _check(project: Project, wish: Wish) -> None:
    load_year(wish.last, project)
    load_codebook(wish.last, project)
    if wish.year <= wish.last:
        raise UserError(f"{wish.year} er ikke etter {wish.last}. Gi et eldre år med --from.")


def _register(drafts: _Drafts, wish: Wish) -> tuple[RegisterFiles, DataFile]:
    """The register: the one that is listed, else one made of the year before and the reforms."""
    project, own = drafts.project, f"{wish.year}.csv"
    folder = data_folder(project, _MUNICIPALITIES)
    files = RegisterFiles(units=own, areas=f"{wish.year}_areas.csv")
    listed = read_source(folder).files
    if own in listed:
        drafts.notes.append(
            f"Registeret for {wish.year} finnes og brukes: {project.relative(folder / own)}."
        )
        areas = files.areas if files.areas in listed else None
        return files.model_copy(update={"areas": areas}), _people(own, listed[own])
    from is248.register.make_register import make_register, register_csv

    made = make_register(wish.year, wish.last, project)
    texts = {own: register_csv(made.units), str(files.areas): register_csv(made.areas)}
    for name, text in texts.items():
        drafts.add(folder / name, text)
    if other := [name for name, text in texts.items() if _differs(folder / name, text)]:
        drafts.notes.append(
            f"{project.relative(folder / other[0])} finnes, men er ikke ført i {SOURCE_FILE} og er "
            "en annen enn den som lages av reformene. Før den opp, eller ta den bort."
        )
    else:
        source = (folder / SOURCE_FILE).read_text(encoding="utf-8").rstrip("\n")
        entries = register_entries(wish.year, wish.last, texts, made.inhabitants_of)
        drafts.files[folder / SOURCE_FILE] = f"{source}\n{entries}"
    as_of = made.inhabitants_of if made.inhabitants_of != wish.year else None
    return files, DataFile(file=own, basis="reconstructed", as_of=as_of)


def _people(name: str, entry: FileEntry) -> DataFile:
    """What a listed register says of its inhabitants; where it says nothing, the weaker basis."""
    told = entry.model_extra or {}
    basis = "register" if told.get("basis") == "register" else "reconstructed"
    return DataFile(file=name, basis=basis, as_of=told.get("as_of"))


def _differs(path: Path, text: str) -> bool:
    return path.exists() and path.read_bytes() != text.encode()


def _params(
    drafts: _Drafts, wish: Wish, register: RegisterFiles, inhabitants: DataFile
) -> YearParams:
    project = drafts.project
    if wish.year in known_years(project):
        drafts.kept.append(project.params / f"{wish.year}.yml")
        return load_year(wish.year, project)
    text = draft_params(
        project, wish.year, wish.last,
        register=register, inhabitants=inhabitants, themes=wish.themes, printed=wish.printed,
    )  # fmt: skip
    drafts.add(project.params / f"{wish.year}.yml", text)
    return YearParams.model_validate(read_yaml(text))


def _survey(drafts: _Drafts, wish: Wish, form: tuple[FormQuestion, ...] | None) -> Codebook:
    folder = survey_folder(wish.year, drafts.project)
    path = folder / "codebook.yml"
    text = draft_codebook(load_codebook(wish.last, drafts.project), wish.year, form, wish.themes)
    stood = path.exists()
    drafts.add(path, text)
    drafts.add(folder / "columns.yml", COLUMNS.format(year=wish.year))
    drafts.add(folder / SOURCE_FILE, SURVEY_SOURCE.format(year=wish.year))
    return (
        load_codebook(wish.year, drafts.project)
        if stood
        else Codebook.model_validate(read_yaml(text))
    )


def _claims(drafts: _Drafts, year: int) -> None:
    folder = data_folder(drafts.project, "published", str(year))
    claims = empty_claims()
    drafts.add(folder / CLAIMS, claims)
    drafts.add(folder / SOURCE_FILE, claims_source(year, claims))


def _notebooks(drafts: _Drafts, params: YearParams, book: Codebook) -> None:
    """A notebook for each chapter that has none, once its questions are known."""
    for chapter in params.chapters:
        path = drafts.project.notebook(chapter.theme)
        asked = [v for v in book.variables if v.chapter == chapter.theme]
        if path.exists():
            continue
        if asked:
            drafts.add(path, skeleton(chapter.theme, chapter.title, params.year, asked))
        else:
            drafts.notes.append(
                f"«{chapter.theme}» har ingen spørsmål ennå, og derfor ingen notatbok: før dem i "
                f"kodeboken med chapter: {chapter.theme}, og gi kommandoen på nytt."
            )


def _put_in_place(drafts: _Drafts) -> None:
    """All files, staged on the disk of the data and renamed; last the params that make the year."""
    prepared = all_prepared(drafts.project)
    paths = sorted(drafts.files, key=lambda path: path.parent == drafts.project.params)
    with said(drafts.project.relative(prepared)):
        staging = private_folder(prepared) / _STAGING.format(process=os.getpid())
        staging.mkdir()
        try:
            for at, path in enumerate(paths):
                (staging / str(at)).write_bytes(drafts.files[path].encode())
            flush(staging)
            for at, path in enumerate(paths):
                path.parent.mkdir(parents=True, exist_ok=True)
                (staging / str(at)).replace(path)
        finally:
            remove(staging)

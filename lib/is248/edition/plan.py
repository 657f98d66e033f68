"""What a run will do, with every input checked before anything is run or written."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast, get_args

from is248.base.errors import UserError, suggestion
from is248.edition.manifest import Inputs, read_inputs, refuse_unsaved
from is248.edition.parameters import (
    YEAR,
    Notebook,
    Value,
    check_overrides,
    check_values,
    read_notebook,
)
from is248.year.labels import load_labels
from is248.year.params import Language, known_years, load_year

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from is248.base.paths import Project
    from is248.year.params import Chapter, YearParams

NORWEGIAN: Language = "nb"

LONGEST_DRAFT = 80
"""Letters in the name of a draft's folder."""

_YEAR = re.compile(r"[0-9]{4}")
_NUMBER = re.compile(r"0|-?[1-9][0-9]*")
_PARAMETER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_UNSAFE = re.compile(r"[^A-Za-z0-9_.+=-]")


@dataclass(frozen=True)
class Task:
    """A chapter to make.

    Attributes:
        chapter: Its number and title.
        notebook: What is known of its notebook.
        parameters: All that the notebook is given, ``year`` among them.
        kept: A run of the same that can be used again; None when it must be run.
    """

    chapter: Chapter
    notebook: Notebook
    parameters: Mapping[str, Value]
    kept: Path | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Plan:
    """A run.

    Attributes:
        year: The choices of the year.
        tasks: The chapters in order.
        inputs: What they are made from.
        draft: Name of the draft; None when a version is made.
        languages: The languages that it has pages in.
    """

    year: YearParams
    tasks: tuple[Task, ...]
    inputs: Inputs
    draft: str | None
    languages: tuple[Language, ...] = (NORWEGIAN,)


def read_year(text: str, project: Project) -> int:
    """The year in an argument.

    Raises:
        UserError: The text is not a year.
    """
    if not _YEAR.fullmatch(text):
        known = suggestion(text, map(str, known_years(project)))
        raise UserError(f"«{text}» er ikke et årstall på fire sifre.{known}")
    return int(text)


def read_overrides(words: Sequence[str]) -> dict[str, Value]:
    """The parameters in arguments of the form ``key=value``.

    Args:
        words: The arguments.

    Returns:
        Parameter → value: a whole number if it looks like one, true or false, else text.

    Raises:
        UserError: An argument has another form, stands twice or holds other letters than ASCII.
    """
    found: dict[str, Value] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or not _PARAMETER.fullmatch(key):
            raise UserError(f"«{word}» er ikke av formen navn=verdi, for eksempel by=county.")
        if key in found:
            raise UserError(f"Parameteren «{key}» er gitt to ganger.")
        found[key] = _value(key, value)
    return found


def _value(key: str, text: str) -> Value:
    if _NUMBER.fullmatch(text):
        return int(text)
    if text.lower() in {"true", "false"}:
        return text.lower() == "true"
    if not text.isascii() or not text.isprintable():
        raise UserError(f"Verdien av «{key}» kan bare ha ASCII-tegn (a–z, 0–9), ikke {text!a}.")
    return text


def make_plan(
    project: Project,
    year: int,
    themes: Sequence[str] | None = None,
    overrides: Mapping[str, Value] | None = None,
    *,
    dirty: bool = False,
    language: str | None = None,
) -> Plan:
    """Check every input of a run; nothing is written.

    Args:
        project: The project.
        year: The reporting year.
        themes: Chapters to make; all when not given.
        overrides: Parameters that replace the notebooks' defaults.
        dirty: Plan a version although inputs differ from the commit.
        language: A further language asked for; a draft where the year's versions do not have it.

    Returns:
        What will be done.

    Raises:
        UserError: An input cannot be used, or a version would be made of inputs that differ from
            the commit.
    """
    params = load_year(year, project)
    load_labels(project, year)
    chapters = _chapters(params, themes)
    notebooks = [read_notebook(project, chapter.theme) for chapter in chapters]
    given = check_overrides(notebooks, overrides or {})
    for notebook in notebooks:
        check_values({**notebook.defaults, **given[notebook.theme]}, year, project)
    _verify_data(project, year)
    tasks = tuple(
        Task(chapter, notebook, {YEAR: year, **given[chapter.theme]})
        for chapter, notebook in zip(chapters, notebooks, strict=True)
    )
    names = [chapter.theme for chapter in chapters]
    inputs = read_inputs(project, year, names, overrides or {})
    more = further_languages(language, params, chosen=bool(themes or overrides))
    is_draft = bool(themes or overrides or more)
    if not is_draft and not dirty:
        refuse_unsaved(inputs.unsaved)
    if not is_draft:
        return Plan(params, tasks, inputs, None, params.languages)
    settings = {**(overrides or {}), **({"lang": more[0]} if more else {})}
    name = draft_name([*themes] if themes else [], settings)
    return Plan(params, tasks, inputs, name, (NORWEGIAN, *more))


def further_languages(
    asked: str | None, params: YearParams, *, chosen: bool
) -> tuple[Language, ...]:
    """The languages that make a draft of a run, or belong to its draft.

    Args:
        asked: The language asked for, if any.
        params: The choices of the year.
        chosen: Whether chapters or parameters were chosen, so that a draft is made anyway.

    Returns:
        None for Norwegian, and for a version that has the language whether it is asked for or not.
    """
    language = read_language(asked) if asked else NORWEGIAN
    is_more = language != NORWEGIAN and (chosen or language not in params.languages)
    return (language,) if is_more else ()


def read_language(text: str) -> Language:
    """The language in an argument.

    Raises:
        UserError: There are no translations into it.
    """
    if text not in get_args(Language):
        known = ", ".join(get_args(Language))
        raise UserError(f"«{text}» er ikke et språk som vi har. Disse kan gis til --lang: {known}.")
    return cast("Language", text)


def _chapters(params: YearParams, themes: Sequence[str] | None) -> list[Chapter]:
    """The chapters asked for, in the order of the year and none twice; else all of the version."""
    if not themes:
        return list(params.chapters)
    asked = {params.chapter(theme).theme for theme in themes}
    return [chapter for chapter in params.chapters if chapter.theme in asked]


def _verify_data(project: Project, year: int) -> None:
    from is248.printed import report as published
    from is248.register import municipalities
    from is248.survey.freshness import check_all

    published.verify(project, year)
    municipalities.verify(project, year)
    check_all(year, project)


def draft_name(themes: Sequence[str], overrides: Mapping[str, Value]) -> str:
    """The folder name of a draft: the same choices give the same name, others another.

    Args:
        themes: The chapters asked for.
        overrides: The parameters given.

    Returns:
        For example ``fte_by_area+by=county``.
    """
    chosen = sorted(set(themes)) or ["alle"]
    settings = sorted((key, value) for key, value in overrides.items())
    words = [*chosen, *(f"{key}={_word(value)}" for key, value in settings)]
    name = "+".join(words)
    safe = _UNSAFE.sub("_", name)
    if safe == name and len(name) <= LONGEST_DRAFT:
        return name
    content: Any = [chosen, settings]
    mark = hashlib.sha256(json.dumps(content).encode()).hexdigest()[:8]
    return f"{safe[: LONGEST_DRAFT - len(mark) - 1]}-{mark}"


def _word(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

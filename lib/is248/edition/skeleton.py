"""The first notebook of a new theme: its questions in the house's form, to run and to grow."""

from __future__ import annotations

import json
import re
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from is248.survey.codebook import Variable

_KERNEL = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_DIGITS = re.compile(r"\s*\d+")
Cell = tuple[str, str, tuple[str, ...]]
"""Kind of cell, its source and its tags."""


def skeleton(theme: str, title: str, year: int, questions: Sequence[Variable]) -> str:
    """A chapter that shows all questions of a theme: shares, a figure, and by the chosen grouping.

    Args:
        theme: Name of the notebook.
        title: Title of the chapter.
        year: The year that it is made for; the default of its parameter.
        questions: What the theme asks, in the order of the form.

    Returns:
        The notebook as text, without outputs.
    """
    cells = [
        *_head(theme, title, year),
        *(c for q in questions for c in _question(q)),
        *_tail(questions),
    ]
    made = [_cell(at, *cell) for at, cell in enumerate(cells, start=1)]
    notebook = {"cells": made, "metadata": _KERNEL, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _cell(at: int, kind: str, source: str, tags: tuple[str, ...]) -> dict[str, Any]:
    ran: dict[str, Any] = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {
        "cell_type": kind, "id": f"cell-{at:02d}", "metadata": {"tags": [*tags]} if tags else {},
        **ran, "source": source.splitlines(keepends=True),
    }  # fmt: skip


def _code(source: str, *tags: str) -> Cell:
    return "code", source, tags


def _prose(source: str) -> Cell:
    return "markdown", _DIGITS.sub("", source), ()


def _head(theme: str, title: str, year: int) -> Iterator[Cell]:
    yield _prose(
        f"# {title}\n\nHva svarer kommunene, og er svarene de samme i store og små kommuner?"
    )
    yield _code(f'year = {year}\nby = "county"', "parameters")
    opened = f'chapter = open_chapter("{theme}", year, by)'
    yield _code(f"from is248 import open_chapter\n\n{opened}", "setup")
    yield _code("chapter.caution()")


def _question(asked: Variable) -> Iterator[Cell]:
    yield _prose(f"## {asked.label}")
    if asked.type in {"single", "multiple"}:
        yield from _choice(asked)
    else:
        yield from _written(asked)


def _choice(asked: Variable) -> Iterator[Cell]:
    name, item = asked.id, asked.id.replace("_", "-")
    common = "Vanligst er {common:2}, med prosent av dem som svarte i parentes."
    told = _quoted(common if asked.type == "multiple" else _shares(asked))
    yield _code(f"""{name} = chapter.question("{name}")
chapter.say("text-{item}",
    {told},
    {name}, finding="share")""")
    yield _code(f'{name}.table("table-{item}")')
    answer = next(iter({**asked.outcomes, **asked.categories}))
    areas = f"{name}.{answer}" if _is_plain(answer) else f'{name}.outcome("{answer}")'
    yield _code(f"""{name}_areas = {areas}.by("size_class", by)
chapter.say_differences("text-{item}-areas", {name}_areas, finding="difference",
    subject={_quoted(_subject(asked, answer))})""")
    yield _code(f'{name}.figure("figure-{item}")')
    yield _code(f'{name}_areas.size_class.figure("figure-{item}-by-size")')
    drawn = f'{name}_areas.parts[by].figure("figure-{item}-by")'
    yield _code(f'{drawn} if by != "size_class" else None')


def _is_plain(answer: str) -> bool:
    """Whether an answer can be written as ``question.answer``."""
    from is248.chapter.question import Question

    return answer.isidentifier() and not iskeyword(answer) and not hasattr(Question, answer)


def _shares(asked: Variable) -> str:
    """The share of each answer, in the order of the form."""
    *said, last = [f"{{{code}}} «{label}»" for code, label in asked.categories.items()]
    listed = " og ".join(filter(None, (", ".join(said), last)))
    return f"Av {{n}} kommuner som svarte, svarer {listed}."


def _subject(asked: Variable, answer: str) -> str:
    said = asked.outcomes[answer].label if answer in asked.outcomes else asked.categories[answer]
    return f"Andelen som svarer «{said}» om «{asked.label}»,"


def _written(asked: Variable) -> Iterator[Cell]:
    name, item = asked.id, asked.id.replace("_", "-")
    what = "skrevet et svar" if asked.type == "open" else "oppgitt et tall"
    yield _code(f"""{name} = chapter.question("{name}")
chapter.say("text-{item}", "{{wrote}} kommuner og bydeler har {what}.", wrote={name})""")
    if asked.type == "open" and asked.categories:
        yield _code(f'{name}.table("table-{item}")')


def _tail(questions: Sequence[Variable]) -> Iterator[Cell]:
    names = ", ".join(f'"{asked.id}"' for asked in questions)
    yield _prose("## Hvem som har svart\n\nProsenter er av dem som svarte. Tabellen i arbeidsboken "
                 "viser hvor mange det er for hvert spørsmål.")  # fmt: skip
    yield _code(f'chapter.say_answered("text-answered", {names})')
    yield _code(f"chapter.who_answered({names})")
    yield _code('# Utforsk videre: sett by = "hf_area" øverst, og kjør på nytt.\nby', "explore")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)

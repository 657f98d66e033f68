"""What a column of a file may turn out to be: the columns of the codebook, with their words."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - a dataclass names it
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from is248.survey.codebook import Variable  # noqa: TC001 - a dataclass names it
from is248.survey.columns import CODES, answer_columns
from is248.survey.mapping.draft_words import folded, number_key, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from is248.survey.codebook import Codebook
    from is248.survey.columns import Column

Kind = Literal["number", "cross", "choice", "text", "codes", "joined"]

_FORMS = {
    "joint": ("felles for psykisk helse og rus",),
    "mental_health": ("psykisk helsearbeid",),
    "substance_use": ("rusarbeid",),
}
"""How a form may call what our labels call «felles», «psykisk helse» and «rus»."""

_LONG = 4
"""Words of a caption that can stand without its question."""


@dataclass(frozen=True)
class Target:
    """A column of the codebook, or a multiple choice whose crosses stand in one cell.

    Attributes:
        name: What ``to`` says.
        variable: The question.
        kind: How cells are read; "joined" for all crosses of a multiple choice.
        place: Its place in the form.
        label: Our label, with the option behind it.
        numbers: Its number in the ways that a header may hold it.
        texts: Other ways to say it.
        options: Code → label of what a cell may hold.
    """

    name: str
    variable: Variable
    kind: Kind
    place: int
    label: str
    numbers: tuple[str, ...]
    texts: tuple[str, ...]
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def exact(self) -> tuple[str, ...]:
        """Texts that are this column and no other when a header is one of them."""
        return (folded(self.name), folded(self.label))


def targets(book: Codebook) -> list[Target]:
    """All that a column may be, in the order of the form."""
    found: list[Target] = []
    for column in answer_columns(book):
        variable = column.variable
        if column.kind == "cross" and column.name == variable.columns[0]:
            found.append(_joined(book, variable, len(found)))
        found.append(_target(book, column, len(found)))
    return found


def _target(book: Codebook, column: Column, place: int) -> Target:
    variable = column.variable
    code = column.name.removeprefix(f"{variable.id}__") if column.kind == "cross" else ""
    option = variable.categories.get(code, "")
    ending = option or ("koder" if column.name.endswith(CODES) else "")
    number = number_key(variable.number)
    numbers: tuple[str, ...] = (number,)
    if option:
        order = list(variable.categories).index(code) + 1
        numbers = (f"{number}.{order}", f"{number}.{code}")
    elif ending:
        numbers = (f"{number}.koder",)
    label = f"{variable.label} – {ending}" if ending else variable.label
    options = {code: option} if option else variable.categories
    texts = tuple(_texts(book, variable, ending))
    return Target(column.name, variable, column.kind, place, label, numbers, texts, options)


def _joined(book: Codebook, variable: Variable, place: int) -> Target:
    texts = tuple(_texts(book, variable, ""))
    number = (number_key(variable.number),)
    return Target(
        variable.id, variable, "joined", place, variable.label, number, texts, variable.categories
    )


def _texts(book: Codebook, variable: Variable, ending: str) -> Iterator[str]:
    """Label, caption and name, each with the option behind."""
    heard = list(book.topics.values())
    topic = variable.number.split(".")[0]
    yield f"{variable.label} {ending}"
    yield f"{variable.id} {ending}".replace("_", " ")
    for form in _FORMS.get(variable.form or "", ()):
        yield f"{variable.label.partition('(')[0]} {form} {ending}"
    if len(words(variable.title)) >= _LONG:
        yield f"{variable.title} {ending}"
    if topic.isdigit() and 0 < int(topic) <= len(heard):
        yield f"{heard[int(topic) - 1]} {variable.label} {ending}"

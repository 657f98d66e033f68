"""The glossary: terms that readers meet, in Norwegian and in English, the same every year."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, model_validator

from is248.base.numbers import unbroken
from is248.year.labels import Words  # noqa: TC001 - pydantic needs it at run time
from is248.year.params import Strict, checked, read_params

if TYPE_CHECKING:
    from is248.base.paths import Project

GLOSSARY = "glossary.yml"


class English(Strict):
    """A term in English.

    Attributes:
        term: The term.
        says: What it means.
    """

    term: Words
    says: Words


class Term(Strict):
    """A term.

    Attributes:
        key: Its anchor in the glossary.
        term: As the glossary lists it.
        says: What it means, in one or two sentences.
        forms: Other spellings that pages use, without the endings of their last word.
        also: Words that readers search by and pages do not use.
        en: The same in English.
        listed: Whether it stands in the glossary only and is explained nowhere else.
    """

    key: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    term: Words
    says: Words
    forms: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    en: English
    listed: bool = False

    @property
    def spellings(self) -> tuple[str, ...]:
        """The term and its other forms, as pages write them."""
        return tuple(unbroken(form) for form in (self.term, *self.forms))


class Glossary(Strict):
    """All terms.

    Attributes:
        terms: In any order; no two share a key or a spelling.
    """

    terms: tuple[Term, ...] = ()

    @model_validator(mode="after")
    def _nothing_stands_twice(self) -> Glossary:
        for what in ([term.key for term in self.terms], self._spelt()):
            if twice := sorted({one for one in what if what.count(one) > 1}):
                raise ValueError(f"stand twice: {twice}")
        return self

    def _spelt(self) -> list[str]:
        return [form.casefold() for term in self.terms for form in dict.fromkeys(term.spellings)]


@lru_cache(maxsize=2)
def load_glossary(project: Project) -> Glossary:
    """Read the glossary.

    Args:
        project: The project.

    Returns:
        Its terms; none in a project without the file.

    Raises:
        UserError: The file is not as it must be.
    """
    path = project.params / GLOSSARY
    if not path.is_file():
        return Glossary()
    return checked(Glossary, read_params(path, project), path, project)

"""Lists of names as print tells them: when two lists name the same areas or groups."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from is248.base.data_files import data_folder, read_rows, read_source
from is248.base.numbers import NBSP

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from is248.base.paths import Project
    from is248.year.labels import Labels

ALIASES = "aliases.csv"

_REMARK = re.compile(r"\s*\([^)]*\)")
_BETWEEN = re.compile(r"\s*;\s*|\s+/\s+|\s+and\s+")
_BLANKS = re.compile(rf"[\s{NBSP}]+")


def listed(text: str) -> list[str]:
    """The names of a list, in order: joined by ";", " / " or the "and" of the transcription."""
    return [name for name in map(str.strip, _BETWEEN.split(text)) if name]


def plain_name(name: str) -> str:
    """A name without what does not tell areas apart.

    Remarks in brackets, the ending "-området", hyphens, dashes and hard blanks do not count.
    """
    bare = _REMARK.sub("", name).strip().removesuffix("-området")
    return _BLANKS.sub(" ", bare.replace("-", " ").replace("–", " ")).strip()


@dataclass(frozen=True)
class Names:
    """The names that print has for one or several areas.

    Attributes:
        aliases: Name → the names that it stands for, all as :func:`plain_name` makes them.
    """

    aliases: Mapping[str, frozenset[str]]

    def meant(self, name: str) -> frozenset[str]:
        """What a name stands for: itself, or the areas that it is another name of."""
        plain = plain_name(name)
        return self.aliases.get(plain, frozenset({plain}))

    def groups(self, text: str) -> list[frozenset[str]]:
        """What each name of a list stands for, in order."""
        return [self.meant(name) for name in listed(text)]

    def united(self, names: Iterable[str]) -> frozenset[str]:
        """What some names stand for together."""
        return frozenset[str]().union(*map(self.meant, names))


def read_names(year: int, project: Project, labels: Labels) -> Names:
    """The aliases of a year: those of print, where it has any, and the label of each category.

    Raises:
        DataError: The list of aliases is changed.
    """
    folder = data_folder(project, "published", str(year))
    rows = read_rows(folder, ALIASES) if ALIASES in read_source(folder).files else []
    told = {plain_name(r["name"]): frozenset(map(plain_name, listed(r["means"]))) for r in rows}
    return Names(_of_labels(labels) | told)


def _of_labels(labels: Labels) -> dict[str, frozenset[str]]:
    """Label → key, for labels that stand for one key only."""
    found: dict[str, set[str]] = {}
    for category in labels.categories.values():
        for key, value in category.values.items():
            found.setdefault(plain_name(value.label), set()).add(plain_name(key))
    return {
        name: frozenset(keys) for name, keys in found.items() if len(keys) == 1 and {name} != keys
    }

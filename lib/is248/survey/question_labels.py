"""Labels that depend on the questions of a year: topics of the form and themes of its chapters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.base.paths import Project, find_project
from is248.survey.codebook import has_codebook, load_codebook
from is248.year.labels import ColumnLabel, Labels, Value, load_labels
from is248.year.params import load_year

if TYPE_CHECKING:
    from is248.survey.codebook import Codebook
    from is248.year.params import YearParams

TOPIC, FORM_TOPIC = "topic", "form_topic"


def load_chapter_labels(project: Project | None, year: int) -> Labels:
    """The labels of a year with those of its questions.

    Args:
        project: The project; found when not given.
        year: The reporting year.

    Returns:
        Labels of the year, and of its codebook where it has one: the categories ``topic`` (themes)
        and ``form_topic``, and a column ``topic_<theme>`` per theme.

    Raises:
        UserError: A file is missing or not as it must be.
        DataError: The same of the codebook.
    """
    project = project or find_project()
    labels = load_labels(project, year)
    if not has_codebook(year, project):
        return labels
    return with_questions(labels, load_codebook(year, project), load_year(year, project))


def with_questions(labels: Labels, book: Codebook, params: YearParams) -> Labels:
    """Labels with the topics and themes of a codebook.

    Args:
        labels: The labels of the year.
        book: Its questions.
        params: Its chapters, whose titles serve where the codebook has no words for a theme.
    """
    titles = {chapter.theme: Value(label=chapter.title) for chapter in params.chapters}
    used = dict.fromkeys([*book.themes, *(variable.chapter for variable in book.variables)])
    known = titles | dict(book.themes)
    themes = {theme: known.get(theme) or Value(label=theme) for theme in used}
    topics = {topic: Value(label=label) for topic, label in book.topics.items()}
    values = {TOPIC: themes, FORM_TOPIC: topics}
    categories = {
        name: labels.category(name).model_copy(update={"values": found})
        for name, found in values.items()
    }
    columns = {f"{TOPIC}_{theme}": _column(value) for theme, value in themes.items()}
    return labels.model_copy(
        update={
            "categories": {**labels.categories, **categories},
            "columns": {**labels.columns, **columns},
        }
    )


def _column(value: Value) -> ColumnLabel:
    return ColumnLabel(label=value.short or value.label, unit="prosent")

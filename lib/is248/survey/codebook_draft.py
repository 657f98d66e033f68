"""A codebook for the next year: the year before, question by question kept, changed or dropped.

Nothing is decided here. What a person has to look at stands in ``decide``, at the question or at
the book; ``is248 ready`` lists it until it is taken away.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from is248.base.yaml_writer import Flow, yaml_text
from is248.survey.mapping.draft_frame import Frame
from is248.survey.mapping.draft_match import LEAST, SURE, match
from is248.survey.mapping.draft_targets import targets
from is248.survey.mapping.draft_values import Seen
from is248.survey.mapping.draft_words import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from is248.survey.codebook import Codebook, Variable
    from is248.survey.form_list import FormQuestion
    from is248.survey.mapping.draft_match import Match

Fields = dict[str, Any]

_WORDS = 4
"""Words of a text that its name is made of."""

_DECIDE = "decide"
_NOT_COMPARED = (
    "Ingen har holdt spørsmålene fra {last} opp mot skjemaet for {year}. Gå gjennom skjemaet: sett "
    "status til changed eller dropped der noe er annerledes, legg til det som er nytt, og slett så "
    "denne linjen."
)
_NEW = "Nytt spørsmål. Skriv vår egen korte ledetekst, og se på id, type, part, chapter og asked."
_NEAR = " Det ligner «{id}» fra i fjor; er det samme spørsmål, skal det ha concept {concept}."
_UNSURE = "Skjemaet har «{label}» (nr. {number}). Er det samme spørsmål?"
_ANSWERS = "Skjemaet har andre svar: {new}. Rett categories, og skriv i note hva som er endret."
_KIND = "Skjemaet har et spørsmål av typen {kind}. Rett type og categories."
_GONE = "Spørsmålet står ikke i skjemaet. Slett denne linjen hvis det er ute, ellers rett status."
_ASKED_BY = "Spørsmålet står ikke i skjemaet, men «{by}» spørres etter svaret på det. Hva gjelder?"
_HEADER = """\
# Codebook of the {year} form: a draft by «is248 new-year {year} --from {last}». Every question of
# {last} stands here with its status; what is new in the form follows in its place. «decide» says
# what a person has to look at: decide, mend the question, and delete the line. What is dropped is
# not read, and may be deleted. data/survey/README.md says how to read the other keys.
"""


def draft_codebook(
    book: Codebook,
    year: int,
    form: Sequence[FormQuestion] | None = None,
    themes: Mapping[str, str] | None = None,
) -> str:
    """Draft the codebook of a year.

    Args:
        book: The codebook of the year before.
        year: The year of the draft.
        form: The new form's questions, where somebody has listed them.
        themes: New themes → what they are called.

    Returns:
        The text of ``codebook.yml``. Without a form every question is kept, and the book says that
        nobody has compared it.
    """
    found = _compared(book, form) if form else [_fields(v, "kept") for v in book.variables]
    words = {
        name: Flow(value.model_dump(exclude_defaults=True)) for name, value in book.themes.items()
    }
    top: Fields = {
        "year": year,
        "key": book.key,
        _DECIDE: "" if form else _NOT_COMPARED.format(year=year, last=book.year),
        "topics": {**book.topics, **_new_topics(found, book, themes or {})},
        "themes": words | {name: Flow(label=label) for name, label in (themes or {}).items()},
        "agencies": Flow(book.agencies.model_dump(mode="json")) if book.agencies else None,
    }
    header = _HEADER.format(year=year, last=book.year)
    return (
        header + _lines({k: v for k, v in top.items() if v}) + "variables:\n" + _listed(found, book)
    )


def _new_topics(
    found: Iterable[Fields], book: Codebook, themes: Mapping[str, str]
) -> dict[str, str]:
    """New themes that the form gives a number of their own, after those of the year before."""
    numbers = {one["number"].split(".")[0]: themes.get(one["chapter"]) for one in found}
    own: dict[str, str] = {}
    at = len(book.topics)
    while title := numbers.get(str(at + len(own) + 1)):
        own[next(theme for theme in themes if themes[theme] == title)] = title
    return own


def _listed(found: Iterable[Fields], book: Codebook) -> str:
    """The questions, each topic under its name."""
    topics, lines, before = list(book.topics.values()), [], ""
    for fields in found:
        topic = fields["number"].split(".")[0]
        if topic != before and topic.isdecimal() and 0 < int(topic) <= len(topics):
            lines.append(f"  # ---- {topic} {topics[int(topic) - 1]} ----\n")
        before = topic
        lines.append("  - " + _lines(fields).rstrip("\n").replace("\n", "\n    ") + "\n")
    return "".join(lines)


def _lines(fields: Fields) -> str:
    """Fields as YAML; what is to be decided stands on one line, so that it is easily taken out."""
    parts = (f"{key}: {json.dumps(value, ensure_ascii=False)}\n" if key == _DECIDE
             else yaml_text({key: value}) for key, value in fields.items())  # fmt: skip
    return "".join(parts)


def _fields(variable: Variable, status: str, decide: str = "", **changes: object) -> Fields:
    """A question as the file holds it; the note on the year before that is not carried on."""
    held = variable.model_dump(
        mode="json", exclude_defaults=True, exclude={"note", "status", "decide", "origin"}
    )
    told: Fields = {"id": variable.id, "status": status, _DECIDE: decide}
    fields = {**told, **held, "concept": variable.concept, **changes}
    return {k: Flow(v) if isinstance(v, dict) else v for k, v in fields.items() if v != ""}


def _compared(book: Codebook, form: Sequence[FormQuestion]) -> list[Fields]:
    """The questions in the order of the form; what is not in it follows the one before it."""
    pairs = _pairs(book, form)
    places = {pair.target.variable.id: pair.at for pair in pairs if pair.target}
    concepts = {p.target.variable.concept: form[p.at].number for p in pairs if p.target}
    found: list[list[Fields]] = [[], *([_of_form(form, pair, book)] for pair in pairs)]
    place = -1
    for variable in book.variables:
        place = places.get(variable.id, place)
        if variable.id not in places:
            found[place + 1].append(_not_in_form(variable, book, places, concepts))
    return [fields for some in found for fields in some]


def _pairs(book: Codebook, form: Sequence[FormQuestion]) -> list[Match]:
    """Each question of the form with the one of the year before that it is, by words and order."""
    known = [t for t in targets(book) if t.kind == "joined" or t.name == t.variable.id]
    known = [t for t in known if t.kind == "joined" or t.variable.type != "multiple"]
    header = tuple(f"{question.number} {question.label}" for question in form)
    frame = Frame("", header, tuple([] for _ in form))
    found = match(frame, [Seen({}) for _ in form], known)
    return [one if one.sure >= LEAST else replace(one, target=None) for one in found]


def _of_form(form: Sequence[FormQuestion], pair: Match, book: Codebook) -> Fields:
    asked = form[pair.at]
    if pair.target is None:
        return _new(form, pair, book)
    same, number = pair.target.variable, {"number": asked.number}
    if asked.kind and asked.kind != same.type:
        return _fields(same, "changed", _KIND.format(kind=asked.kind), **number)
    if asked.answers and {*map(folded, asked.answers)} != {*map(folded, same.categories.values())}:
        return _fields(same, "changed", _ANSWERS.format(new="; ".join(asked.answers)), **number)
    unsure = "" if _is_sure(pair) else _UNSURE.format(label=asked.label, number=asked.number)
    return _fields(same, "kept", unsure, **number)


def _is_sure(pair: Match) -> bool:
    """Whether it is this question, if not in which reporting form's version."""
    others = [score for t, score in pair.others if t.variable.concept == _concept(pair)]
    return pair.sure >= SURE or max(others, default=0.0) >= SURE


def _concept(pair: Match) -> str:
    return pair.target.variable.concept if pair.target else ""


def _new(form: Sequence[FormQuestion], pair: Match, book: Codebook) -> Fields:
    asked, near = form[pair.at], pair.others[0][0].variable if pair.others else None
    name = asked.id or _name(asked.label, form, pair.at)
    held = {folded(text): code for v in book.variables for code, text in v.categories.items()}
    codes = {held.get(folded(answer)) or _code(answer): answer for answer in asked.answers}
    told = _NEW + (_NEAR.format(id=near.id, concept=near.concept) if near else "")
    return {
        "id": name, "status": "new", _DECIDE: told, "part": max(v.part for v in book.variables),
        "number": asked.number, "label": asked.label,
        "type": asked.kind or ("single" if codes else "open"),
        **({"categories": Flow(codes)} if codes else {}),
        "chapter": asked.chapter or (near.chapter if near else book.variables[-1].chapter),
        "concept": name,
    }  # fmt: skip


def _not_in_form(
    variable: Variable, book: Codebook, places: Mapping[str, int], concepts: Mapping[str, str]
) -> Fields:
    if variable.concept in concepts:  # another reporting form's version of it is there
        return _fields(variable, "kept", number=concepts[variable.concept])
    asks = (v.id for v in book.variables if v.asked and v.asked.variable == variable.id)
    there = next((name for name in asks if name in places), "")
    if there:  # a filter that is gone would make the book unreadable
        return _fields(variable, "kept", _ASKED_BY.format(by=there))
    return _fields(variable, "dropped", _GONE)


def _name(label: str, form: Sequence[FormQuestion], at: int) -> str:
    """An id of the first words of a label, with the question's place where another has it."""
    name = _code(label)
    alike = [one for one in form if not one.id and _code(one.label) == name]
    return f"{name}_{at + 1}" if len(alike) > 1 else name


def _code(text: str) -> str:
    """Up to four words as a name: small letters and figures, a letter first."""
    words = folded(text).split()[:_WORDS]
    name = "_".join(words)
    return name if re.match("[a-z]", name) else f"q_{name}".rstrip("_")

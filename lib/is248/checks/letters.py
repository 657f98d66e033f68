"""The ready text to one unit: what it reported, what we expected, what we ask."""

from __future__ import annotations

from textwrap import TextWrapper
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from is248.checks.control_questions import Question
    from is248.survey.decisions import Meaning

ANSWERS: Mapping[Meaning, str] = {
    "real_change": "Tallet er riktig",
    "changed_practice": "Endret praksis",
    "error": "Feil",
}
"""Decision → the answer that stands for it in the letter and in the list."""

_MEANING: Mapping[Meaning, str] = {
    "real_change": "Tjenesten er slik tallet sier; en endring er reell.",
    "changed_practice": "Tjenesten er som før, men dere teller eller fordeler på en ny måte.",
    "error": "Et av tallene er galt. Skriv det riktige.",
}
_NOT_TO_BE_SENT = (
    "SYNTETISK EKSEMPEL. SKAL IKKE SENDES.\n"
    "Tallene er laget for å prøve ut kompendiet. De er ikke rapportert av noen kommune.\n"
)
WIDTH = 88


def letter(
    questions: Sequence[Question], about: Mapping[str, str], year: int, *, synthetic: bool
) -> str:
    """The text to a unit.

    Args:
        questions: The questions to it, at least one.
        about: The unit's ``name`` and ``kind`` in the register, and ``city``, what it may be a
            part of.
        year: The reporting year.
        synthetic: Whether nobody gave the answers; the text then says so first.

    Returns:
        Plain text with lines of at most :data:`WIDTH` characters where words allow it.
    """
    warning = _NOT_TO_BE_SENT if synthetic else ""
    parts = [
        warning,
        f"Til {addressee(about)}\nved fagansvarlig for psykisk helse- og rusarbeid\n",
        f"Kontrollspørsmål til rapporteringen på IS-24/8 for {year}\n",
        _opening(len(questions)),
        *(_paragraph(at, question) for at, question in enumerate(questions, start=1)),
        _closing(),
    ]
    return "\n".join(_wrapped(part) for part in parts if part)


def addressee(about: Mapping[str, str]) -> str:
    """Whom the letter is to: "Halden kommune", "Bydel Sagene, Oslo kommune"."""
    if about["kind"] == "municipality":
        return f"{about['name']} kommune"
    city = about["city"]
    return f"{about['name'].removeprefix(f'{city} ')}, {city} kommune"


def _opening(count: int) -> str:
    what = "ett forhold" if count == 1 else "noen forhold"
    return (
        "Takk for at dere har rapportert. Vi går gjennom alle svarene før tallene tas i bruk, og "
        f"vil gjerne spørre dere om {what}. At vi spør, betyr ikke at noe er galt: tall kan være "
        "uvanlige og likevel riktige.\n"
    )


def _paragraph(at: int, question: Question) -> str:
    return (
        f"{at}. {question.heading}\n{question.reported} {question.expected}\n"
        f"Vi spør: {question.ask}\n"
    )


def _closing() -> str:
    choices = "\n".join(f"- {words}: {_MEANING[key]}" for key, words in ANSWERS.items())
    return (
        "Slik svarer dere\n"
        "Gi ett av disse svarene på hvert spørsmål:\n"
        f"{choices}\n"
        "Legg gjerne til en kort forklaring. Vi setter pris på svar innen to uker. Får vi ikke "
        "svar, blir tallene stående slik dere sendte dem.\n\n"
        "Takk for hjelpen!\n"
    )


def _wrapped(part: str) -> str:
    whole = TextWrapper(WIDTH, break_long_words=False, break_on_hyphens=False)
    return "\n".join(whole.fill(line) for line in part.split("\n"))

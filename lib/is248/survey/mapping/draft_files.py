"""A draft on disk: YAML with a comment for each column, a workbook beside it, and what to do next.

Drafts show examples of answers. They are readable by their owner alone, and git ignores them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from is248.base.errors import UserError
from is248.base.exchange import write_whole
from is248.survey.codebook import load_codebook
from is248.survey.findings import UnreadableError, visible
from is248.survey.mapping.columns_file import COLUMNS_FILE
from is248.survey.mapping.draft import draft_mapping
from is248.survey.mapping.draft_workbook import workbook
from is248.survey.places import survey_folder
from is248.survey.unit_keys import load_register

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from is248.base.paths import Project
    from is248.survey.mapping.draft import Draft, DraftColumn

_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_WIDEST, _EXAMPLE, _NAMED = 1000, 40, 4
_GROUPS = {
    "unsure": "USIKRE: se på hver av dem. Skriv riktig «to», eller la den stå tom.",
    "left": "Holdt utenfor: ligner ikke noe spørsmål, eller kommer fra undersøkelsesverktøyet.",
    "sure": "Funnet sikkert.",
}
_HEAD = (
    "Utkast til {name} for {year}, laget av filen «{file}». Ingen har sett på det ennå.",
    "1. Gå gjennom de usikre, som står først. «to» er vår kolonne; tom «to» holder kolonnen utenfor.",
    "2. Ta bort «sure», eller skriv 1, der du har sett på forslaget.",
    "3. Lagre filen som {name} i samme mappe, og les svarene på nytt.",
    "Merknadene kan vise svar. Ta dem bort før {name} legges i git.",
)


def make_draft(year: int, path: Path, project: Project) -> list[str]:
    """Draft a mapping of a file and write it beside the codebook.

    Args:
        year: Reporting year.
        path: The file.
        project: The project.

    Returns:
        What the screen says of it.

    Raises:
        UserError: The year has no codebook, or the file cannot be used.
    """
    try:
        draft = draft_mapping(path, load_codebook(year, project), load_register(year, project))
    except UnreadableError as error:
        raise UserError(error.finding.line) from error
    text, book = (project.relative(written) for written in write_draft(draft, year, project))
    return summary(draft, year, (text, book))


def write_draft(draft: Draft, year: int, project: Project) -> tuple[Path, Path]:
    """Write a draft beside the codebook, under names that are free.

    Args:
        draft: The draft.
        year: Reporting year.
        project: The project.

    Returns:
        The YAML file and the workbook; neither replaces a file.
    """
    text, workbook_path = _free(survey_folder(year, project))
    write_whole(text, yaml_text(draft, year), private=True)
    write_whole(workbook_path, workbook(draft), private=True)
    return text, workbook_path


def _free(folder: Path) -> tuple[Path, Path]:
    stem, number = COLUMNS_FILE.removesuffix(".yml"), 1
    while True:
        name = f"{stem}.draft" if number == 1 else f"{stem}.draft-{number}"
        found = folder / f"{name}.yml", folder / f"{name}.xlsx"
        if not any(path.exists() for path in found):
            return found
        number += 1


def yaml_text(draft: Draft, year: int) -> str:
    """A draft as YAML, with a comment on each column."""
    head = [line.format(name=COLUMNS_FILE, year=year, file=draft.file) for line in _HEAD]
    facts = draft.mapping.model_dump(mode="json", exclude={"columns"})
    lines = [*map(_comment, head), _plain(facts).rstrip(), "columns:"]
    group = ""
    for column in draft.columns:
        if column.group != group:
            group = column.group
            lines += ["", _comment(f"==== {_GROUPS[group]}", 2)]
        lines += [_comment(line, 2) for line in remarks(column)]
        lines += [f"  {line}" for line in _plain([_entry(column)]).rstrip().split("\n")]
    missing = [f"{t.variable.number} {t.name} ({t.label})" for t in draft.missing]
    if missing:
        lines += ["", _comment("Våre kolonner som ingen av deres er:")]
        lines += [_comment(line) for line in missing]
    return "\n".join(lines) + "\n"


def remarks(column: DraftColumn) -> Iterator[str]:
    """What a person needs to judge a proposal."""
    if column.question:
        yield f"{column.question}. Sikkerhet {_percent(column.mapping.sure)}: {column.why}."
    else:
        yield f"{column.why[:1].upper()}{column.why[1:]}."
    if column.label:
        yield f"I filen: «{visible(column.label, _WIDEST)}»"
    if column.examples:
        yield f"Eksempler: {examples(column)}"
    if column.group == "unsure" and column.guesses:
        yield f"Kan være: {guesses(column)}"


def examples(column: DraftColumn) -> str:
    """Some cells of a column, short."""
    return ", ".join(f"«{visible(text, _EXAMPLE)}»" for text in column.examples)


def guesses(column: DraftColumn) -> str:
    """What else a column may be, the most likely first."""
    return "; ".join(f"{name} ({label})" for name, label, _ in column.guesses)


def summary(draft: Draft, year: int, names: tuple[str, str]) -> list[str]:
    """What the screen says of a draft, in Norwegian.

    Args:
        draft: The draft.
        year: Reporting year.
        names: The YAML file and the workbook, as the user knows them.
    """
    mapping, total = draft.mapping, len(draft.columns)
    sheet = f"arket «{mapping.sheet}», " if mapping.sheet else ""
    kind = f" Den ligner en eksport fra {draft.preset}." if draft.preset else ""
    lines = [
        f"Utkast for {year} av «{draft.file}»: {sheet}kolonnenavn i rad {mapping.header_row}.{kind}",
        f"{draft.count('sure')} av {total} kolonner er funnet sikkert, {draft.count('unsure')} er "
        f"usikre og {draft.count('left')} er holdt utenfor.",
    ]
    if draft.other_year:
        lines.append(f"Filen sier at den er for {draft.other_year}, ikke {year}. Er det riktig år?")
    if draft.missing:
        some = ", ".join(target.name for target in draft.missing[:_NAMED])
        more = f" og {len(draft.missing) - _NAMED} til" if len(draft.missing) > _NAMED else ""
        lines.append(
            f"{len(draft.missing)} av våre {draft.expected} kolonner har ingen i filen: {some}{more}."
        )
    if not draft.has_units:
        lines.append(
            "Fant ingen kolonne med enheter. Skriv «unit» ved den som har kode eller navn."
        )
    return [
        *lines,
        f"Gå gjennom {names[0]}, de usikre først, og lagre den som {COLUMNS_FILE} i samme mappe.",
        f"Eller gå gjennom {names[1]} i et regneark, og les den med "
        f"is248 ingest {year} {draft.file} --mapping {names[1]}",
    ]


def _entry(column: DraftColumn) -> Mapping[str, object]:
    """A column without what has its default; ``to`` is always told."""
    plain = column.mapping.model_dump(mode="json", exclude_defaults=True)
    return {"column": column.mapping.column, **plain, "to": column.mapping.to}


def _plain(content: object) -> str:
    return str(
        yaml.dump(content, Dumper=_DUMPER, allow_unicode=True, sort_keys=False, width=_WIDEST)
    )


def _comment(line: str, indent: int = 0) -> str:
    """A line that cannot end early, whatever stands in the file."""
    return " " * indent + "# " + visible(" ".join(line.split()), None)


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"

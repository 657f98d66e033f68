"""The parts of files that a run may read without the rest, and a sum over each.

Who reads a part tells it by :func:`is248.base.observed.part`: in prepared answers a column, in YAML
an entry by its key or id. What a part called "" holds is all that counts for everybody: of a table
its shape, of YAML the whole but for the texts and sums of its entries.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from is248.base.files import sha256
from is248.base.paths import CHAPTERS, PARTED
from is248.base.yaml_files import read_yaml
from is248.edition.manifest import read_json
from is248.survey.places import ANSWERS_FILE, MAPPING, PARTS, PROVENANCE_FILE, STATUSES_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Parts = dict[str, str]


class Entries(NamedTuple):
    """How a YAML file is divided.

    Attributes:
        sections: The keys whose entries are parts: a mapping by key, a list by the ids in it.
        texts: Paths below an entry (``*`` for any key) of texts that only its readers rest on.
        alone: What is a part of its own, ``<entry>.<field>``.
        hidden: What of that only its readers rest on, and not only its texts; ``*`` for all of
            an entry but its name.
    """

    sections: tuple[str, ...]
    texts: tuple[str, ...]
    alone: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()


SUM = "sha256"
_OF_A_YEAR = re.compile(r"\d{4}\.yml").fullmatch
_HEX, _TEXT = re.compile(r"[0-9a-f]{64}").fullmatch, re.compile(r"\S").search

DIVIDED = {
    "source.yml": Entries(("files", "beside"), (SUM,)),
    "codebook.yml": Entries(
        ("variables", "dropped"),
        ("label", "title", "note", "categories/*", "outcomes/*/label"),
        ("note", "categories", "outcomes", "number", "chapter", "asked"),
        ("number", "chapter", "asked"),
    ),
    "labels.yml": Entries(("columns", "categories"), (), (), ("*",)),
}  # fmt: skip


def are_kept(file: Path) -> bool:
    """Whether the parts of a file stand beside it; else they are found by :func:`parts_of_yaml`."""
    return file.name in {ANSWERS_FILE, STATUSES_FILE, PROVENANCE_FILE}


def kept_parts(file: Path) -> Parts | None:
    """The parts of prepared answers, as told when they were written.

    Args:
        file: A file of theirs.

    Returns:
        Name → sum; None where they are not told, or not of this very file: it counts whole.
    """
    told = read_json(file.with_name(PROVENANCE_FILE))
    if file.name == PROVENANCE_FILE:
        return None if told is None else {MAPPING: _sum(told.get(MAPPING))}
    try:
        parts: Parts = told[PARTS][file.name] if told else {}
        return parts if told and told["files"][file.name] == sha256(file) else None
    except (KeyError, TypeError, OSError):
        return None


def parts_of_yaml(name: str, data: bytes) -> Parts | None:
    """The parts of a YAML file.

    Args:
        name: The file's name, which tells how it is divided.
        data: Its bytes.

    Returns:
        Name → sum; None where it cannot be read or is not divided: it counts whole.
    """
    try:
        # as JSON: what YAML lets stand in two places is two things
        content: Any = json.loads(json.dumps(read_yaml(data.decode()), default=str))
        if _OF_A_YEAR(name):
            return _of_params(content)
        _check(name, content)
        entries = [*_entries(content, DIVIDED[name])]
        parts: dict[str, list[object]] = {}
        for key, entry in entries:
            alone = [part for part in DIVIDED[name].alone if part in entry]
            rest = {k: v for k, v in entry.items() if k not in alone} if alone else entry
            parts.setdefault(key, []).append(rest)
            for part in alone:
                parts.setdefault(f"{key}.{part}", []).append(entry[part])
        sums = {key: _sum(found) for key, found in parts.items()}
        for _, entry in entries:
            for path in DIVIDED[name].texts:
                _blank(entry, path.split("/"))
            for part in [*entry] if "*" in DIVIDED[name].hidden else DIVIDED[name].hidden:
                entry.pop(part, None)
        return {**sums, "": _sum(content)}
    except Exception:  # noqa: BLE001 - the chapter will say what is wrong with it
        return None


def _check(name: str, content: object) -> None:
    """Let what no chapter can read count whole, whichever part is wrong; it takes a second."""
    if name == "codebook.yml":
        from is248.survey.codebook import Codebook

        Codebook.model_validate(content)
    if name == "labels.yml":
        from is248.year.labels import Labels

        Labels.model_validate(content)


def _of_params(content: dict[str, Any]) -> Parts:
    """The choices of a year: each by its name, and those in it by theirs."""
    parts = {"": _sum("params")}
    for name, found in content.items():
        if name == CHAPTERS:
            inner = {
                f"{entry['theme']}.{key}": one for entry in found for key, one in entry.items()
            }
            parts[name] = _sum([entry["theme"] for entry in found])
        else:
            inner = found if name in PARTED else {}
            parts[name] = _sum(name if name in PARTED else found)
        parts |= {f"{name}.{key}": _sum(one) for key, one in inner.items()}
    return parts


def _entries(content: Any, divided: Entries) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - YAML
    for section in divided.sections:
        found = content.get(section) or {}
        if isinstance(found, dict):
            yield from ((str(key), entry) for key, entry in found.items())
        else:
            yield from ((entry["id"], entry) for entry in found)


def _blank(entry: Any, path: list[str]) -> None:  # noqa: ANN401 - YAML
    """Take away a text, and leave that there is one."""
    first, *rest = path
    if not isinstance(entry, dict):
        return
    for key in [*entry] if first == "*" else [first]:
        if rest:
            _blank(entry.get(key), rest)
        elif isinstance(text := entry.get(key), str) and (_HEX if key == SUM else _TEXT)(text):
            entry[key] = "x"


def _sum(content: object) -> str:
    text = json.dumps(content, ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]

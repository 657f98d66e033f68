"""The list beside a file of answers: its checksum, and whether anybody gave them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from is248.base.data_files import SOURCE_FILE
from is248.base.errors import DataError, UserError
from is248.base.files import sha256
from is248.base.yaml_files import read_yaml_file
from is248.survey.findings import Finding

if TYPE_CHECKING:
    from pathlib import Path


def check_sidecar(path: Path) -> tuple[bool, list[Finding]]:
    """Compare a file with what ``source.yml`` in its folder says of it.

    Args:
        path: The file of answers.

    Returns:
        Whether the list calls it synthetic, and an error when its checksum is another. A file
        that is not listed passes: a fresh export lies where it was saved.

    Raises:
        UserError: There is no such file.
        DataError: The list is not as it must be.
    """
    if not path.is_file():
        raise UserError(f"Fant ikke filen «{path}».")
    entry = _entry(path)
    findings = []
    listed = str(entry.get("sha256", ""))
    if listed and listed != (found := sha256(path)):
        words = f"filen er endret: sha256 er {found[:12]}…, men {SOURCE_FILE} sier {listed[:12]}…"
        mend = f"Hent filen tilbake, eller før den nye summen i {SOURCE_FILE} om endringen er ment."
        findings.append(Finding(path.name, words, mend))
    return entry.get("synthetic") is True, findings


def _entry(path: Path) -> dict[str, Any]:
    source = path.parent / SOURCE_FILE
    if not source.is_file():
        return {}
    try:
        content: Any = read_yaml_file(source, f"{SOURCE_FILE} ved siden av {path.name}") or {}
        entry = (content.get("files") or {}).get(path.name) or {}
        entry.get("sha256")
    except AttributeError as error:
        raise DataError(f"{SOURCE_FILE} ved siden av {path.name} kan ikke leses.") from error
    return dict(entry)

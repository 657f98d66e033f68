"""What made a chapter run, in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from is248.base.observed import PART
from is248.survey.places import ANSWERS_FILE, PROVENANCE_FILE, STATUSES_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from is248.edition.run_states import Need

_KINDS = {
    "list": "filene ", "call": "koden ", "import": "modulen ", "constant": "verdien ",
    "package": "pakken ",
}  # fmt: skip
_PARTS = {
    ANSWERS_FILE: "svarene på {name} for {year}",
    STATUSES_FILE: "statusene til {name} for {year}",
    PROVENANCE_FILE: "hva som er oversatt i svarene for {year}",
    "codebook.yml": "spørsmålet {name} i kodeboken for {year}",
    "labels.yml": "navnene på {name} i {file}",
    "source.yml": "sjekksummen til {name} i {file}",
}
_ALL = {
    (ANSWERS_FILE, ""): "enhetene eller spørsmålene i svarene for {year}",
    (ANSWERS_FILE, "?"): "hvem som har svart på hva i {year}",
    ("codebook.yml", ""): "kodeboken for {year}, annet enn det enkelte spørsmål",
    ("labels.yml", ""): "hvilke navn som finnes i {file}",
    ("source.yml", ""): "{file}, annet enn sjekksummene",
}
_YEAR = re.compile(r"/(\d{4})/")


def why(changed: Sequence[Need]) -> str:
    """What changed, in words.

    Args:
        changed: All that did; what names a question or another part goes before the rest.
    """
    return f"endret: {_words(min(changed, key=_coarse))}"


def _coarse(need: Need) -> bool:
    return need.kind != "part" or need.what.rpartition(PART)[2] in {"", "?"}


def _words(need: Need) -> str:
    if need == ("package", "*"):
        return "installerte pakker"
    if need.kind == "value" and need.what.startswith("control:"):
        return "det kontrollen finner"
    if need.kind == "value":
        return "hvem som har svart, så p for «{}» er en annen".format(need.what.split(" ")[1])
    if need.kind != "part":
        return _KINDS.get(need.kind, "") + need.what.partition(" ")[0]
    file, _, name = need.what.rpartition(PART)
    place, year = file.rpartition("/")[2], _YEAR.search(file)
    words = _ALL.get((place, name)) or _PARTS.get(place, "{name} i {file}")
    name = name.partition(".")[0] if place == "codebook.yml" else name
    return words.format(name=name, file=file, year=year[1] if year else file)

"""What reforms did to a municipality, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.chapter.sayable import Values
from is248.show import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from is248.register.history import Event
    from is248.show.paragraph import Bound

_REFORMS = {
    "made_of": "Kommunen ble til i {when} av {parts}.",
    "new_code": "Kommunen fikk nytt nummer i {when}; før det var nummeret {parts}.",
    "went_to": "I {when} ble kommunen en del av {parts}.",
    "divided": "I {when} ble kommunen delt mellom {parts}.",
    "other_code": "Fra {when} har kommunen nummer {parts}.",
}


def reforms_in_words(events: Sequence[Event]) -> tuple[str, Values] | None:
    """A template with a sentence for each reform, and its values; None where there are none.

    Args:
        events: From :func:`is248.register.history.history`.
    """
    told = [_event(event, at) for at, event in enumerate(events)]
    if not told:
        return None
    values = Values({key: bound for _, named in told for key, bound in named.items()})
    return " ".join(sentence for sentence, _ in told), values


def _event(event: Event, at: int) -> tuple[str, dict[str, Bound]]:
    """A sentence on a reform, and its values."""
    split = any(in_part for *_, in_part in event.units)
    template = _REFORMS["divided" if event.kind == "went_to" and split else event.kind]
    names = [
        f"en del av {name}" if in_part and event.kind == "made_of" else name
        for _, name, in_part in event.units
    ]
    said = event.units[0][:1] if event.kind.endswith("_code") else names
    named = {f"when_{at}": words.year(event.year), f"parts_{at}": words.listing(said)}
    return template.replace("when", f"when_{at}").replace("parts", f"parts_{at}"), named

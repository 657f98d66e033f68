"""The choice of reporting form as a block: tables 1.1 and the told districts hold it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248_synthetic.margins import Block, Hold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from is248_synthetic.margins import Margins

_DISTRICTS = {"adult": "s151", "child": "s152"}


def form_blocks(margins: Margins) -> Iterator[Block]:
    """Who reports the two fields apart, for each group (it is drawn with the FTE)."""
    for group, told in _DISTRICTS.items():
        variable = f"reporting_form_{group}"
        share = Hold(
            told=("table-1.1",),
            row=("joint", "separate"),
            columns={f"{group}_{margins.year}": ("separate",)},
            base="all",
        )
        holds = [share.model_copy(update={"row": ("separate",)})]
        if group in margins.facts.separate:
            holds.append(Hold(told=(told,), codes=("separate",), measure="count", who="oslo"))
        yield Block(
            block=variable,
            variables=(variable,),
            who="districts_and_agencies",
            hold=tuple(holds),
        )

"""What random edits found, in lines, sums and a table; see :mod:`staleness`."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

TALLY = "tally.jsonl"
TOGETHER_SEEN = "together"
"""Stands for the kind of edit where several at once showed something else."""

Told = dict[str, Any]


def tally_of(place: Path) -> list[Told]:
    """What a campaign has found so far."""
    file = place / TALLY
    return (
        [*map(json.loads, file.read_text(encoding="utf-8").splitlines())] if file.is_file() else []
    )


def line_of(told: Told) -> str:
    """An edit in a line."""
    found = f"STALE {told['stale']}" if told["stale"] else f"ran {len(told['ran'])}"
    idle = {name.partition(" ")[2]: told["ran"][name] for name in told["for_nothing"]}
    nothing = f", for nothing {idle}" if idle else ""
    refused = f", refused {told['refused'][0][:80]}" if told["refused"] else ""
    return f"{told['edit']} {told['kind']} {told['what']}: {found}{nothing}{refused}"


def totals(done: Iterable[Told]) -> dict[str, Any]:
    """The sums of campaigns."""
    found = [*done]
    edits = [one for one in found if one["kind"] != TOGETHER_SEEN]
    clean = sum(not one["for_nothing"] for one in edits)
    return {
        "seeds": sorted({one["seed"] for one in edits}),
        "edits": len(edits), "judged": sum(one["judged"] for one in edits),
        "stale": sum(bool(one["stale"]) for one in found),
        "refused": sum(bool(one["refused"]) for one in edits),
        "to_run_nothing": sum(not one["ran"] and not one["refused"] for one in edits),
        "together": sum("together" in one for one in edits),
        "groups_seen": len(found) - len(edits),
        "chapters_to_run": sum(len(one["ran"]) for one in edits),
        "chapters_for_nothing": sum(len(one["for_nothing"]) for one in edits),
        "with_idle_runs": len(edits) - clean,
        "without_idle_runs_pct": round(100 * clean / max(len(edits), 1), 1),
    }  # fmt: skip


def summary(done: Sequence[Told]) -> str:
    """The sums of campaigns and the edits with an idle run, as tables for a page."""
    sums = "".join(f"| {name} | {value} |\n" for name, value in totals(done).items())
    edits = [one for one in done if one["kind"] != TOGETHER_SEEN]
    idle: defaultdict[str, list[Told]] = defaultdict(list)
    for one in edits:
        if one["for_nothing"]:
            idle[one["kind"]].append(one)
    drawn = Counter(one["kind"] for one in edits)
    rows = (_row(kind, drawn[kind], idle[kind]) for kind in sorted(drawn))
    seen = (f"- {line_of(one)}\n" for one in done if one["stale"] or one["kind"] == TOGETHER_SEEN)
    head = "| Kind | Edits | With an idle run | Chapters | After |\n|---|---|---|---|---|\n"
    return f"| | |\n|---|---|\n{sums}\n{head}{''.join(rows)}\n{''.join(seen)}"


def _row(kind: str, edits: int, idle: Sequence[Told]) -> str:
    chapters = ", ".join(str(len(one["for_nothing"])) for one in idle)
    after = "; ".join(f"{one['what']} ({_why(one)})" for one in idle)
    return f"| {kind} | {edits} | {len(idle) or ''} | {chapters} | {after} |\n"


def _why(told: Told) -> str:
    """The chapter that was run for nothing, or the first of them, and why."""
    first = told["for_nothing"][0]
    return f"{first.partition(' ')[2]}: {told['ran'][first].removeprefix('endret: ')}"

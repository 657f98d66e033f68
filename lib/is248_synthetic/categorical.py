"""The choices: each block of questions is solved as one integer programme."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from is248_synthetic.constraints import BlockProgramme
from is248_synthetic.patterns import Choices, choices
from is248_synthetic.printed_values import Report
from is248_synthetic.significance import hold_significance
from is248_synthetic.solve import feasible, solve
from is248_synthetic.synthetic_units import answering_units, counted, groups_of, whole_city
from is248_synthetic.targets import Target, targets

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from is248.base.paths import Project
    from is248.survey.codebook import Codebook
    from is248_synthetic.margins import Block, Facts, Hold, Margins

Answer = tuple[str, ...]
SEED = 20_160_205
SILENT = 0.04
"""Our share of units that leave a question out where the print tells no N."""

ATTEMPTS = 40
"""So many draws of who answered are tried until the told differences between areas can hold."""

_MEDIAN = 4000.0
"""Adults of a unit of middle size: where leaning by size changes sign."""

_NO_PRIOR = 0.02
_AREA_SPREAD, _RELUCTANCE = 0.35, 0.9
_PRIOR_SPREAD = 0.7
"""How far our plausible shares (logs of them) differ from one deal to another."""


@dataclass
class State:
    """What is answered so far.

    Attributes:
        units: All units, Oslo as one last.
        book: The codebook.
        report: The report that is held.
        facts: Single told numbers.
        answers: Variable → unit → categories; units that gave none are left out.
        given_up: Target → smallest set that it clashes with.
        declared: Block → target → the clash that the list declares (proved in the tests).
        tempers: Unit → how reluctant it is to answer, the same for every question.
        numbers: Variable → unit → number.
        texts: Variable → unit → text.
        deal: Which deal it is: none for the shipped answers, else a number that other draws and
            other plausible shares come of.
    """

    units: pd.DataFrame
    book: Codebook
    report: Report
    facts: Facts
    answers: dict[str, dict[str, Answer]] = field(default_factory=dict)
    given_up: dict[str, tuple[str, ...]] = field(default_factory=dict)
    declared: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    tempers: dict[str, float] = field(default_factory=dict)
    numbers: dict[str, dict[str, float]] = field(default_factory=dict)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    deal: tuple[int, ...] = ()

    def draws(self, *key: int) -> np.random.Generator:
        """The draws of one step, named by its key; others in another deal."""
        return np.random.default_rng([*key, *self.deal])


def start(
    book: Codebook, margins: Margins, project: Project | None, deal: tuple[int, ...] = ()
) -> State:
    """No answers yet; every unit gets its temper."""
    report = Report(margins.report, project)
    units = answering_units(report)
    state = State(units, book, report, margins.facts, declared=margins.declared(), deal=deal)
    draws = state.draws(SEED, book.year).normal(size=len(units))
    state.tempers.update(zip(units.index, (float(d) * _RELUCTANCE for d in draws), strict=True))
    return state


@dataclass(frozen=True)
class _Task:
    block: Block
    options: Choices
    asked: list[str]
    wanted: list[Target]


def block_programme(state: State, block: Block) -> BlockProgramme:
    """The programme of a block without the told differences between areas."""
    task, seed = _task(state, block), _seed(state, block)
    return _programme(state, task, _scores(state, block, task.options, seed))


def _seed(state: State, block: Block) -> np.random.Generator:
    return state.draws(SEED, state.book.year, *block.block.encode())


def _task(state: State, block: Block) -> _Task:
    options = choices(block, state.book)
    groups = groups_of(state.units)
    wanted = [
        t for hold in block.hold for t in targets(hold, block.variables[0], groups, state.report)
    ]
    return _Task(block, options, _asked(state, block), [*wanted, *chosen_counts(block)])


def answer_block(state: State, block: Block) -> None:
    """Solve a block and write its answers into the state."""
    task, seed = _task(state, block), _seed(state, block)
    options = task.options
    used = made = _programme(state, task, _scores(state, block, options, seed))
    known = state.declared.get(block.block, {})
    solution = solve(made.programme, known)
    if any(hold.differing is not None for hold in block.hold):
        for _ in range(ATTEMPTS):
            scores = _scores(state, block, options, seed)
            used = _compared(state, task, scores, _answered(made, solution.values))
            if feasible(used.programme, [k for k in used.programme.weights if k not in known]):
                break
            made = _programme(state, task, scores)
            solution = solve(made.programme, known)
        solution = solve(used.programme, known)
    for key, clash in solution.given_up.items():
        state.given_up[f"{block.block}: {key}"] = clash
    _keep(state, used, solution.values)


def _programme(
    state: State, task: _Task, scores: Mapping[str, NDArray[np.float64]]
) -> BlockProgramme:
    block = task.block
    made = BlockProgramme(state.units, task.asked, task.options, scores, block.exclusive)
    made.programme.gap = block.gap
    _shut_for_districts(made, block, state.units)
    for target in task.wanted:
        everywhere = scope(state, replace(target, where={}))
        made.add(target, scope(state, target), everywhere)
    return made


def chosen_counts(block: Block) -> list[Target]:
    """The counts per size class that we choose for a printed logit."""
    good = next((hold.codes for hold in block.hold if len(hold.codes) > 1), ())
    variable = block.variables[0]
    found = []
    for name, pair in block.counts.items():
        for what, codes, n in zip(("answered", "good"), ((), good), pair, strict=True):
            key = f"{block.logit}/{name}/{what}"
            where = {"size_class": (name,)}
            found.append(Target(key, {variable: codes}, "count", n, n, where=where))
    return found


def scope(state: State, target: Target) -> list[str]:
    """Codes of the units that a target speaks of."""
    found = counted(state.units, target.who)
    for attribute, values in target.where.items():
        found = found[state.units.loc[found, attribute].isin(values).to_numpy()]
    for variable, codes in target.given.items():
        known = {**state.answers.get(variable, {})}
        known[whole_city(state.units)] = oslo_answer(state, variable)
        found = found[[bool(set(known.get(code, ())) & set(codes)) for code in found]]
    return list(found)


def oslo_answer(state: State, variable: str) -> Answer:
    """What Oslo as one answers: see :mod:`is248_synthetic.synthetic_units`."""
    given = [state.answers[variable].get(code, ()) for code in counted(state.units, "oslo")]
    votes: dict[str, int] = {}
    for code in state.book.variable(variable).categories:
        votes[code] = sum(code in answer for answer in given)
    if state.book.variable(variable).type == "multiple":
        return tuple(code for code, n in votes.items() if 2 * n > len(given))
    best = max(votes, key=lambda code: votes[code])
    return (best,) if votes[best] else ()


def _asked(state: State, block: Block) -> list[str]:
    found = list(counted(state.units, block.who))
    for variable, codes in block.asked.items():
        answers = state.answers[variable]
        found = [code for code in found if set(answers.get(code, ())) & set(codes)]
    return found


def _shut_for_districts(made: BlockProgramme, block: Block, units: pd.DataFrame) -> None:
    shut = [at for at, name in enumerate(made.options.names) if name in block.not_districts]
    for code in counted(units, "oslo"):
        for at in shut:
            if code in made.cells:
                made.programme.upper[made.cells[code][at]] = 0.0


def _answered(made: BlockProgramme, values: NDArray[np.int64]) -> set[str]:
    return {code for code, columns in made.cells.items() if sum(values[c] for c in columns)}


def _compared(
    state: State,
    task: _Task,
    scores: Mapping[str, NDArray[np.float64]],
    answered: set[str],
) -> BlockProgramme:
    # the same programme, with who answered fixed and the told differences between areas added
    made = _programme(state, task, scores)
    for code, columns in made.cells.items():
        here = float(code in answered)
        made.programme.hold([(c, 1.0) for c in columns], here, here)
    for hold in task.block.hold:
        if hold.differing is not None:
            variable = hold.variable or task.block.variables[0]
            members = _members(state, hold, answered)
            hold_significance(made, hold, {variable: hold.codes}, members)
    return made


def _members(state: State, hold: Hold, answered: set[str]) -> dict[str, list[str]]:
    found = [code for code in counted(state.units, hold.who) if code in answered]
    members: dict[str, list[str]] = {}
    for code, group in zip(found, state.units.loc[found, hold.by], strict=True):
        members.setdefault(str(group), []).append(code)
    return members


def _keep(state: State, made: BlockProgramme, values: NDArray[np.int64]) -> None:
    for variable in made.options.variables:
        state.answers.setdefault(variable, {})
    for code, columns in made.cells.items():
        for at, column in enumerate(columns):
            if values[column]:
                for variable, chosen in made.options.patterns[at].items():
                    state.answers[variable][code] = chosen


def _scores(
    state: State, block: Block, options: Choices, seed: np.random.Generator
) -> dict[str, NDArray[np.float64]]:
    """Log share of each pattern plus noise (Gumbel: a draw), shifted smoothly by area and size."""
    prior = np.log([_prior(block, options, at) for at in range(len(options.names))])
    if state.deal:  # what is ours must not decide what print holds
        prior = prior + seed.normal(0, _PRIOR_SPREAD, len(prior))
    place = np.linspace(1, -1, len(options.names)) if len(options.names) > 1 else np.zeros(1)
    area = {name: seed.normal(0, _AREA_SPREAD) for name in groups_of(state.units)["hf_area"]}
    silent = math.log(block.prior.get("none", SILENT))
    found = {}
    for code, unit in state.units.iterrows():
        size = math.log(unit["pop_18plus"] / _MEDIAN) / 1.5 if unit["pop_18plus"] > 0 else 0.0
        lean = block.lean * size + area.get(str(unit["hf_area"]), 0.0)
        noise = seed.gumbel(size=len(options.names) + 1)
        against = silent + state.tempers[str(code)] + noise[-1]
        found[str(code)] = prior + place * lean + noise[:-1] - against
    return found


def _prior(block: Block, options: Choices, at: int) -> float:
    name = options.names[at]
    if name in block.prior:
        return block.prior[name]
    if not block.prior or set(block.prior) == {"none"}:
        return 1.0 / len(options.names)
    shares = [block.prior.get(code, _NO_PRIOR) for code in name.split("+")]
    return math.prod(shares)

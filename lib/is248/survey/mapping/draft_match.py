"""Which column is which question: one to one over the whole file, and how sure each pair is.

Words, numbers and cells give each pair a score. Where the columns that are told apart by their words
keep the order of the form, so do the others most likely: a file of headers that were cut, or that
are nothing but numbers, is then told by its order, and marked as unsure.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence  # noqa: TC003 - dataclasses name them
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from is248.survey.findings import visible
from is248.survey.mapping.draft_values import Reading, Seen, reading
from is248.survey.mapping.draft_words import Matrix, bags, coverage, folded, question_number, words

if TYPE_CHECKING:
    from is248.survey.mapping.draft_frame import Frame
    from is248.survey.mapping.draft_targets import Target

Flags = npt.NDArray[np.bool_]

SURE = 0.9
"""What is surer needs no look."""

LEAST = 0.55
"""What is less sure is left to a person."""

_OURS, _THEIRS = 0.6, 0.4
"""Weight of our words found in theirs, and of theirs in ours."""

_BY_NUMBER, _NUMBER = 0.8, 0.25
"""Score of a number that stands alone, and weight of one beside words."""

_PLAUSIBLE, _LOWEST = 0.3, 0.35
"""Least score of words for which cells are looked at, and of a pair."""

_FITS, _STRANGE = 0.05, 0.5
"""What cells add that are answers to the question, and take away when they cannot be."""

_GOOD, _CLEAR, _CLEAR_IN_ORDER, _ODD, _MOST = 0.75, 0.12, 0.05, 0.65, 0.5
"""Share of words and distance to the next best solution that make a pair sure, less distance in the
order of the form; share that counts at most where a word is strange; and more than this is most."""

_ANCHORS, _IN_ORDER, _ORDERED = 5, 0.95, 0.12
"""Least pairs that tell the order, share of them that keep it, and what keeping it adds."""

_TOLD_BY_ORDER, _NOT_IN_ORDER, _NOT_BEST, _TOP = 0.7, 0.6, 0.8, 0.98
"""How sure a pair is at most: where words are equal and the order decides; where words are not
clear and the order is another; where another question is more alike; and without the same words."""

_SHORT = 4
"""Letters of which a word that was cut has fewer: it may be any word."""

_CUT_SHARE, _CUT_LEAST, _CUT_OFF = 0.05, 16, 0.9
"""Share of headers that have the longest length, and least such length, when headers were cut; what the
words of one count for."""


@dataclass(frozen=True)
class Match:
    """A column of the file and what it may be.

    Attributes:
        at: Place of the column, from 0.
        target: What it most likely is; None when it looks like nothing.
        sure: How sure that is.
        why: What tells it, in Norwegian.
        reading: What its cells mean.
        others: The next likely, with their scores.
    """

    at: int
    target: Target | None
    sure: float
    why: str
    reading: Reading
    others: Sequence[tuple[Target, float]]


@dataclass(frozen=True)
class Scores:
    """Their columns against our columns.

    Attributes:
        total: Score of each pair.
        both: Least of the share of our words in theirs and of theirs in ours.
        exact: Pairs of the same words.
        readings: Pair → what the cells mean, where it was looked at.
    """

    total: Matrix
    both: Matrix
    exact: Flags
    readings: Mapping[tuple[int, int], Reading]


def match(frame: Frame, columns: Sequence[Seen], targets: Sequence[Target]) -> list[Match]:
    """Match the columns of a file.

    Args:
        frame: The file; only the columns that may be questions.
        columns: What their cells hold.
        targets: What they may be.

    Returns:
        A match for each column, in the order of the file.
    """
    scores = _scores(frame, columns, targets)
    ordered = _alignment(scores)
    pairs = _assigned(scores.total + _ORDERED * ordered if ordered is not None else scores.total)
    pairs = _without_both(pairs, scores, targets)
    apart = _apart(scores.total, pairs)
    return [
        _match(at, pairs.get(at), scores, apart.get(at, 0.0), ordered, columns, targets)
        for at in range(len(columns))
    ]


def _scores(frame: Frame, columns: Sequence[Seen], targets: Sequence[Target]) -> Scores:
    cut = _cut(frame.header) if not any(frame.labels) else _cut(frame.labels)
    total, both = _by_words(frame, targets, cut)
    exact = _exact(frame, targets)
    total[exact] = both[exact] = 1.0
    total, both = _with_numbers(total, both, frame, targets, exact)
    readings: dict[tuple[int, int], Reading] = {}
    known: dict[tuple[int, object], Reading] = {}
    likes = [(t.kind, tuple(t.options.items()), tuple(t.variable.missing)) for t in targets]
    for at, place in np.argwhere(total > _PLAUSIBLE).tolist():
        like = (at, likes[place])
        if like not in known:
            known[like] = reading(columns[at], targets[place])
        readings[at, place] = known[like]
        total[at, place] += _FITS - (_FITS + _STRANGE) * (1 - known[like].fit)
    return Scores(total, both, exact, readings)


def _cut(texts: Sequence[str]) -> list[bool]:
    """Which headers were cut: several are as long as the longest."""
    lengths = [len(text) for text in texts]
    longest = max(lengths, default=0)
    many = sum(length >= longest - 1 for length in lengths) >= max(3, len(texts) * _CUT_SHARE)
    return [many and longest >= _CUT_LEAST and length >= longest - 1 for length in lengths]


def _by_words(
    frame: Frame, targets: Sequence[Target], cut: Sequence[bool]
) -> tuple[Matrix, Matrix]:
    """Score of each pair by its words, and the least share of the words of either side."""
    theirs = [(at, _words(t, cut=cut[at])) for at in range(len(cut)) for t in frame.texts(at)]
    ours = [(at, words(text)) for at, target in enumerate(targets) for text in target.texts]
    of_ours, of_theirs, known = coverage(bags([w for _, w in theirs]), bags([w for _, w in ours]))
    score = _OURS * of_ours + _THEIRS * of_theirs
    least = np.minimum(np.minimum(of_ours, of_theirs), np.where(known > 0, 1, _ODD))
    was_cut = np.array([cut[at] for at, _ in theirs])
    score[was_cut] = least[was_cut] = of_theirs[was_cut] * _CUT_OFF
    rows, places = [at for at, _ in theirs], [at for at, _ in ours]
    score, least = (_best_of(_best_of(found, rows).T, places).T for found in (score, least))
    for at in np.flatnonzero(cut):
        begun = [_begins(frame.texts(int(at)), target) for target in targets]
        score[at, begun] = least[at, begun] = 1.0
    return score, least


def _begins(texts: Sequence[str], target: Target) -> bool:
    """Whether a text that was cut is the start of our label."""
    return any(_joined(target.label).startswith(_joined(text)) for text in texts if text)


def _joined(text: str) -> str:
    return folded(text).replace(" ", "")


def _words(text: str, *, cut: bool) -> tuple[str, ...]:
    """The words of a header without its number, and without what is left of a word that was cut."""
    found = words(question_number(text)[1])
    return found[:-1] if cut and len(found) > 1 and len(found[-1]) < _SHORT else found


def _best_of(score: Matrix, rows: Sequence[int]) -> Matrix:
    """The best row of those with the same number."""
    best = np.zeros((max(rows, default=-1) + 1, score.shape[1]))
    np.maximum.at(best, np.asarray(rows, dtype=int), score)
    return best


def _exact(frame: Frame, targets: Sequence[Target]) -> Flags:
    """Pairs of the same words; a header that is our very name is that column and no other."""
    exact = np.zeros((len(frame.header), len(targets)), dtype=bool)
    names = {name: place for place, target in enumerate(targets) for name in _names(target)}
    places: dict[str, list[int]] = {}
    for place, target in enumerate(targets):
        for text in target.exact:
            places.setdefault(text, []).append(place)
    for at in range(len(frame.header)):
        texts = frame.texts(at)
        said = [names[text.casefold()] for text in texts if text.casefold() in names]
        plain = {folded(way) for text in texts for way in (text, question_number(text)[1])}
        exact[at, said or [place for text in plain for place in places.get(text, [])]] = True
    return exact


def _names(target: Target) -> tuple[str, str]:
    """Our name, and as survey systems write the option behind a point."""
    return target.name.casefold(), target.name.casefold().replace("__", ".")


def _with_numbers(
    total: Matrix, both: Matrix, frame: Frame, targets: Sequence[Target], exact: Flags
) -> tuple[Matrix, Matrix]:
    """Numbers of the form beside the words, or alone; never against the words of the whole file."""
    numbers: dict[str, list[int]] = {}
    for place, target in enumerate(targets):
        for number in target.numbers:
            numbers.setdefault(number, []).append(place)
    found = [question_number(header) for header in frame.header]
    same = np.zeros(total.shape, dtype=bool)
    for at, (number, _) in enumerate(found):
        same[at, numbers.get(number, [])] = True
    told, bare = same.any(axis=1), np.array([not words(rest) for _, rest in found])
    alone, beside = told & bare & ~exact.any(axis=1), told & ~bare
    best = total.argmax(axis=1)
    agree = same[np.arange(len(best)), best][beside & (total.max(axis=1) > _GOOD)]
    if agree.size and agree.mean() < _MOST:  # their numbers are not those of the form
        return total, both
    strange = sum(bool(number) and not told[at] for at, (number, _) in enumerate(found))
    known = told.sum() >= _IN_ORDER * (told.sum() + strange)
    mixed = np.where(exact, 1.0, total * (1 - _NUMBER) + same * _NUMBER)
    total = np.where(beside[:, None], mixed, total)
    total = np.where(alone[:, None], np.maximum(total * (1 - _NUMBER), same * _BY_NUMBER), total)
    return total, np.where(alone[:, None], same * (1.0 if known else _MOST), both)


def _assigned(total: Matrix) -> dict[int, int]:
    """The pairs that together have the highest score."""
    from scipy.optimize import linear_sum_assignment

    kept = np.where(total >= _LOWEST, total, 0)
    rows, places = linear_sum_assignment(kept, maximize=True)
    return {int(r): int(p) for r, p in zip(rows, places, strict=True) if kept[r, p] > 0}


def _without_both(
    pairs: dict[int, int], scores: Scores, targets: Sequence[Target]
) -> dict[int, int]:
    """A multiple choice is one column of joined crosses, or a column for each option."""
    count = Counter(targets[p].variable.id for p in pairs.values() if targets[p].kind == "cross")
    both = {at for at, p in pairs.items() if targets[p].kind == "joined" and count[targets[p].name]}
    fewer = {targets[pairs[at]].name for at in both if count[targets[pairs[at]].name] == 1}
    return {
        at: place
        for at, place in pairs.items()
        if not (at in both and targets[place].name not in fewer)
        and not (targets[place].kind == "cross" and targets[place].variable.id in fewer)
    }


def _alignment(scores: Scores) -> Matrix | None:
    """Pairs that keep the order of the form, when the file does; None when it does not."""
    clear = _clear(scores.total)
    if len(clear) < _ANCHORS or _longest_rise([place for _, place in clear]) < _IN_ORDER * len(
        clear
    ):
        return None
    gain = np.where(scores.total >= _LOWEST, scores.total - _LOWEST * _FITS, 0)
    return _aligned(gain)


def _clear(total: Matrix) -> list[tuple[int, int]]:
    """Pairs that stand alone: best for both, with a distance to the next; else equal best in a row.

    Where no header stands alone, as with numbers that several questions share, the first of equals
    on either side tells the order.
    """
    best = total.argmax(axis=1)
    rows = np.arange(len(best))
    high = total[rows, best]
    second = np.partition(total, -2, axis=1)[:, -2] if total.shape[1] > 1 else np.zeros(len(best))
    alone = (high >= _LOWEST) & (high - second >= _CLEAR) & (total.argmax(axis=0)[best] == rows)
    return [(int(row), int(best[row])) for row in rows[alone]]


def _longest_rise(places: Sequence[int]) -> int:
    tops: list[int] = []
    for place in places:
        at = bisect_left(tops, place)
        tops[at : at + 1] = [place]
    return len(tops)


def _aligned(gain: Matrix) -> Matrix:
    """The pairs of the best way through both lists without going back."""
    rows, places = gain.shape
    best = np.zeros((rows + 1, places + 1))
    for row in range(rows):
        taken = best[row, :-1] + gain[row]
        best[row + 1, 1:] = np.maximum.accumulate(np.maximum(taken, best[row, 1:]))
    kept = np.zeros(gain.shape)
    row, place = rows, places
    while row and place:
        if best[row, place] == best[row - 1, place]:
            row -= 1
        elif best[row, place] == best[row, place - 1]:
            place -= 1
        else:
            row, place = row - 1, place - 1
            kept[row, place] = 1
    return kept


def _match(
    at: int,
    place: int | None,
    scores: Scores,
    apart: float,
    ordered: Matrix | None,
    columns: Sequence[Seen],
    targets: Sequence[Target],
) -> Match:
    row = scores.total[at]
    best = [int(p) for p in np.argsort(-row, kind="stable")[:4] if row[p] >= _PLAUSIBLE]
    others = [(targets[p], float(row[p])) for p in best if p != place][:3]
    if place is None:
        return Match(at, None, 0.0, "ligner ikke noe spørsmål", Reading(), others)
    found = scores.readings.get((at, place)) or reading(columns[at], targets[place])
    sure, why = _sureness(at, place, scores, apart, ordered)
    if found.sure < sure:
        sure, why = found.sure, _why_values(found)
    return Match(at, targets[place], round(sure, 2), why, found, others)


def _apart(total: Matrix, pairs: Mapping[int, int]) -> dict[int, float]:
    """How much worse the file as a whole would be told if a column were another question.

    A column that takes the question of another gives it its own; one that is no question leaves it.
    """
    holders, held = np.array(list(pairs), dtype=int), np.array(list(pairs.values()), dtype=int)
    left = np.array([at not in pairs for at in range(len(total))])
    found = {}
    for at, place in pairs.items():
        lost = total[at, place] - total[at]
        lost[held] += total[holders, held] - total[holders, place]
        lost[place] = np.inf
        claims = total[left, place].max(initial=0.0)
        found[at] = float(min(lost.min(), total[at, place] - claims))
    return found


def _sureness(
    at: int, place: int, scores: Scores, apart: float, ordered: Matrix | None
) -> tuple[float, str]:
    total, exact = scores.total, scores.exact
    fits = scores.readings[at, place].fit if (at, place) in scores.readings else 1.0
    if exact[at, place] and exact[at].sum() == 1 and exact[:, place].sum() == 1 and fits > _GOOD:
        return 1.0, "samme ord"
    kept = ordered is not None and bool(ordered[at, place])
    good = np.clip((scores.both[at, place] - _PLAUSIBLE) / (_GOOD - _PLAUSIBLE), 0, 1)
    clear = np.clip(apart / (_CLEAR_IN_ORDER if kept else _CLEAR), 0, 1)
    sure = float(min(_TOP, 0.5 * good + 0.5 * clear))
    if total[at, place] < total[at].max():
        sure = min(sure, _NOT_BEST)
    if ordered is None:
        return sure, "like ord"
    if not kept:
        return min(sure, _NOT_IN_ORDER), "like ord, men annen rekkefølge"
    if sure < _TOLD_BY_ORDER and total[at, place] >= _BY_NUMBER * _GOOD:
        return _TOLD_BY_ORDER, "rekkefølgen i skjemaet avgjør"
    return sure, "like ord, samme rekkefølge"


def _why_values(found: Reading) -> str:
    some = ", ".join(f"«{visible(text, 40)}»" for text in (found.unknown or found.blanked)[:3])
    if found.unknown:
        return f"verdier som ikke er forstått: {some}"
    if found.order:
        return "kodene er tatt i kategorienes rekkefølge"
    return f"kodeboken har ingen kode for {some}; lest som tomt" if some else "verdiene ligner"

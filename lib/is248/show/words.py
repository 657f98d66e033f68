"""Words for values: every function returns a value bound to the Norwegian words that say it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from is248.base.numbers import MISSING, NBSP, P_FLOOR, format_number, format_p, is_missing
from is248.base.rounding import half_up
from is248.show.number_words import NUMBER_WORDS
from is248.show.paragraph import Bound

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

_PAIR = 2


def missing(unit: str = "") -> Bound:
    """No value: nobody was asked."""
    return Bound(None, MISSING, unit)


def fte(value: float, decimals: int = 0) -> Bound:
    """FTE: ``13 936``; the template says "årsverk"."""
    return Bound(float(value), format_number(value, decimals), "årsverk")


def number(value: float, decimals: int = 0, unit: str = "") -> Bound:
    """A number with decimals as stated."""
    return Bound(float(value), format_number(value, decimals), unit)


def percent(value: float, decimals: int = 0) -> Bound:
    """A share or change in per cent: ``6,1 prosent``; the sign is left to the words around it."""
    text = f"{format_number(abs(value), decimals)}{NBSP}prosent"
    return Bound(float(value), text, "prosent")


_ROUGHLY = (
    ("om lag halvparten", 45, 55),
    ("mellom en femdel og en firedel", 20, 25),
    ("under en femdel", 0, 20),
    ("mellom en firedel og halvparten", 25, 50),
    ("over halvparten", 50, 100),
)
"""What is said of a share, from and to per cent; the first that holds is said."""


def roughly(low: float, high: float) -> Bound:
    """A share in words, where no more is known than between which per cents it lies.

    Args:
        low: The least that it can be.
        high: The most; the same where the share itself is known.

    Example:
        >>> roughly(50, 100).text, roughly(56.3, 56.3).text, roughly(30, 70).text
        ('over halvparten', 'over halvparten', '–')
    """
    for words, least, most in _ROUGHLY:
        if least <= low <= high <= most:
            return Bound(words, words)
    return missing()


def year(value: int) -> Bound:
    """A year: never with a thousands separator."""
    return Bound(int(value), str(int(value)))


def name(value: str) -> Bound:
    """A name that is itself a result, such as the county with the highest rate."""
    return Bound(value, value)


def count(value: float, one: str, many: str, *, neuter: bool = False) -> Bound:
    """A number of things, as words up to twelve.

    Args:
        value: How many; NaN is shown as a dash.
        one: The noun in the singular.
        many: The noun in the plural.
        neuter: Whether the noun is neuter ("ett fylke").

    Returns:
        For example "ingen kommuner", "én kommune", "ett fylke", "14 kommuner".
    """
    if is_missing(value):
        return Bound(None, f"{MISSING}{NBSP}{many}", many)
    whole = int(value)
    if whole == 1:
        return Bound(1, f"{'ett' if neuter else NUMBER_WORDS[1]} {one}", many)
    if 0 <= whole < len(NUMBER_WORDS):
        return Bound(whole, f"{NUMBER_WORDS[whole]} {many}", many)
    return Bound(whole, f"{format_number(whole)}{NBSP}{many}", many)


def in_words(value: int) -> Bound:
    """A whole number in words up to twelve: "ti"."""
    within = 0 <= value < len(NUMBER_WORDS)
    return Bound(value, NUMBER_WORDS[value] if within else format_number(value))


def listing(values: Iterable[str]) -> Bound:
    """Names in a row: "Finnmark, Hedmark og Oppland"; none is "ingen"."""
    names = list(values)
    if not names:
        return Bound("", "ingen")
    text = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} og {names[-1]}"
    return Bound("; ".join(names), text)


def ranking(
    keys: Iterable[str],
    values: Iterable[float],
    *,
    top: int,
    lowest: bool = False,
    decimals: int = 0,
) -> Bound:
    """The extreme values with their names; those that share the last place are all named.

    Args:
        keys: Names.
        values: Their values, in the same order.
        top: How many to name at least.
        lowest: Whether the lowest are named instead of the highest.
        decimals: Decimals shown; ties are judged on what is shown.

    Returns:
        For example "Finnmark (44), Hedmark (36) og Oppland (34)"; "ingen" when there are none.
    """
    named, exact = list(keys), list(values)
    if not named:
        return listing(())
    shown = [half_up(value, decimals) for value in exact]
    sign = 1 if lowest else -1
    order = sorted(range(len(named)), key=lambda i: (sign * shown[i], i))
    last = sign * shown[order[min(top, len(order)) - 1]]
    chosen = [i for i in order if sign * shown[i] <= last]
    return listing(f"{named[i]} ({format_number(exact[i], decimals)})" for i in chosen)


def capital(words: Bound) -> Bound:
    """The same value with a capital letter, for the beginning of a sentence."""
    return replace(words, text=words.text[:1].upper() + words.text[1:])


def of_all(part: float, whole: int, one: str, many: str) -> Bound:
    """So many of all: "14 av 15 bydeler", "tre av ni tester", "begge tester", "én test".

    NaN is shown as a dash.
    """
    total = f"{_whole(whole)}{NBSP}{many if whole != 1 else one}"
    if is_missing(part):
        return Bound(None, f"{MISSING} av {total}", many)
    if whole <= 1:
        return count(part, one, many)
    return Bound(int(part), f"{_of(int(part), whole)}{NBSP}{many}", many)


def of_few(part: float, whole: float) -> Bound:
    """So many of a few, where a per cent would look more certain than it is: "2 av 15".

    Counts of a frame are floats; nothing can be said of none.
    """
    if not whole:
        return missing("enheter")
    return Bound(int(part), _of(int(part), int(whole)), "enheter")


def _of(part: int, whole: int) -> str:
    """A part of a whole, both in words where the whole has one."""
    if part == whole:
        return "begge" if whole == _PAIR else f"alle {_whole(whole)}"
    first = NUMBER_WORDS[part] if part == 0 or whole < len(NUMBER_WORDS) else format_number(part)
    return f"{first} av {_whole(whole)}"


def _whole(value: int) -> str:
    return NUMBER_WORDS[value] if 0 < value < len(NUMBER_WORDS) else format_number(value)


def p_value(p: float) -> Bound:
    """An exact p with three decimals: "p = 0,034", "p < 0,001"; NaN is missing."""
    if is_missing(p):
        return missing("p")
    relation = "" if p < P_FLOOR else f"={NBSP}"
    return Bound(float(p), f"p{NBSP}{relation}{format_p(p)}", "p")


def adjusted_p(p: float) -> Bound:
    """An adjusted p: "justert p = 0,034"; NaN is missing."""
    said = p_value(p)
    return said if said.missing else replace(said, text=f"justert {said.text}")


def with_unit(said: Bound, unit: str) -> Bound:
    """The same value with its unit written out behind it."""
    return replace(said, text=f"{said.text}{unit}")


def differs(p: float, level: float) -> Bound:
    """Whether groups differ at a level, in words that claim no more than the test does."""
    certain = p < level
    words = "skiller seg statistisk sikkert" if certain else "skiller seg ikke statistisk sikkert"
    return Bound(float(p), words, "p")


def rose(value: float, unit: str = "", decimals: int = 0) -> Bound:
    """A change as a verb: "økte med 634 årsverk", "gikk ned med 5 prosent".

    Judged on what is shown: what rounds to zero "endret seg mindre enn 1 prosent". NaN is missing.
    """
    if is_missing(value):
        return missing(unit)
    tail = f"{NBSP}{unit}" if unit else ""
    if half_up(value, decimals) == 0:
        least = format_number(10**-decimals, decimals)
        return Bound(float(value), f"endret seg mindre enn {least}{tail}", unit)
    verb = "økte med" if value > 0 else "gikk ned med"
    return Bound(float(value), f"{verb} {format_number(abs(value), decimals)}{tail}", unit)


def changes(values: pd.Series[float], unit: str = "prosentpoeng") -> dict[str, Bound]:
    """Changes as verbs, by the names of the values."""
    return {str(key): rose(value, unit) for key, value in values.items()}


def bars_alt(values: pd.Series[float], labels: Mapping[str, str], unit: str) -> str:
    """Alt text of ranked bars: every bar, the largest first.

    Args:
        values: One value per category, unrounded.
        labels: Category → label.
        unit: What the values are.
    """
    ranked = values.sort_values(ascending=False, kind="stable")
    said = [f"{labels[str(key)]} {format_number(value)}" for key, value in ranked.items()]
    return f"Størst: {said[0]} {unit}. Deretter: {'; '.join(said[1:]) or 'ingen'}."


def series_alt(frame: pd.DataFrame, labels: Mapping[str, str], breaks: Sequence[int]) -> str:
    """Alt text of a time series: first and last value of every line, and where it breaks.

    Args:
        frame: One row per year, one column per line.
        labels: Column → label.
        breaks: Years at which the series breaks.
    """
    said = [_from_to(labels[str(column)], frame[column].dropna()) for column in frame.columns]
    cut = f" Serien har brudd i {listing(str(year) for year in breaks).text}." if breaks else ""
    return f"{'; '.join(said)}.{cut}"


def _from_to(label: str, values: pd.Series[float]) -> str:
    first, last = format_number(values.iloc[0]), format_number(values.iloc[-1])
    return f"{label}: {first} årsverk i {values.index[0]}, {last} i {values.index[-1]}"


def rates_alt(rates: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """Alt text of rates by area: the highest and lowest areas for adults and for children.

    Args:
        rates: From :func:`is248.measures.areas.group_rates`.
        labels: Area → label.
    """
    areas = rates[rates.index.isin(list(labels))]
    names = [labels[str(key)] for key in areas.index]
    adult = _extremes(names, areas["adult_weighted"].to_list())
    child = _extremes(names, areas["child_weighted"].to_list())
    return f"Årsverk per 10{NBSP}000 innbyggere. Voksne: {adult} Barn og unge: {child}"


def slopes_alt(frame: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """Alt text of shares in two years: both ends of every line.

    Args:
        frame: One row per group, two columns (years), per cent.
        labels: Group → label.
    """
    if frame.empty:
        return ""
    first, last = map(str, frame.columns)
    ends = [
        f"{labels[str(key)]}: {format_number(row[first])} og {format_number(row[last])}"
        for key, row in frame.iterrows()
    ]
    return f"Prosent i {first} og {last}. {'; '.join(ends)}."


def _extremes(names: Sequence[str], values: Sequence[float]) -> str:
    top = 3 if len(names) > 6 else 1  # noqa: PLR2004 - few areas: one extreme says it
    high = ranking(names, values, top=top).text
    low = ranking(names, values, top=top, lowest=True).text
    return f"Høyest i {high}. Lavest i {low}."


def boxes_alt(
    fences: pd.DataFrame, outside: pd.DataFrame, column: str, labels: Mapping[str, str]
) -> str:
    """Alt text of box plots: the median of each group and the farthest outliers.

    Args:
        fences: From :func:`is248.stats.fences.fences_by`.
        outside: From :func:`is248.stats.fences.outliers`, with ``label``.
        column: The value.
        labels: Group → label.
    """
    medians = [f"{labels[k]} innbyggere {format_number(fences['median'][k], 1)}" for k in labels]
    far = outside.head(3)
    named = [f"{n} ({format_number(v, 1)})" for n, v in zip(far["label"], far[column], strict=True)]
    return f"Median per gruppe: {'; '.join(medians)}. Lengst utenfor: {listing(named).text}."


def bands_alt(bands: pd.DataFrame) -> str:
    """Alt text of rates by size: the middle half of the smallest and of the largest units.

    Args:
        bands: From :func:`is248.measures.areas.size_bands`.
    """
    small, large = (
        f"{format_number(band['q1'])} til {format_number(band['q3'])}"
        for band in (bands.iloc[0], bands.iloc[-1])
    )
    return (
        f"Den midterste halvdelen av de minste kommunene har {small} årsverk per 10{NBSP}000 "
        f"innbyggere, av de største {large}."
    )


def shares_alt(
    percent: pd.Series[float], labels: Mapping[str, str], country: float, *, named: bool = True
) -> str:
    """Alt text of shares by group: the country, the highest and the lowest groups.

    Args:
        percent: One value per group; groups without answers are missing.
        labels: Group → label.
        country: The country's value.
        named: Whether the ends are named; an area is not, where chance may have put it there.
    """
    known = percent.dropna()
    if not named:
        low, high = format_number(known.min()), format_number(known.max())
        return f"Landet: {format_number(country)} prosent. Gruppene går fra {low} til {high}."
    names = [labels.get(str(key), str(key)) for key in known.index]
    return f"Landet: {format_number(country)} prosent. {_extremes(names, list(known))}"


def panels_alt(shares: pd.DataFrame, panels: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """Alt text of panels of shares: for each panel as :func:`shares_alt`.

    Args:
        shares: One row per group and ``total``, one column per panel, in per cent.
        panels: Column → title.
        labels: Group → label.
    """
    groups, country = shares[shares.index != "total"], shares[shares.index == "total"]
    said = (
        f"{title}: {shares_alt(groups[column], labels, float(country[column].iloc[0]))}"
        for column, title in panels.items()
    )
    return " ".join(said)


def scale_alt(percent: pd.Series[float], categories: Mapping[str, str]) -> str:
    """Alt text of a scale: the share of every answer, in the order of the scale.

    Args:
        percent: One value per category, for all units.
        categories: Category → label.
    """
    said = [f"{label} {format_number(percent[code])}" for code, label in categories.items()]
    return f"Prosent av alle som svarte: {'; '.join(said)}."

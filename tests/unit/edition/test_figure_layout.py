"""Narrow figures stand side by side where that is lower."""

from itertools import product

import pytest

from helpers.project import figure_bundle, table_bundle
from is248.edition.blocks import Code, Item
from is248.edition.figure_layout import side_by_side


def figure(height, width=78.0):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="221pt" height="{height}pt"></svg>'
    return Item({**figure_bundle(f"figure-{height}"), "svg": svg, "width_mm": width}, 1)


def placed(*blocks):
    names = {id(block): at for at, block in enumerate(blocks)}
    return [
        (names[id(one)], None if beside is None else names[id(beside)])
        for one, beside in side_by_side(blocks)
    ]


def test_two_that_are_alike_stand_together_and_the_low_one_alone():
    assert placed(figure(130), figure(260), figure(280)) == [(0, None), (1, 2)]


def test_neither_wide_figures_nor_figures_apart_stand_together():
    table = Item(table_bundle(), 2)
    assert placed(figure(100), table, figure(100)) == [(0, None), (1, None), (2, None)]
    assert placed(figure(100), figure(100, width=160.0)) == [(0, None), (1, None)]


def test_code_between_them_does_not_part_them():
    assert placed(figure(100), Code("x", 1), figure(100)) == [(0, 2)]


@pytest.mark.parametrize("count", range(1, 9))
def test_the_whole_is_as_low_as_any_way_of_placing_them(count):
    heights = [(37 * at) % 101 + 10 for at in range(count)]
    figures = [figure(height) for height in heights]
    found = placed(*figures)
    assert [at for pair in found for at in pair if at is not None] == list(range(count))
    assert total(found, heights) == min(total(way, heights) for way in ways(count))


def total(pairs, heights):
    return sum(max(heights[at] for at in pair if at is not None) for pair in pairs)


def ways(count):
    """Every way of placing figures in order: alone or with the next."""
    for together in product([False, True], repeat=count):
        pairs, at = [], 0
        while at < count:
            both = together[at] and at + 1 < count
            pairs.append((at, at + 1 if both else None))
            at += 2 if both else 1
        yield pairs

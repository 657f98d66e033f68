"""Marks of a drawing against the grid behind it: what they say, and where they are drawn."""

import json
import re
from collections import defaultdict
from xml.etree import ElementTree as ET

import numpy as np

from is248.show.bundle import MIME

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
FEWEST, ALIKE, LEAST_SPREAD = 4, 0.9999, 0.05
"""Shapes on one scale that show whether they follow their numbers, and how closely they must."""
SHADED = 20
"""A drawing of more colours than this has a scale of shades."""


def marks(bundle):
    """Row, columns, title and shape of every mark."""
    found = ET.fromstring(bundle["svg"]).iter(f"{SVG}g")
    return [
        (one.get("data-row"), one.get("data-columns").split(), one.find(f"{SVG}title").text, one[1])
        for one in found
        if one.get("class") == "mark"
    ]


def cells(bundle):
    """(row, column) → cell."""
    keys = [column["key"] for column in bundle["grid"]["columns"]]
    return {
        (row["key"], key): cell
        for row in bundle["grid"]["rows"]
        for key, cell in zip(keys, row["cells"], strict=False)
    }


def says_its_cells(bundle):
    """Every mark tells its row, and of its cells all numbers and no others."""
    known, names = cells(bundle), {row["key"]: row["label"] for row in bundle["grid"]["rows"]}
    columns = {column["key"]: column for column in bundle["grid"]["columns"]}
    for row, keys, title, _ in marks(bundle):
        first, *lines = title.split("\n")
        units = known.get((row, "n"), {"text": ""})["text"]
        assert first.startswith(names[row])
        assert not units or units in first.removeprefix(names[row])
        shown = [key for key in columns if key in keys and key != "n"]
        said = [re.escape(known[row, key]["text"]) for key in shown]
        assert re.search(".*".join(rf"(?<!\S){text}(?![\d])" for text in said), " ".join(lines))
        for key in shown:
            assert columns[key]["label"].lower() in " ".join(lines).lower()


def _extents(shape):
    if shape.tag == f"{SVG}use":
        return {"x": float(shape.get("x")), "y": float(shape.get("y"))}
    numbers = [float(one) for one in NUMBER.findall(shape.get("d") or "")]
    x, y = numbers[::2], numbers[1::2]
    if not x:
        return {}
    ends = {"left": min(x), "right": max(x), "top": min(y), "bottom": max(y)}
    return {**ends, "wide": ends["right"] - ends["left"]}


def _follow(places, values):
    """Whether places follow values; None where the values are too few or too alike to tell."""
    known = [(p, v) for p, v in zip(places, values, strict=True) if isinstance(v, int | float)]
    if len(known) < FEWEST:
        return None
    place, value = np.array(known).T
    if np.ptp(value) < LEAST_SPREAD:
        return True if np.ptp(place) < LEAST_SPREAD else None
    return np.ptp(place) > 0 and abs(np.corrcoef(place, value)[0, 1]) > ALIKE


def _values(told):
    """The numbers of some cells one by one, and the least and the greatest: a line joins them."""
    numbers = [cell["value"] for cell in told]
    known = [one for one in numbers if isinstance(one, int | float)]
    return [*numbers, *((min(known), max(known)) if known else (None, None))]


def stands_where_it_says(bundle, *, panels=False):
    """Shapes of one look on one scale follow the numbers of one of their columns.

    With ``panels`` each row has a panel of its own. Returns how many groups of shapes were enough
    to tell.
    """
    known, groups = cells(bundle), defaultdict(list)
    for row, keys, _, shape in marks(bundle):
        told = [key for key in keys if key != "n"]
        look = (shape.tag, shape.get("style"), tuple(told) if len(told) > 1 else 1)
        groups[look, row if panels else ""].append(([known[row, key] for key in told], shape))
    judged = 0
    for (look, _), group in groups.items():
        drawn = [(told, ends) for told, shape in group if (ends := _extents(shape))]
        tried = [
            _follow([ends[end] for _, ends in drawn], [_values(told)[at] for told, _ in drawn])
            for end in (drawn[0][1] if drawn else ())
            for at in range(len(group[0][0]) + 2)
        ]
        if any(one is not None for one in tried):
            judged += 1
            assert any(tried), (bundle["id"], look)
    return judged


def is_darker_for_more(bundle):
    """Of a drawing with a scale of shades: no shape is lighter than one of a smaller number."""
    known, shades = cells(bundle), []
    for row, (column, *_), _, shape in marks(bundle):
        value, fill = known[row, column]["value"], re.match("fill: #(.{6})", shape.get("style"))
        if value is not None:
            shades.append((value, sum(bytes.fromhex(fill[1]))))
    ordered = [light for _, light in sorted(shades, key=lambda one: (one[0], -one[1]))]
    return ordered == sorted(ordered, reverse=True)


def is_shaded(bundle):
    """Whether the marks of a drawing have a scale of shades."""
    return len({shape.get("style") for _, _, _, shape in marks(bundle)}) > SHADED


def judge(bundle):
    """All that is held of a figure's marks; how many groups of shapes told where they stand."""
    assert marks(bundle), bundle["id"]
    says_its_cells(bundle)
    if is_shaded(bundle):
        assert is_darker_for_more(bundle), bundle["id"]
        return 1
    return stands_where_it_says(bundle, panels=bundle["id"] == "figure-areas")


def figures(chapter):
    """The bundles of the figures of an executed notebook."""
    for cell in json.loads(chapter.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", ()):
            bundle = output.get("data", {}).get(MIME)
            if bundle and bundle["kind"] == "figure":
                yield bundle

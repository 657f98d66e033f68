"""Files that are nearly right: each kind changed at random, by a seed, in ways that people and
programs have of getting it wrong, and in ways that nobody has."""

import csv
import io
import random
import zipfile

from truths import NUMERIC

from helpers.survey import COLUMNS, good_table, with_cell, write

BYTES = b"\x00\xff\xc3\"';,\t\n<>&=-9%{}[]*:#!|"
TEXTS = (
    "inf", "-inf", "nan", "NaN", "1_0", "１２", "0x1f", "1e5", "٣", "True", "=1", "12,5 (ca)", "",
    "1.234", "12.5", "1 234", "1\u00a0234,5", "\u221212", "--1", "12 %", "2016-02-01", "97", "98",
    "999999999999999999", "0,1,2", "ja", "\u200b3", "3\u0000", "☃", "12,5\n13", "dont_know",
    "1.2.3",
)  # fmt: skip
PIECES = (
    'r="XFD1048576"', 'r = "B2"', 't="e"', 't="b"', 't="s"', 't="d"', 's="99"', "<f>1</f>",
    "<v>7</v>", "<v/>", "<c/>", "<row/>", "</row>", "<!-- x -->", "<![CDATA[9]]>", "&#49;", "&lt;",
    "<!DOCTYPE x>", "<is><t>5</t></is>", " ", "\x00", "1e3", "-", "E5",
)  # fmt: skip


def damage(data, kind, place, piece, other=0):
    """One change of bytes in place; ``other`` is where those that change places come from."""
    at, swapped = place.start, slice(other, other + 6)
    if kind == "replace":
        data[place] = piece
    elif kind == "delete":
        del data[place]
    elif kind == "insert":
        data[at:at] = piece
    elif kind == "double":
        data[at:at] = data[at : at + 40]
    elif kind == "swap":
        data[place], data[swapped] = data[swapped], data[place]
    else:
        del data[max(at, len(data) // 2) :]


def bytes_changed(data, chance, most=4, first=0):
    """Some bytes replaced, left out, put in, doubled, moved or cut off."""
    data = bytearray(data)
    for _ in range(chance.randint(1, most)):
        at = chance.randrange(first, len(data)) if len(data) > first else 0
        end = at + chance.randint(1, 6)
        piece = bytes(chance.choice(BYTES) for _ in range(end - at))
        kind = chance.choice(["replace", "replace", "delete", "insert", "double", "swap", "cut"])
        other = chance.randrange(len(data)) if kind == "swap" and data else 0
        damage(data, kind, slice(at, end), piece, other)
    return bytes(data) or b";"


def one_cell(chance):
    """The good table with one cell replaced, most often a number."""
    column = chance.choice(NUMERIC if chance.random() < 0.7 else COLUMNS)
    text = chance.choice(TEXTS)
    if chance.random() < 0.4:
        text = "".join(chance.choice("0123456789,. -\u2212\u00a0_e%()") for _ in range(8))
    return with_cell(chance.randint(2, 6), column, text)


class Sound:
    """Good files, written once."""

    def __init__(self, folder):
        self.data = {
            ending: write(good_table(), folder / f"sound{ending}").read_bytes()
            for ending in (".csv", ".xlsx", ".sav", ".dta")
        }
        with zipfile.ZipFile(io.BytesIO(self.data[".xlsx"])) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}


def csv_file(sound, chance, _):
    """Bytes changed, or a cell."""
    if chance.random() < 0.5:
        return bytes_changed(sound.data[".csv"], chance)
    text = io.StringIO(newline="")
    table = one_cell(chance)
    csv.writer(text, delimiter=chance.choice(";;,\t")).writerows([list(COLUMNS), *table.to_numpy()])
    return text.getvalue().encode("utf-8", "ignore")


def xlsx_file(sound, chance, folder):
    """The archive's bytes changed, a part's (packed again, so no checksum tells), or a cell."""
    draw = chance.random()
    if draw < 0.1:
        return bytes_changed(sound.data[".xlsx"], chance)
    if draw < 0.3:
        return cell_of_xlsx(chance, folder)
    names = [name for name in sound.parts if "sheet1" in name or "shared" in name]
    name = chance.choice(names if chance.random() < 0.7 else sorted(sound.parts))
    content = sound.parts[name]
    changed = piece_put_in(content, chance) if draw < 0.7 else bytes_changed(content, chance)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, original in sound.parts.items():
            archive.writestr(part, changed if part == name else original)
    return made.getvalue()


def cell_of_xlsx(chance, folder):
    while True:
        table = one_cell(chance)
        if not any("\x00" in str(cell) for cell in table.to_numpy().ravel()):
            return write(table, folder / "cell.xlsx").read_bytes()


def piece_put_in(content, chance):
    """A piece of XML where a tag, an attribute or a text begins."""
    places = [at for at, byte in enumerate(content) if byte in b'<> "']
    for _ in range(chance.randint(1, 2)):
        at = chance.choice(places)
        piece = chance.choice(PIECES).encode()
        content = content[:at] + piece + content[at + chance.choice([0, 0, 1, 5]) :]
    return content


def statistics_file(ending):
    def changed(sound, chance, _):
        """Bytes changed, also of the header alone; few at a time, so that some are accepted."""
        data = bytearray(sound.data[ending])
        most = len(data) if chance.random() < 0.7 else 400
        if chance.random() < 0.3:
            return bytes_changed(bytes(data), chance)
        for _ in range(chance.randint(1, 3)):
            data[chance.randrange(min(most, len(data)))] = chance.randrange(256)
        return bytes(data)

    return changed


YAML_PIECES = (
    "&a [*a, *a]", "&x {<<: *x}", "*nobody", "[" * 3000, "{a: " * 400, "9" * 5000, "2026-02-30",
    "!!python/object:os.system x", "? [a, b]\n: c", "\t", "- -\n", "year: 2016\nyear: 2016\n", "~",
    "1e999", ".nan", "0x1F", "2016-01-01T99:99:99", "null", "\u2028", "|", "'", '"', "@", "%TAG",
    "---\n",
    "0o17", "1:30", "!!binary x", "!!set {a}", "<<: 3", "yes", "[]", "{}", "\ufeff", "\x00", "\x85",
)  # fmt: skip


def yaml_file(content, chance):
    """A file kept by hand: bytes changed, a line doubled or moved, or a piece of YAML put in."""
    if chance.random() < 0.4:
        return bytes_changed(content, chance)
    lines = content.decode("utf-8").split("\n")
    for _ in range(chance.randint(1, 2)):
        at = chance.randrange(len(lines))
        kind = chance.choice(["piece", "piece", "value", "double", "indent", "drop"])
        if kind == "piece":
            lines.insert(at, " " * chance.choice([0, 2, 4]) + chance.choice(YAML_PIECES))
        elif kind == "value":
            lines[at] = lines[at].partition(":")[0] + ": " + chance.choice(YAML_PIECES)
        elif kind == "double":
            lines.insert(at, lines[at])
        elif kind == "indent":
            lines[at] = " " + lines[at]
        else:
            del lines[at]
        lines = lines or [""]
    return "\n".join(lines).encode("utf-8")


FILES = {
    ".csv": csv_file, ".xlsx": xlsx_file, ".sav": statistics_file(".sav"),
    ".dta": statistics_file(".dta"),
}  # fmt: skip


def chance_of(seed, kind, at):
    """The chance of one file: the same whichever others are made."""
    return random.Random(f"{seed} {kind} {at}")

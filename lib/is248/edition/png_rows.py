"""PNG of rows that were packed apart: what is above stays packed when another goes below.

Pillow packs a picture as a whole. A stream of zlib may be cut where nothing that follows looks
back, and its checksum goes on from where it was; so two parts are joined without being unpacked.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

_HEAD = struct.Struct(">IIIH")
"""Width, rows, checksum of the rows, and bytes of the palette."""

_ENDED = b"\x03\x00"
"""A last block without content."""

LEVEL = 4
"""Of packing: a fiftieth more bytes than zlib's own choice, in two thirds of the time."""

RAW = -15
"""A stream of zlib without its own head and checksum."""


def packed_rows(image: Image.Image) -> bytes:
    """Rows of pixels of a palette, packed, with what is needed to put others below.

    Args:
        image: A picture with a palette.
    """
    width, height = image.size
    pixels = image.tobytes()
    rows = b"".join(b"\0" + pixels[at : at + width] for at in range(0, len(pixels), width))
    packer = zlib.compressobj(LEVEL, wbits=RAW)
    packed = packer.compress(rows) + packer.flush(zlib.Z_FULL_FLUSH)
    colours = bytes(image.getpalette() or ())
    head = _HEAD.pack(width, height, zlib.adler32(rows), len(colours))
    return head + colours + packed


def png_of(upper: bytes, lower: bytes) -> bytes:
    """A PNG file of two parts of one width, one above the other, with the palette of the upper.

    Args:
        upper: As :func:`packed_rows` makes it.
        lower: The same; its colours have the same numbers as in the upper.
    """
    width, height, above, colours = _HEAD.unpack_from(upper)
    _, more, _, others = _HEAD.unpack_from(lower)
    below = lower[_HEAD.size + others :]
    summed = zlib.adler32(zlib.decompress(below + _ENDED, RAW), above)
    palette, packed = upper[_HEAD.size :][:colours], upper[_HEAD.size + colours :]
    stream = b"".join((b"\x78\x9c", packed, below, _ENDED, summed.to_bytes(4, "big")))
    size = struct.pack(">IIBBBBB", width, height + more, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", size), (b"PLTE", palette), (b"IDAT", stream), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(*part) for part in parts)


def _part(kind: bytes, content: bytes) -> bytes:
    checked = kind + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

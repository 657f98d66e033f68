"""A volume beside the report, such as the audit: set once, whatever version it is of."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING

import pikepdf

from is248.edition.book_source import book_source, front_source
from is248.edition.kept_files import NOTHING_KEPT, KeptFiles
from is248.edition.pdf_export import (
    compile_book,
    compile_pdf,
    complete_tags,
    saved_bytes,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from is248.edition.citation import Issue
    from is248.edition.document import Document

_TAGGED = re.compile(rb"/\w+ *<<[^>]*/MCID \d+")
"""What a page's content says to the tags: kind and number of each part."""


def volume_bytes(
    document: Callable[[], Document],
    issue: Issue,
    unsaved: str,
    volume: str,
    *,
    of: Sequence[str] = (),
    kept: KeptFiles = NOTHING_KEPT,
) -> bytes:
    """The PDF of a volume that the report is not, such as the audit.

    Only its first pages, cover and imprint, name the version. The volume is set for one that
    stands in for any, and those pages are set alone and put in their place.

    Args:
        document: Makes what it holds.
        issue: The edition.
        unsaved: What the cover says of inputs that are not saved; empty when all are.
        volume: Its title.
        of: All that the document is made of.
        kept: Where it may be, made of the same before.
    """
    date = issue.year.edition_date

    def whole(issue: Issue) -> tuple[str, bytes]:
        documents = [document()]
        source = book_source(documents, issue, unsaved, volume)
        front = front_source(documents, issue, unsaved, volume)
        return front, complete_tags(compile_book(source, date))

    def made() -> bytes:
        front, pdf = whole(issue.standing_in)
        return f"{json.dumps(front)}\n".encode() + pdf

    told = (issue.standing_in.version, issue.date.isoformat(), unsaved, volume)
    front, _, pdf = kept.made("volume", (kept.all, *of, *told), made).partition(b"\n")
    if issue.is_draft:
        return pdf
    first = compile_pdf(issue.told_in(json.loads(front)), date)
    return with_first_pages(pdf, first) or whole(issue)[1]


def with_first_pages(whole: bytes, front: bytes) -> bytes:
    """A volume with other first pages; empty where their parts are numbered otherwise for tags.

    So it may be when a name is so long that a line breaks elsewhere.

    Args:
        whole: The volume.
        front: The pages that take the place of its first.
    """
    with pikepdf.open(io.BytesIO(whole)) as file, pikepdf.open(io.BytesIO(front)) as other:
        for page, new in zip(file.pages, other.pages, strict=False):
            if _parts(page) != _parts(new):
                return b""
            page.Contents = file.copy_foreign(new.Contents)
            page.Resources = file.copy_foreign(new.Resources)
        return saved_bytes(file)


def _parts(page: pikepdf.Page) -> list[bytes]:
    # a stream may be wrapped in run lengths, see saved_bytes
    content = page.Contents.read_bytes(pikepdf.StreamDecodeLevel.specialized)
    return _TAGGED.findall(content)

"""Other first pages in a volume, whatever its streams are packed in."""

import io

import pikepdf
import pytest

from is248.edition.pdf_export import wrap_stream
from is248.edition.volume_pdf import with_first_pages


def volume(*pages, is_wrapped=False):
    file = pikepdf.new()
    for content in pages:
        page = file.add_blank_page()
        page.Resources = file.make_indirect(pikepdf.Dictionary())
        page.Contents = file.make_stream(content)
        if is_wrapped:
            wrap_stream(page.Contents)
    saved = io.BytesIO()
    file.save(saved)
    return saved.getvalue()


def contents(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as file:
        level = pikepdf.StreamDecodeLevel.specialized
        return [page.Contents.read_bytes(level) for page in file.pages]


@pytest.mark.parametrize("is_wrapped", [False, True])
def test_the_first_page_alone_is_another(is_wrapped):
    old, new = b"/P <</MCID 0>> BDC (v1) Tj EMC", b"/P <</MCID 0>> BDC (v2) Tj EMC"
    whole = volume(old, b"(the rest) Tj", is_wrapped=is_wrapped)
    made = with_first_pages(whole, volume(new, is_wrapped=is_wrapped))
    assert contents(made) == [new, b"(the rest) Tj"]


def test_parts_with_other_numbers_are_not_put_in():
    whole = volume(b"/P <</MCID 0>> BDC (v1) Tj EMC")
    assert with_first_pages(whole, volume(b"/P <</MCID 1>> BDC (v2) Tj EMC")) == b""

"""What all pages share: templates, style, fonts, and a policy that lets nothing in from outside.

Every page stands alone: style, fonts, script and figures are inside it, it loads nothing from
elsewhere and is read without JavaScript. The same input gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import (
    Mapping,  # noqa: TC003 - kept beside the code
    Sequence,  # noqa: TC003 - kept beside the code
)
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from is248.base.invisible import visible
from is248.edition.blocks import place_of
from is248.edition.shell import YEAR_SWITCH
from is248.show.invented import tagged_title

if TYPE_CHECKING:
    from is248.edition.document import Document

HERE = Path(__file__).parent

TEMPLATES = HERE / "templates"

FONTS: Mapping[int, Path] = {
    400: HERE.parent / "show" / "fonts" / "IS248Sans-Regular.woff2",
    600: HERE.parent / "show" / "fonts" / "IS248Sans-Semibold.woff2",
}
"""Weight → the subset of Source Sans 3 that is embedded in every page."""


SHELL_SCRIPT = "shell.js"
"""The script that every page has; without scripts nothing is missing but comfort."""


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates; everything put into them is escaped unless it is already markup."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_seen,
    )


def _seen(value: Any) -> Any:  # noqa: ANN401 - whatever a template shows
    """A text with invisible signs seen; what is markup already was made so."""
    return visible(value) if type(value) is str else value


@lru_cache(maxsize=2)
def _style(template: str) -> str:
    """The style of all pages; a small page has one of its own, named as its template."""
    own = TEMPLATES / template.replace(".html.j2", ".css")
    if own.is_file():
        return own.read_text(encoding="utf-8")
    faces = "".join(_font_face(weight, path) for weight, path in FONTS.items())
    return faces + "".join(path.read_text(encoding="utf-8") for path in _sheets_of_style())


def _sheets_of_style() -> list[Path]:
    """The style of all pages, then what each capability adds to it (``style_<what>.css``)."""
    return [TEMPLATES / "style.css", *sorted(TEMPLATES.glob("style_*.css"))]


def _font_face(weight: int, path: Path) -> str:
    data = base64.b64encode(path.read_bytes()).decode()
    return (
        f'@font-face{{font-family:"IS248 Sans";font-weight:{weight};font-display:block;'
        f'src:url(data:font/woff2;base64,{data}) format("woff2")}}\n'
    )


def _policy(style: str, script: str) -> str:
    """The content security policy: nothing is loaded, and only our own style and script run."""
    rules = [
        "default-src 'none'",
        "img-src data:",
        "font-src data:",
        f"style-src {content_hash(style)}",
    ]
    if script:
        rules.append(f"script-src {content_hash(script)}")
    return "; ".join([*rules, "base-uri 'none'", "form-action 'none'"])


def content_hash(text: str) -> str:
    """A text's checksum as a content security policy wants it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def render(template: str, *scripts: str, **content: Any) -> str:
    """A page of a template, with style, scripts and the policy that admits only those.

    Args:
        template: File name of the template.
        *scripts: File names of its scripts; they run in this order when the page has been read,
            each in a scope of its own.
        **content: What the template shows; always the shell, ``here`` and ``up``.

    Returns:
        The page.
    """
    style = _style(template)
    code = "".join(map(_scoped, (SHELL_SCRIPT, *scripts)))
    return (
        environment()
        .get_template(template)
        .render(
            style=Markup(style),  # noqa: S704 - our own files
            script=Markup(code),  # noqa: S704
            policy=_policy(style, code),
            year_switch=Markup(YEAR_SWITCH),  # noqa: S704
            **content,
        )
    )


def _scoped(name: str) -> str:
    """A script whose names are its own."""
    return f"{{\n{(TEMPLATES / name).read_text(encoding='utf-8')}}}\n"


def and_list(words: Sequence[str]) -> str:
    """Words as a list in a sentence: "a, b og c"."""
    return " og ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


class Section(NamedTuple):
    """A part of a page, in the sidebar."""

    level: int
    anchor: str
    text: str


def item_entries(document: Document) -> tuple[tuple[str, str, str], ...]:
    """The tables and figures of a chapter and its workbook as (label, title, anchor)."""
    return tuple(
        (document.labels[bundle["id"]], tagged_title(bundle), bundle["id"])
        for bundle in document.items
        if bundle["kind"] != "text" and place_of(bundle) != "audit"
    )

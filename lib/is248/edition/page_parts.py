"""What all pages share: templates, style, fonts, and a policy that lets nothing in from outside.

Every page stands alone: style, fonts, script and figures are inside it, it loads nothing from
elsewhere and is read without JavaScript. The same input gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence  # noqa: TC003 - kept beside the code
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

HERE = Path(__file__).parent

TEMPLATES = HERE / "templates"

FONTS: Mapping[int, Path] = {
    400: HERE.parent / "show" / "fonts" / "IS248Sans-Regular.woff2",
    600: HERE.parent / "show" / "fonts" / "IS248Sans-Semibold.woff2",
}
"""Weight → the subset of Source Sans 3 that is embedded in every page."""

QUESTIONS = "questions.html"
"""The page of the year's questions, beside the index; chapters link to it."""


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates; everything put into them is escaped unless it is already markup."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@lru_cache(maxsize=1)
def _style() -> str:
    faces = "".join(_font_face(weight, path) for weight, path in FONTS.items())
    return faces + (TEMPLATES / "style.css").read_text(encoding="utf-8")


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


def render(template: str, script: str = "", **content: Any) -> str:
    """A page of a template, with style, script and the policy that admits only those.

    Args:
        template: File name of the template.
        script: File name of its script, if it has one.
        **content: What the template shows.

    Returns:
        The page.
    """
    style = _style()
    code = (TEMPLATES / script).read_text(encoding="utf-8") if script else ""
    return (
        environment()
        .get_template(template)
        .render(
            style=Markup(style),  # noqa: S704 - our own files
            script=Markup(code),  # noqa: S704
            policy=_policy(style, code),
            **content,
        )
    )


def and_list(words: Sequence[str]) -> str:
    """Words as a list in a sentence: "a, b og c"."""
    return " og ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))

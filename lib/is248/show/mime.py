"""How a bundle reaches a notebook: what IPython is given to show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from is248.show.bundle import MIME
from is248.show.jupyter_html import item_html

if TYPE_CHECKING:
    from is248.show.bundle import Bundle


def mimebundle(bundle: Bundle) -> dict[str, Any]:
    """What IPython shows: the bundle itself, HTML for JupyterLab, and a plain-text name."""
    return {MIME: bundle, "text/html": item_html(bundle), "text/plain": f"<{bundle['id']}>"}

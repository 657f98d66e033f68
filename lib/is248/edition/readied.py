"""What libraries make when it is first asked for: imported last by the fork server, made once.

Each fork would otherwise make it anew. Nothing here is of a year or a chapter.
"""

from __future__ import annotations

from is248.edition.normalise import nbformat
from is248.edition.pages import environment

nbformat.validate(nbformat.v4.new_notebook())  # type: ignore[no-untyped-call]
for _name in ("page.html.j2", "chapter.html.j2"):
    environment().get_template(_name)

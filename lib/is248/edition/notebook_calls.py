"""What a notebook asks for, read without running it: questions, answers, others' items."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, NamedTuple

from is248.edition.parameters import notebook_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from is248.base.paths import Project

_FIELD = re.compile(r"\{([a-z_0-9]+)(?::[^{}]*)?\}")
_ASK, _TOLD = "question", "told"


class Calls(NamedTuple):
    """What a notebook asks for.

    Attributes:
        questions: Ids in ``chapter.question("…")``.
        answers: Question → what is asked of it by name: ``asked.good``, ``"{good}"``.
        told: Chapter and item that it retells.
        texts: All texts in its code, item ids among them.
    """

    questions: frozenset[str]
    answers: Mapping[str, frozenset[str]]
    told: frozenset[tuple[str, str]]
    texts: frozenset[str]


def notebook_calls(project: Project, theme: str) -> Calls:
    """Read what a notebook asks for.

    Raises:
        UserError: It is missing, or is no notebook.
    """
    cells = notebook_cells(project, theme)
    sources = ["".join(cell["source"]) for cell in cells if cell.get("cell_type") == "code"]
    nodes = [node for source in sources for node in ast.walk(_parsed(source))]
    named = {name: asked for node in nodes for name, asked in _named(node)}
    answers: dict[str, set[str]] = {}
    for node in nodes:
        for name, answer in _asked_of(node):
            if name in named:
                answers.setdefault(named[name], set()).add(answer)
    asks, tells = ([_words(node, method) for node in nodes] for method in (_ASK, _TOLD))
    return Calls(
        frozenset(words[0] for words in asks if words),
        {asked: frozenset(found) for asked, found in answers.items()},
        frozenset((words[0], words[1]) for words in tells if len(words) > 1),
        frozenset(text for node in nodes for text in _texts([node])),
    )


def _parsed(source: str) -> ast.AST:
    try:
        return ast.parse(source)
    except SyntaxError:  # the run says where; nothing can be read of it
        return ast.parse("")


def _texts(nodes: Iterable[ast.AST]) -> list[str]:
    return [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]


def _words(node: ast.AST, method: str) -> list[str]:
    """The texts given to a call of a method."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return []
    return _texts(node.args) if node.func.attr == method else []


def _named(node: ast.AST) -> Iterator[tuple[str, str]]:
    """``name = chapter.question("id")``, other methods behind it or not."""
    if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
        return
    value = node.value
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        if words := _words(value, _ASK):
            yield node.targets[0].id, words[0]
        value = value.func.value


def _asked_of(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Names and what is asked of them: attributes, and fields of sentences that they are in."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        yield node.value.id, node.attr
    if isinstance(node, ast.Call):
        given = [arg.id for arg in node.args if isinstance(arg, ast.Name)]
        fields = [field for text in _texts(node.args) for field in _FIELD.findall(text)]
        yield from ((name, field.removesuffix("_n")) for name in given for field in fields)

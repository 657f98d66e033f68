"""Random edits of a project's code: what a programmer might change, and some mischief."""

from __future__ import annotations

import ast
import random  # noqa: TC003 - kept beside the code
import re
from pathlib import Path  # noqa: TC003

from project_files import hit_of, pick, put, text_of


def _code(project: Path, chance: random.Random) -> tuple[Path, str]:
    path = pick(project, chance, "lib/is248/**/*.py")
    return path, text_of(path)


def _place(project: Path, chance: random.Random, wanted: str) -> tuple[Path, str, re.Match[str]]:
    """A place that has a pattern, in a module that has it at all."""
    while True:
        path, text = _code(project, chance)
        if hit := hit_of(text, chance, wanted):
            return path, text, hit


def _parsed(path: Path, old: str, new: str) -> str:
    try:
        ast.parse(new)
    except SyntaxError:
        new = old
    put(path, new)
    return "/".join(path.parts[-2:])


def docstring(project: Path, chance: random.Random, _year: int) -> str:
    """A word in a docstring."""
    path, text = _code(project, chance)
    hit = hit_of(text, chance, r'(?<=^    """)[A-Z]')
    return _parsed(path, text, f"{text[: hit.start()]}Now. {text[hit.start() :]}" if hit else text)


def comment_in_code(project: Path, chance: random.Random, _year: int) -> str:
    """A comment at the end of a module."""
    path, text = _code(project, chance)
    return _parsed(path, text, f"{text}# {chance.random()}\n")


def unused_function(project: Path, chance: random.Random, _year: int) -> str:
    """A function that nobody calls."""
    path, text = _code(project, chance)
    name = f"unused_{chance.randrange(10**6)}"
    return _parsed(path, text, f"{text}\n\ndef {name}(x: int) -> int:\n    return x\n")


def constant(project: Path, chance: random.Random, _year: int) -> str:
    """Another value of a module's constant."""
    path, text, hit = _place(project, chance, r"(?<=^)_?[A-Z_]+ = (\d+)(?=$)")
    return f"{_parsed(path, text, f'{text[: hit.end()]}1{text[hit.end() :]}')} {hit[0]}"


def number_in_code(project: Path, chance: random.Random, _year: int) -> str:
    """Another number, anywhere in a module."""
    path, text, hit = _place(project, chance, r"(?<=[ (=])[1-9]\d?(?=[,) \n])")
    return _parsed(path, text, f"{text[: hit.start()]}{int(hit[0]) + 1}{text[hit.end() :]}")


def operator(project: Path, chance: random.Random, _year: int) -> str:
    """Another comparison or sign."""
    path, text = _code(project, chance)
    old, new = chance.choice([(" < ", " <= "), (" + ", " - "), (" and ", " or "), (" > ", " >= ")])
    hit = hit_of(text, chance, re.escape(old))
    if not hit:
        return operator(project, chance, _year)
    return _parsed(path, text, f"{text[: hit.start()]}{new}{text[hit.end() :]}")


def word_in_code(project: Path, chance: random.Random, _year: int) -> str:
    """Another word in a text that a module shows."""
    path, text, hit = _place(project, chance, r'(?<=")[A-ZÆØÅ][a-zæøå]+ (?=[a-zæøå])')
    return _parsed(path, text, f"{text[: hit.start()]}Nå {text[hit.start() :]}")


def new_default(project: Path, chance: random.Random, _year: int) -> str:
    """One more argument with a default."""
    path, text, hit = _place(project, chance, r"^ *def \w+\([^()*]*[^()*, \n](?=,?\n?\) ->)")
    return _parsed(path, text, f"{text[: hit.end()]}, more_of_it: int = 3{text[hit.end() :]}")


def other_default(project: Path, chance: random.Random, _year: int) -> str:
    """Another default of an argument or a field."""
    path, text, hit = _place(
        project, chance, r"(?<=: )(?:int|float|bool|str) = (?:[\d.]+|True|False)(?=[,)\n])"
    )
    old = hit[0]
    turned = {"True": "False", "False": "True"}.get(old.split()[-1], f"{old.split()[-1]}1")
    new = old[: -len(old.split()[-1])] + turned
    return f"{_parsed(path, text, text[: hit.start()] + new + text[hit.end() :])} {old}"


def renamed_local(project: Path, chance: random.Random, _year: int) -> str:
    """Another name for a local variable, everywhere in its function."""
    path, text = _code(project, chance)
    functions = [one for one in ast.walk(ast.parse(text)) if isinstance(one, ast.FunctionDef)]
    names = [
        (one, target.id)
        for one in functions
        for line in one.body
        if isinstance(line, ast.Assign)
        for target in line.targets
        if isinstance(target, ast.Name)
    ]
    if not names:
        return renamed_local(project, chance, _year)
    function, name = chance.choice(names)
    lines = text.splitlines(keepends=True)
    body = slice(function.body[0].lineno - 1, function.end_lineno)
    changed = (
        re.sub(rf"(?<![.\w\"']){name}(?![\w(=\"'])", f"{name}_x", one) for one in lines[body]
    )
    lines[body] = list(changed)
    return f"{_parsed(path, text, ''.join(lines))} {name}"


def helper_split(project: Path, chance: random.Random, _year: int) -> str:
    """A line that does nothing, somewhere in a function."""
    path, text, hit = _place(project, chance, r"^( +)return .*$")
    line = f"{hit[1]}assert True\n"
    return _parsed(path, text, f"{text[: hit.start()]}{line}{text[hit.start() :]}")


def package_in_front(project: Path, chance: random.Random, _year: int) -> str:
    """A package of another's in front of the installed one."""
    name = chance.choice(["firthmodels", "pandera", "krippendorff", "statistics", "colorsys"])
    put(project / "lib" / f"{name}.py", f"raise ImportError('{name}')\n")
    return name


def module_in_front(project: Path, chance: random.Random, _year: int) -> str:
    """A folder in front of a module of the same name: Python takes the folder."""
    path = pick(project, chance, "lib/is248/*/*.py")
    put(path.with_suffix("") / "__init__.py", text_of(path))
    return "/".join(path.parts[-2:])


def package_altered(project: Path, chance: random.Random, _year: int) -> str:
    """A line more in a package as it is installed, which its own list of files does not know."""
    path = pick(project, chance, "lib/copied_packages/*/**/*.py")
    lines = ["X_X = 1\n", "raise ImportError('altered')\n", "# a comment\n"]
    put(path, text_of(path) + chance.choice(lines))
    return "/".join(path.parts[-2:])

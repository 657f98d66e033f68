"""What a run depends on, and what each thing of it is now.

Names come from :mod:`is248.base.observed`. A thing has the same state as long as it cannot have
changed a result: YAML by what it says, not by its comments; code by :mod:`code_units`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from uuid import uuid4

from is248.base.calls import is_of_chapters
from is248.base.exchange import write_whole
from is248.base.files import files_below, is_input
from is248.base.observed import PART, Kind, Seen
from is248.base.paths import Project
from is248.base.yaml_files import read_yaml
from is248.edition.code_units import BODY, ModuleCode, module_code
from is248.edition.file_parts import Parts, are_kept, kept_parts, parts_of_yaml
from is248.edition.importable import Importable
from is248.edition.manifest import read_json
from is248.edition.values_again import ValuesAgain
from is248.survey.freshness import is_current

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

PACKAGE = Path(__file__).resolve().parents[1]
OF_THE_RUN = ("edition", "cli")
"""Rooms of the package that no chapter runs."""

NOWHERE = "-"
"""State of what is not there."""

MOST_REMEMBERED = 4000
"""Files whose sums are remembered."""

CODE = "code by blocks 3 "
"""Kind of the sums of modules that are remembered: those made in another way are not these."""

ALL = "*"
"""Stands for all functions of a module when a run tells of them, or for all modules."""


class Need(NamedTuple):
    """Something that a run depends on; see :class:`is248.base.observed.Seen`.

    ``call`` is of a function and the blocks of it that were reached, ``module:f f/0 f/0/1``;
    ``constant`` is a name that a module sets to a plain value, ``module:NAME``.
    """

    kind: Kind | Literal["constant"]
    what: str


_Mentioning = tuple[Need, frozenset[str]]
"""A constant, and the names that its value mentions."""


@dataclass
class States:
    """The states of a project's files and of the package's code, each found once.

    Attributes:
        root: The project's folder.
        memory: File in which sums are remembered by the checksum of what they were made of.
        packages: Package → installed version and sum, for runs that did not tell what they import.
    """

    root: Path
    memory: Path
    packages: Mapping[str, str] = field(default_factory=dict)
    _importable: Importable = field(default_factory=Importable)
    _known: dict[Need, str] = field(default_factory=dict)
    _current: dict[int, bool] = field(default_factory=dict)
    _never: str = field(default_factory=lambda: uuid4().hex)
    _parts_known: dict[str, Parts | None] = field(default_factory=dict)
    _new: bool = False

    def state(self, need: Need) -> str:
        """What a thing is now; :data:`NOWHERE` when it is not there."""
        if need not in self._known:
            find = {
                "call": self._call, "import": self._import, "constant": self._constant,
                "part": self._part, "package": self._package, "value": self._value,
                "made": self._made_of,
            }  # fmt: skip
            known = find.get(need.kind)
            self._known[need] = known(need.what) if known else self._file(*need)
            if need.kind in {"read", "part"} and self._is_outdated(file_of(need)):
                self._known[need] = self._never
        return self._known[need]

    def needs(self, seen: Iterable[Seen], mentioned: Iterable[str] = ()) -> list[Need]:
        """What a run needs, sorted; all code and packages, when it told of none.

        Args:
            seen: What it told that it read and called.
            mentioned: The names that its own code mentions.
        """
        told = {*_by_function(self._spelt_out(seen))}
        kinds = {need.kind for need in told}
        # one call is told by who rests on a function without calling it, also where none is told
        telling = {"call", "import"} <= kinds
        told |= {Need("call", ALL)} if not telling else set()
        told |= {Need("package", ALL)} if not telling or "package" not in kinds else set()
        return sorted(told | set(self._constants(told, mentioned)))

    def _spelt_out(self, seen: Iterable[Seen]) -> Iterator[Seen]:
        """What was told, with all functions that a module has now for all of a module.

        Another one changes nothing until something that counts is changed to call it.
        """
        for kind, what in seen:
            module, _, name = what.partition(":")
            if kind == "call" and name == ALL:
                functions = self.code.get(module, ModuleCode()).functions
                yield from (Seen("call", f"{module}:{function}") for function in functions)
            else:
                yield Seen(kind, what)

    def _constants(self, told: set[Need], mentioned: Iterable[str]) -> Iterator[Need]:
        """The constants of imported modules that anything called, or done at import, mentions."""
        modules = [need.what for need in told if need.kind == "import"]
        units = [need.what.partition(":") for need in told if need.kind == "call"]
        units += [(module, ":", BODY) for module in modules]
        left = {name for module, _, one in units for name in self._mentions(module, one)}
        left |= {*mentioned}
        known, been = self._constants_by_name(modules), set[str]()
        while left:
            found = {one for name in left for one in known.get(name, ())}
            been |= left
            left = {more for need, names in found for more in names} - been
            yield from (need for need, _ in found)

    def _constants_by_name(self, modules: Iterable[str]) -> dict[str, list[_Mentioning]]:
        """Name → the constants that it mentions, by their own or their class's, and theirs."""
        found: dict[str, list[_Mentioning]] = {}
        for module in modules:
            for name, (_, names) in self.code.get(module, ModuleCode()).constants.items():
                for part in name.split("."):
                    one = Need("constant", f"{module}:{name}"), names
                    found.setdefault(part, []).append(one)
        return found

    def _mentions(self, module: str, unit: str) -> Iterator[str]:
        code = self.code.get(module, ModuleCode())
        for name in unit.split():
            yield from (code.unit(name) or ("", frozenset()))[1]

    # ---- code -----------------------------------------------------------------------------------

    @cached_property
    def code(self) -> dict[str, ModuleCode]:
        """Full name → code of the package's modules but those of the run."""
        found: dict[str, ModuleCode] = {}
        for path in sorted(PACKAGE.rglob("*.py")):
            parts = path.relative_to(PACKAGE).with_suffix("").parts
            name = ".".join([PACKAGE.name, *parts]).removesuffix(".__init__")
            if is_of_chapters(name):
                found.setdefault(name, self._module(path))  # a folder goes before a module
        return found

    def _module(self, path: Path) -> ModuleCode:
        source = path.read_bytes()
        return as_code(self.remembered(source, lambda: as_json(module_code(source.decode())), CODE))

    def _call(self, what: str) -> str:
        if what == ALL:
            return _sum(self._whole(code) for _, code in sorted(self.code.items()))
        module, _, name = what.partition(":")
        code = self.code.get(module)
        if code is None:
            return NOWHERE
        return " ".join((code.unit(one) or (NOWHERE,))[0] for one in name.split())

    def _whole(self, code: ModuleCode) -> str:
        functions = (f"{name} {digest}" for name, (digest, _) in sorted(code.functions.items()))
        constants = (f"{name} {digest}" for name, (digest, _) in sorted(code.constants.items()))
        return _sum([code.body[0], *functions, *constants])

    def _import(self, module: str) -> str:
        return self.code[module].body[0] if module in self.code else NOWHERE

    def _constant(self, what: str) -> str:
        module, _, name = what.partition(":")
        return self.code.get(module, ModuleCode()).constants.get(name, (NOWHERE,))[0]

    def _value(self, _: str) -> str:
        return ""  # what it was made of has a state

    def _made_of(self, what: str) -> str:
        return self.state(inner_of(what))

    def as_told(self, value: str) -> bool:
        """Whether the same comes out as was told, made again."""
        return self._values.is_as_told(value)

    @cached_property
    def _values(self) -> ValuesAgain:
        return ValuesAgain(Project(self.root))

    @property
    def packages_changed(self) -> int:
        """When a package that was asked for was changed last, in nanoseconds."""
        return self._importable.newest

    def _package(self, name: str) -> str:
        if name == ALL:
            return _sum(map(" ".join, sorted(self.packages.items())))
        return self._importable.state(name)

    @cached_property
    def resources(self) -> str:
        """Sum over the package's files that are no code: fonts, lists."""
        files = [path for path in files_below(PACKAGE) if path.suffix not in {".py", ".pyc"}]
        kept = [one for one in files if one.relative_to(PACKAGE).parts[0] not in OF_THE_RUN]
        return _sum(f"{p.relative_to(PACKAGE).as_posix()} {_bytes_sum(p)}" for p in kept)

    # ---- files ----------------------------------------------------------------------------------

    def _file(self, kind: str, what: str) -> str:
        path = self.root / what
        if kind == "list":
            found = (one.name for one in path.parent.glob(path.name) if is_input(one.name))
            return " ".join(sorted(found))
        if not path.exists():
            return NOWHERE
        return self._content(path) if kind == "read" and path.is_file() else "+"

    def _content(self, path: Path) -> str:
        data = path.read_bytes()
        if path.suffix != ".yml":
            return hashlib.sha256(data).hexdigest()
        said: str = self.remembered(data, lambda: _said(data))
        return said

    def _is_outdated(self, file: str) -> bool:
        """Whether a file of prepared answers is to be made anew by who reads it."""
        path = self.root / file
        if not are_kept(path) or not path.parent.name.isdigit():
            return False
        year = int(path.parent.name)
        if year not in self._current:
            self._current[year] = is_current(year, Project(self.root))
        return not self._current[year]

    # ---- parts of files -------------------------------------------------------------------------

    def _part(self, what: str) -> str:
        """A part of a file; the whole of it where its parts are not known."""
        file, _, name = what.rpartition(PART)
        parts = self._parts(file)
        return self.state(Need("read", file)) if parts is None else parts.get(name, NOWHERE)

    def _parts(self, file: str) -> Parts | None:
        if file not in self._parts_known:
            path = self.root / file
            found = kept_parts(path) if are_kept(path) else self._parts_of_yaml(path)
            self._parts_known[file] = found
        return self._parts_known[file]

    def _parts_of_yaml(self, path: Path) -> Parts | None:
        if not path.is_file():
            return None
        data = path.read_bytes()
        found: Parts | None = self.remembered(
            data, lambda: parts_of_yaml(path.name, data), f"parts, fields apart, of {path.name} "
        )
        return found

    # ---- memory ---------------------------------------------------------------------------------

    def remembered(self, data: bytes, make: Callable[[], Any], kind: str = "") -> Any:  # noqa: ANN401 - any JSON
        """What is made of some bytes, made once and remembered by their sum and its kind."""
        key = kind + hashlib.sha256(data).hexdigest()
        if key not in self._memory:
            self._memory[key], self._new = make(), True
        return self._memory[key]

    @cached_property
    def _memory(self) -> dict[str, Any]:
        return read_json(self.memory) or {}

    def remember(self, *, all_code: bool = False) -> None:
        """Write what was found out for the next run; of the newest things only.

        Args:
            all_code: Whether all code is read first: before workers are forked that will want it.
        """
        if (all_code and self.code and self._new) or self._new:
            kept = dict(list(self._memory.items())[-MOST_REMEMBERED:])
            self.memory.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self.memory, json.dumps(kept, sort_keys=False))
            self._new = False


def inner_of(what: str) -> Need:
    """What values were made of, as the need of who reads it."""
    _, kind, path = what.split(" ", 2)
    return Need(kind, path)  # type: ignore[arg-type]


def file_of(need: Need) -> str:
    """The file of a need of files."""
    if need.kind == "made":
        return file_of(inner_of(need.what))
    return need.what.rpartition(PART)[0] if need.kind == "part" else need.what


def _by_function(seen: Iterable[Seen]) -> Iterator[Need]:
    """What was told, the blocks of a function put together."""
    blocks: dict[str, list[str]] = {}
    for kind, what in seen:
        if kind == "call":
            module, _, block = what.partition(":")
            blocks.setdefault(f"{module}:{block.partition('/')[0]}", []).append(block)
        else:
            yield Need(kind, what)
    for function, found in blocks.items():
        yield Need("call", f"{function.partition(':')[0]}:{' '.join(sorted(found))}")


def as_json(code: ModuleCode) -> list[Any]:
    """A module's code as JSON."""
    units = {BODY: code.body, **code.functions}
    told = ({name: [digest, sorted(names)] for name, (digest, names) in each.items()}
            for each in (units, code.constants))  # fmt: skip
    return [*told]


def as_code(told: list[Any]) -> ModuleCode:
    """The same back."""
    functions, constants = (
        {name: (digest, frozenset(names)) for name, (digest, names) in each.items()}
        for each in told
    )
    return ModuleCode(functions, constants, functions.pop(BODY))


def _said(data: bytes) -> str:
    """Sum over what a YAML file says; over its bytes when it cannot be read."""
    try:
        text = json.dumps(read_yaml(data.decode()), ensure_ascii=True, default=str)
    except Exception:  # noqa: BLE001 - the chapter will say what is wrong with it
        return hashlib.sha256(data).hexdigest()
    return hashlib.sha256(text.encode()).hexdigest()


def _bytes_sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _sum(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()

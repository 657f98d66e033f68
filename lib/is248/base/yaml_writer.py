"""Writing of YAML for people to read and change: a field a line, small mappings on one line."""

from __future__ import annotations

import yaml

_WIDTH = 110


class Flow(dict):  # type: ignore[type-arg]  # a mark for the writer
    """A mapping that is written on one line."""


class _Plain(yaml.SafeDumper):
    """Writes each value where it stands: no anchors, lists on one line."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - as PyYAML calls it
        """Nothing is written as a reference to another place."""
        return True

    def one_line(self, data: Flow) -> yaml.Node:
        """A marked mapping."""
        return self.represent_mapping(self.DEFAULT_MAPPING_TAG, data, flow_style=True)

    def short_list(self, data: list[object]) -> yaml.Node:
        """A list on one line, unless mappings are in it."""
        tall = any(isinstance(each, dict) for each in data)
        return self.represent_sequence(self.DEFAULT_SEQUENCE_TAG, data, flow_style=not tall)


_Plain.add_representer(Flow, _Plain.one_line)
_Plain.add_representer(list, _Plain.short_list)


def yaml_text(content: object) -> str:
    """Plain values, lists and mappings as YAML, keys in their order."""
    return yaml.dump(content, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=_WIDTH,
                     default_flow_style=False)  # fmt: skip

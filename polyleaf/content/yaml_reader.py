"""Read YAML files into plain data, each text with its line. Any file gives either data or findings.

Nothing here needs pydantic, so planning can read files quickly. libyaml (through PyYAML) parses the file. This module
decides what a word without quotes means, by the core schema of YAML 1.2.2, section 10.3: `yes`, `17:00` and
`2026-11-30` are texts, and `017` is seventeen. PyYAML's own rules are those of YAML 1.1, which read them as true, 1020,
a date and fifteen. ruamel.yaml reads YAML 1.2 in Python, and needs 65 ms for a brochure that takes 3 ms here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from polyleaf.core.errors import InputError
from polyleaf.core.findings import Finding, Origin
from polyleaf.core.input_files import UnreadableError
from polyleaf.core.project import Project
from polyleaf.core.reader_findings import reader_finding

LIMIT_BYTES = 4_000_000
LIMIT_DEPTH = 50
LIMIT_PARTS = 100_000
LIMIT_LETTERS = 20_000
"""Far more than a brochure has (22 kB, 14 levels, 1,301 parts, 144 letters in a text). A larger file is refused."""
FINDINGS_AT_MOST = 50
"""Per file. A file of another kind would otherwise have a finding in every line."""

_Composer: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
STRING, _NULL, _BOOL, _INT, _FLOAT = (_TAG + kind for kind in ("str", "null", "bool", "int", "float"))
_MAP, _SEQUENCE = _TAG + "map", _TAG + "seq"
_PLAIN_START = frozenset("-+.0123456789nNtTfF~")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT_FORM = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT_FORM = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_DIGITS_AT_MOST = 100  # of a number; Python refuses to read more than 4,300
# Control characters, marks of byte order, and the three (U+0085, U+2028, U+2029) at which libyaml ends a line as
# YAML 1.1 did and no editor does: the lines of its findings would not be those that the author sees.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # in no text, even as an escape
_NAMES: dict[type[object], str] = {list: "a list", type(None): "nothing"}


class SourceString(str):
    """A string from a YAML file that knows its line (from 1)."""

    __slots__ = ("line",)
    line: int

    @classmethod
    def at(cls, value: str, line: int) -> SourceString:
        string = cls(value)
        string.line = line
        return string


class SourceMap:
    """The line of every part of one YAML file."""

    def __init__(self, path: str, root: yaml.Node | None) -> None:
        self.path = path
        self._root = root

    def origin(self, *steps: object) -> Origin:
        """The line of the part at this path, or of the nearest part above it that exists."""
        _, line, _ = self._find(steps)
        return Origin(self.path, line)

    def written(self, *steps: object) -> str:
        """The single value at this path as it is in the file. Empty for a list, for a mapping, and if there is none."""
        node, _, _ = self._find(steps)
        return str(node.value) if isinstance(node, yaml.ScalarNode) else ""

    def steps(self, *steps: object) -> tuple[Any, ...]:
        """The steps of a path that exist in the file. pydantic also puts the branches of a union into its paths."""
        return self._find(steps)[2]

    def _find(self, steps: tuple[object, ...]) -> tuple[yaml.Node | None, int, tuple[Any, ...]]:
        node, line, existing = self._root, 1, []
        for step in steps:
            found = _child(node, step)
            if found is not None:
                node, line = found
                existing.append(step)
        return node, line, tuple(existing)


def _child(node: yaml.Node | None, step: object) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return value, key.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].start_mark.line + 1
    return None


def read_mapping(project: Project, path: Path) -> tuple[dict[str, Any], SourceMap]:
    """The keys and values of a YAML file of a project, and its lines.

    Raises InputError as `read_yaml` does, and for a file that contains something else.
    """
    source_map, data = read_yaml(project, path)
    if not isinstance(data, dict):
        message = f"the file holds {_NAMES.get(type(data), 'a single word')} where its keys are expected"
        raise InputError([source_invalid(source_map.origin(), message, "Write it like `name: Example Clinic`.")])
    return data, source_map


def read_yaml(project: Project, path: Path) -> tuple[SourceMap, object]:
    """The lines and the data of a YAML file of a project.

    Raises InputError with the findings of a file that cannot be read; see `parse_yaml`.
    """
    name = project.relative(path)
    try:
        content = project.read(path, LIMIT_BYTES)
    except UnreadableError as error:
        raise InputError([source_invalid(Origin(name), f"cannot be read: {error}")]) from None
    return parse_yaml(content, name)


def parse_yaml(content: bytes, name: str) -> tuple[SourceMap, object]:
    """The lines and the data of a YAML document: dicts, lists, SourceStrings, numbers, booleans and None.

    The keys are texts as they are written. Raises InputError with a finding at its line for text that is not UTF-8 or
    not YAML, for keys that are repeated or not words, for tags, and for anything larger or deeper than a real file.
    """
    text = _decode(content, name)
    composer = _LimitedComposer(text)
    try:
        root = composer.get_single_node()
    except yaml.MarkedYAMLError as error:
        raise InputError([_syntax_finding(error, name)]) from None
    except yaml.YAMLError as error:
        raise InputError([source_invalid(Origin(name), f"broken YAML: {' '.join(str(error).split())}")]) from None
    finally:
        composer.dispose()
    return SourceMap(name, root), _Constructor(name).document(root)


def source_invalid(origin: Origin, message: str, hint: str = "") -> Finding:
    """A finding about a YAML file that is not read."""
    return reader_finding("source-invalid", origin, message, hint)


def _decode(content: bytes, name: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError([source_invalid(Origin(name, line), "not UTF-8", "Save the file as UTF-8.")]) from None
    if found := _UNWANTED.search(text):
        line = text.count("\n", 0, found.start()) + 1
        message = f"an invisible character, U+{ord(found[0]):04X}"
        raise InputError([source_invalid(Origin(name, line), message, "Remove it, or write the line again.")])
    return text


def _syntax_finding(error: yaml.MarkedYAMLError, name: str) -> Finding:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 0
    if isinstance(error, _TooLargeError):
        return source_invalid(Origin(name, line), str(error.problem), "Ask for the file as it was.")
    reason = ", ".join(part for part in (error.context, error.problem) if part)
    hint = "Check the indentation, the colons and the quotation marks there."
    return source_invalid(Origin(name, line), f"broken YAML: {reason}", hint)


class _TooLargeError(yaml.MarkedYAMLError):
    """The document has more parts, or more levels, than any real file."""


class _LimitedComposer(_Composer):  # type: ignore[misc]  # a class that is chosen at run time
    """Composes nodes with tags of the core schema, and stops before a document is too large for this process.

    libyaml's composer calls itself for each level, and would crash the process at about 20,000 levels. It asks its
    resolver about each node before it goes into it.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = self._parts = 0

    def descend_resolver(self, current_node: yaml.Node | None, current_index: object) -> None:  # noqa: ARG002 -- PyYAML's signature
        self._depth += 1
        self._parts += 1
        mark = current_node.start_mark if current_node else None
        if self._depth > LIMIT_DEPTH:
            raise _TooLargeError(problem=f"more than {LIMIT_DEPTH} levels", problem_mark=mark)
        if self._parts > LIMIT_PARTS:
            raise _TooLargeError(problem=f"more than {LIMIT_PARTS:,} parts", problem_mark=mark)

    def ascend_resolver(self) -> None:
        self._depth -= 1

    def resolve(self, kind: type[yaml.Node], value: str, implicit: tuple[bool, bool]) -> str:
        if kind is yaml.ScalarNode:
            return resolve_plain(value) if implicit[0] else STRING
        return _MAP if kind is yaml.MappingNode else _SEQUENCE


def unwanted(text: str) -> re.Match[str] | None:
    """The first character of a text that a file may contain only as an escape."""
    return None if text.isprintable() else _UNWANTED.search(text)


def resolve_plain(value: str) -> str:
    """The tag of a word without quotes, by the core schema of YAML 1.2.2."""
    if value and value[0] not in _PLAIN_START:
        return STRING
    if value in _NULLS:
        return _NULL
    if value in _BOOLS:
        return _BOOL
    if len(value) > _DIGITS_AT_MOST:
        return STRING
    if _INT_FORM.fullmatch(value):
        return _INT
    return _FLOAT if _FLOAT_FORM.fullmatch(value) else STRING


def _int(value: str) -> int:
    prefix = value[:2]
    return int(value, 0) if prefix in {"0o", "0x"} else int(value)


def _float(value: str) -> float:
    return float(value.lower().replace(".inf", "inf").replace(".nan", "nan"))


_SCALARS: dict[str, Callable[[str], object]] = {
    _NULL: lambda _: None,
    _BOOL: _BOOLS.__getitem__,
    _INT: _int,
    _FLOAT: _float,
}
_KINDS = {_NULL: "empty", _BOOL: "true or false", _INT: "a whole number", _FLOAT: "a number"}
_NO_ALIAS = "Write out what the alias repeats, or leave it out."


class _Constructor:
    """Turns nodes into data. Raises InputError with everything that is wrong with the nodes, each at its line."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._findings: list[Finding] = []
        self._parts = 0
        self._around: list[yaml.Node] = []

    def document(self, root: yaml.Node | None) -> object:
        """The data of a document. None if it is empty."""
        data = None if root is None else self._value(root)
        if self._findings:
            raise InputError(self._findings[:FINDINGS_AT_MOST])
        return data

    def _value(self, node: yaml.Node) -> object:
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        # The node of an alias is the same object as the node that it names. A part may contain itself, or repeat
        # without end.
        if node in self._around:
            raise InputError([self._finding(node, "an alias (*) puts this part inside itself", _NO_ALIAS)])
        self._around.append(node)
        self._parts += len(node.value)
        if self._parts > LIMIT_PARTS or len(self._around) > LIMIT_DEPTH:
            raise InputError([self._finding(node, "aliases (*) make this part too large", _NO_ALIAS)])
        data: object
        if node.tag not in {_MAP, _SEQUENCE}:
            self._refuse_tag(node)
            data = None
        elif isinstance(node, yaml.MappingNode):
            data = self._mapping(node)
        else:
            data = [self._value(item) for item in node.value]
        self._around.pop()
        return data

    def _mapping(self, node: yaml.MappingNode) -> dict[str, object]:
        data: dict[str, object] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._add(key, "a list or further keys where a key is expected", "A text in brackets needs quotes.")
            elif key.value in data:
                self._add_duplicate(node, key)
            else:
                self._check_text(key)
                data[key.value] = self._value(value)
        return data

    def _scalar(self, node: yaml.ScalarNode) -> object:
        value, tag = node.value, node.tag
        if tag == STRING:
            self._check_text(node)
            return SourceString.at(value, node.start_mark.line + 1)
        construct = _SCALARS.get(tag)
        if construct is None:
            self._refuse_tag(node)
            return None
        found = resolve_plain(value)
        if found != tag and (found, tag) != (_INT, _FLOAT):  # only where a tag says what the value is not
            self._add(node, f"{value!r} is marked as {_KINDS[tag]} and is not", "Remove the mark (!!) before it.")
            return None
        return construct(value)

    def _check_text(self, node: yaml.ScalarNode) -> None:
        value = node.value
        if len(value) > LIMIT_LETTERS:
            self._add(node, f"a text of {len(value):,} letters; the limit is {LIMIT_LETTERS:,}", "Divide it.")
        elif not value.isprintable() and (control := _CONTROL.search(value)):
            self._add(node, f"a control character, U+{ord(control[0]):04X}, written as an escape", "Remove it.")

    def _refuse_tag(self, node: yaml.Node) -> None:
        mark = node.tag.replace(_TAG, "!!")
        self._add(node, f"the mark {mark!r} means nothing here", "Remove it; a text that begins with ! needs quotes.")

    def _add_duplicate(self, mapping: yaml.MappingNode, key: yaml.ScalarNode) -> None:
        if len(self._findings) == FINDINGS_AT_MOST:
            return
        first = next(other for other, _ in mapping.value if other.value == key.value)
        message = f"duplicate key {key.value!r}; it is also in line {first.start_mark.line + 1}"
        self._add(key, message, "Remove one.")

    def _add(self, node: yaml.Node, message: str, hint: str) -> None:
        if len(self._findings) < FINDINGS_AT_MOST:
            self._findings.append(self._finding(node, message, hint))

    def _finding(self, node: yaml.Node, message: str, hint: str) -> Finding:
        return source_invalid(Origin(self._name, node.start_mark.line + 1), message, hint)

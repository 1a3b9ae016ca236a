"""Write models as YAML, one text on each line, so that people can read it and version control can compare it."""

from __future__ import annotations

import sys
from typing import Any

import yaml
from pydantic import BaseModel

from polyleaf.content.yaml_reader import STRING, resolve_plain, unwanted


class _Dumper(yaml.SafeDumper):
    """Writes `yes` and `no`, which people fill in, instead of `true` and `false`.

    It quotes what either version of YAML reads as something other than a text, and escapes what the reader refuses.
    """

    def represent_text(self, text: str) -> yaml.ScalarNode:
        """A text, in double quotes if it needs an escape."""
        plain = resolve_plain(text) == STRING
        return self.represent_scalar(STRING, text, style='"' if unwanted(text) else None if plain else "'")


_Dumper.add_representer(str, _Dumper.represent_text)
_Dumper.add_representer(
    bool, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:bool", "yes" if value else "no")
)


def to_yaml(model: BaseModel, heading: str) -> bytes:
    """The model as YAML in UTF-8 below a heading of comments. Default values are left out."""
    content: Any = model.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    text = yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=sys.maxsize)
    return (heading + text).encode()

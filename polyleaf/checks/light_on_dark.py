"""Light text on a dark background: one rule sets both, and no other rule may set a colour or a background there.

All other text is dark and all other backgrounds are light, within limits that make any two of them readable, so those
rules need not know each other. Light text is the exception, so its background must be certain.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from polyleaf.checks.css_values import PageValues, UnknownValueError, written
from polyleaf.checks.page_styles import PageStyles, StyleRule

COLOURS = ("color", "background", "background-color")


class LightOnDark:
    """The rules of a page that set light text on a dark background."""

    def __init__(self, styles: PageStyles, values: PageValues, around_safety: Collection[Element]) -> None:
        self._styles = styles
        self._values = values
        self._around_safety = around_safety

    def inverts(self, rule: StyleRule, *, strict: bool) -> bool:
        """Whether a rule sets light text together with its dark background. `strict` requires that it certainly does.

        It is not certain inside @media, or with a custom property that is not set on the root of the page.
        """
        texts, grounds = self._colours(rule, "color"), self._colours(rule, "background", "background-color")
        if not texts or not grounds or rule.pseudo_element or (strict and rule.conditional):
            return False
        light, dark = all(map(self._values.is_light, texts)), all(map(self._values.is_dark, grounds))
        return light and dark and (not strict or self._is_set(rule))

    def broken(self) -> Iterator[tuple[StyleRule, Any]]:
        """The rules, each with a declaration, that set another colour or background where safety
        text is light on dark.
        """
        near = [rule for rule in self._styles.rules if rule.names & set(COLOURS) and self._is_near(rule)]
        inverting = [rule for rule in near if self.inverts(rule, strict=True)]
        for rule in near:
            if rule not in inverting:
                for declaration in rule.values_of(*COLOURS):
                    if self._breaks(rule, declaration, inverting):
                        yield rule, declaration

    def _is_near(self, rule: StyleRule) -> bool:
        return not rule.pseudo_element and any(e.etree_element in self._around_safety for e in rule.elements)

    @staticmethod
    def _breaks(rule: StyleRule, declaration: Any, inverting: Sequence[StyleRule]) -> bool:
        """Whether a declaration applies to something inside light text, or to the light text itself and wins."""
        if declaration.lower_name == "color" and written(declaration.value) in {"inherit", "currentcolor"}:
            return False
        return any(
            (dark in rule.elements and rule.rank > other.rank) or any(dark in e.ancestors for e in rule.elements)
            for other in inverting
            for dark in other.elements
        )

    def _colours(self, rule: StyleRule, *names: str) -> list[Any]:
        """The values that these properties may have in a rule. None if one of them is more than a colour."""
        found: list[Any] = []
        for declaration in rule.values_of(*names):
            try:
                readings = self._values.readings(declaration.value)
            except UnknownValueError:
                return []
            for reading in readings:
                parts = [part for part in reading if part.type not in {"whitespace", "comment"}]
                if len(parts) != 1:
                    return []
                found += parts
        return found

    def _is_set(self, rule: StyleRule) -> bool:
        """Whether every custom property in a rule's colours is set on the root of the page, for every width."""
        named = {
            part.arguments[0].value
            for declaration in rule.values_of(*COLOURS)
            for part in declaration.value
            if part.type == "function" and part.lower_name == "var"
        }
        roots = [rule for rule in self._styles.rules if rule.selector in {":root", "html"} and not rule.conditional]
        return named <= {declaration.name for root in roots for declaration in root.declarations}

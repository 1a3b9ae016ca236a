"""The parts of the closed list: lengths and colours, and selectors read as widely as browsers may."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import cssselect2
import pytest
import tinycss2

from polyleaf.checks.css_values import PageValues, UnknownValueError, px, written
from polyleaf.checks.screen_list import Allowed, screen_list
from polyleaf.checks.selectors import UnknownSelectorError, read_selector
from polyleaf.content.picture_file import picture_of
from polyleaf.core.workspace import Workspace
from polyleaf.design.mark_lock import load_mark_lock
from polyleaf.render.page import parse
from tests.conftest import ROOT

PAGE = parse(
    '<!DOCTYPE html><html lang="de" dir="ltr"><body><main id="m"><section class="a b" data-x="Y"><ul><li>1<li>2</ul>'
    "<p>x</p></section><p>y</p></main>"
)


def tokens(value: str) -> list[Any]:
    return list(tinycss2.parse_component_value_list(value))


def values(**properties: Sequence[str]) -> PageValues:
    named = {f"--{name}": [tokens(value) for value in of_it] for name, of_it in properties.items()}
    return PageValues(screen_list(), named, frozenset({"Polyleaf Sans"}), {"DRAFT"}.__contains__)


def allowed(**fields: Any) -> Allowed:
    return Allowed.model_validate(fields)


def accepted(value: str, rule: Allowed, **properties: Sequence[str]) -> bool:
    page = values(**properties)
    return all(page.accepts(rule, reading) for reading in page.readings(tokens(value)))


# ---- Values


@pytest.mark.parametrize(
    ("length", "least", "most"),
    [
        ("12px", 12, 12),
        ("9pt", 12, 12),
        ("1rem", 18, 18),
        ("-2mm", -7.56, -7.56),
        ("1em", 14, 40),
        ("10vw", 32, 192),
        ("calc(1rem + 2px)", 20, 20),
        ("calc(1rem - (2px + 1px) * 2)", 12, 12),
        ("calc(40px / -2)", -20, -20),
        ("min(100%, 20rem)", 160, 360),
        ("max(1.5rem, 24px)", 27, 27),
        ("clamp(1rem, 4vw, 2.5rem)", 18, 45),
        ("calc(-1 * 2em)", -80, -28),
    ],
)
def test_lengths_in_px_at_least_and_at_most(length: str, least: float, most: float) -> None:
    (token,) = tokens(length)
    assert px(token) == pytest.approx((least, most), abs=0.01)


@pytest.mark.parametrize(
    "length",
    [
        "1vh",
        "5q",
        "1fr",
        "red",
        "calc()",
        "calc(1px +)",
        "calc(1px / 0)",
        "sin(1px)",
        "clamp(1px)",
        "calc(infinity * 1px)",
    ],
)
def test_what_is_no_length_that_is_known(length: str) -> None:
    (token,) = tokens(length)
    with pytest.raises(UnknownValueError):
        px(token)


@pytest.mark.parametrize(
    ("value", "rule", "expected"),
    [
        ("1rem 2rem", allowed(length=["0", "2rem"], most=2), True),
        ("1rem 2rem", allowed(length=["0", "2rem"]), False),
        ("-0.01px", allowed(length=["0", "2rem"]), False),
        ("0", allowed(length=["0", "2rem"]), True),
        ("3", allowed(length=["0", "2rem"]), False),
        ("1.5", allowed(number=[1.2, 2]), True),
        ("1", allowed(number=[1.2, 2]), False),
        ("NONE", allowed(words=["none"]), True),
        ("repeat( 2,  1FR )", allowed(values=["repeat( 2, 1fr )"]), True),
        ("", allowed(words=["none"]), False),
        ("#15202b", allowed(colour="text"), True),
        ("hsl(0 0% 40%)", allowed(colour="text"), False),
        ("hsl(0, 0%, 30%)", allowed(colour="text"), True),
        ("rgba(0, 0, 0, 0.9)", allowed(colour="text"), False),
        ("#000f", allowed(colour="text"), True),
        ("#fff0", allowed(colour="ground"), False),
        ("white", allowed(colour="ground"), True),
        ("#c4c2ba", allowed(colour="ground"), False),
        ("light-dark(#000, #fff)", allowed(colour="any"), False),
        ('"Polyleaf Sans"', allowed(family=True), True),
        ('"Webdings"', allowed(family=True), False),
        ('"DRAFT"', allowed(message=True), True),
        ('"OK"', allowed(message=True), False),
        ("url(data:image/svg+xml,x)", allowed(drawing=True), False),
        ("url('data:image/png;base64,QQ')", allowed(drawing=True), False),
    ],
)
def test_values_are_judged_part_by_part(value: str, rule: Allowed, *, expected: bool) -> None:
    assert accepted(value, rule) is expected


def test_a_mark_may_have_another_colour_and_no_other_shape() -> None:
    cross = picture_of(ROOT / "styles" / "marks" / "cross.svg").content.decode()  # as it is embedded
    for drawing, expected in (
        (cross, True),
        (cross.replace("#15202b", "#7b1e50"), True),
        (cross.replace("M13 5", "M14 5"), False),
    ):
        coded = base64.b64encode(drawing.encode()).decode()
        assert accepted(f'url("data:image/svg+xml;base64,{coded}")', allowed(drawing=True)) is expected
        assert accepted(f"url(data:image/svg+xml,{quote(drawing)})", allowed(drawing=True)) is expected


def test_the_marks_are_locked() -> None:
    assert set(screen_list().drawings) == {path.name for path in (ROOT / "styles" / "marks").glob("*.svg")}


def test_a_mark_has_the_same_places_on_paper_and_on_the_screen(repository: Workspace) -> None:
    on_paper = {Path(mark.file).name: mark.place for mark in load_mark_lock(repository).marks}
    on_screen = {name: mark.place for name, mark in screen_list().drawings.items() if mark.beside}
    assert on_paper == on_screen


def test_every_value_of_a_property_is_put_in() -> None:
    rule = allowed(length=["1px", "9px"])
    assert accepted("var(--a)", rule, a=["1px", "9px"])
    assert not accepted("var(--a)", rule, a=["1px", "10px"])
    assert accepted("calc(var(--a) + var( --b , 1px))", rule, a=["1px", "2px"], b=["3px"])
    assert not accepted("var(--nix, 10px)", rule)
    with pytest.raises(UnknownValueError, match="--nix is not set"):
        values().readings(tokens("var(--nix)"))
    with pytest.raises(UnknownValueError, match="--a refers to itself"):
        values(a=["var(--b)"], b=["var(--a)"]).readings(tokens("var(--a)"))
    with pytest.raises(UnknownValueError, match="too many values"):
        values(a=["1px"] * 9).readings(tokens("var(--a) var(--a) var(--a)"))
    with pytest.raises(UnknownValueError, match="names no property"):
        values().readings(tokens("var()"))


def test_a_value_is_written_in_one_form() -> None:
    assert written(tokens(" 1PX /* x */  Solid ")) == "1px solid"


# ---- Selectors


def matched(selector: str) -> list[str]:
    """The elements of the page that a selector may match, by their names in the order of the page."""
    read = read_selector(tokens(selector), screen_list().selectors)
    elements = cssselect2.ElementWrapper.from_html_root(PAGE).iter_subtree()
    return [element.local_name for element in elements if read.matches(element)]


@pytest.mark.parametrize(
    ("selector", "elements"),
    [
        (".a.b > p", ["p"]),
        ("#m li + li", ["li"]),
        ("li:hover", ["li", "li"]),
        (":focus-visible li:nth-child(2n)", ["li"]),
        ("li:not(:hover)", ["li", "li"]),
        ("li:not(.x)", ["li", "li"]),
        ("main:has([open]) ul", ["ul"]),
        ("[data-x=y]", ["section"]),
        ("section:not([data-x=y])", ["section"]),
        ("section:lang(de-AT)", ["section"]),
        ("section:has(> ul) > p", ["p"]),
        ("ul::before", ["ul"]),
        ("ul:AFTER", ["ul"]),
        (":is(ul, .nix)", ["ul"]),
    ],
)
def test_a_selector_matches_all_that_a_browser_may(selector: str, elements: list[str]) -> None:
    assert matched(selector) == elements


@pytest.mark.parametrize(
    "selector",
    [
        ":is(!, p)", ":is(ul li)", "section:has(> ul li)", ':lang("*")', "p::first-letter", "::marker", "p:dir(ltr)",
        "& p", "svg|p", "p || p", "> p", ":nth-child(2 of p)", "p:unheard-of", ":is()", "[a|b=c]", "p:empty",
        "p::before:hover",
    ],
)  # fmt: skip
def test_another_selector_is_refused(selector: str) -> None:
    with pytest.raises(UnknownSelectorError):
        matched(selector)


def test_a_selector_is_read_with_its_states_and_its_weight() -> None:
    read = read_selector(tokens(" #m a:focus-visible:not(:hover)::before"), screen_list().selectors)
    assert (read.pseudo_element, read.states, read.specificity) == (
        "before",
        frozenset({"focus-visible"}),
        (1, 2, 2),
    )

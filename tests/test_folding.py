"""The tri-fold on paper's arithmetic: which panel backs which, and what is seen as it is folded and opened."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from polyleaf.design.folding import Side, panel_folds, panel_spans
from tests.paper import Face, Piece, Spans, Stack, fold_left_over, fold_right_over, seen, sheet, turn_over

pytestmark = pytest.mark.slow

OUTSIDE = Side("outside", ("flap", "back", "front"))
INSIDE = Side("inside", ("in-1", "in-2", "in-3"))
MM_PER_INCH = 25.4


@dataclass(frozen=True)
class TriFold:
    """The table of print geometry: the panel that tucks in, the other two, and the height of the sheet, in mm."""

    tucked: float
    full: float
    right_to_left: bool

    @property
    def width(self) -> float:
        return self.tucked + 2 * self.full

    @property
    def widths(self) -> dict[str, float]:
        full = dict.fromkeys(("back", "front", "in-1", "in-2"), self.full)
        return full | dict.fromkeys(("flap", "in-3"), self.tucked)

    def spans(self, side: Side) -> Spans:
        return panel_spans(side.panels, self.widths, self.right_to_left)

    def folds(self, side: Side) -> tuple[float, ...]:
        return panel_folds(side.panels, self.widths, self.right_to_left)

    def flat(self, *, flipped_on_short_edge: bool = True) -> Stack:
        """Printed, the inside up."""
        up, down = self.spans(INSIDE), self.spans(OUTSIDE)
        return sheet(up, down, self.width, flipped_on_short_edge=flipped_on_short_edge)

    def tucked_in(self) -> Stack:
        """The outer end of the inside laid in first."""
        first, second = self.folds(INSIDE)
        return fold_left_over(self.flat(), first) if self.right_to_left else fold_right_over(self.flat(), second)

    def closed(self) -> Stack:
        """The other end laid over it."""
        first, second = self.folds(INSIDE)
        return (
            fold_right_over(self.tucked_in(), second) if self.right_to_left else fold_left_over(self.tucked_in(), first)
        )

    def at(self, x: float) -> float:
        """A place of the left-to-right leaflet, on this one."""
        return self.width - x if self.right_to_left else x


LETTER = (3.625 * MM_PER_INCH, 3.6875 * MM_PER_INCH)
TRIFOLDS = {
    "a4-ltr": TriFold(97, 100, right_to_left=False),
    "a4-rtl": TriFold(97, 100, right_to_left=True),
    "letter-ltr": TriFold(*LETTER, right_to_left=False),
    "letter-rtl": TriFold(*LETTER, right_to_left=True),
}


@pytest.fixture(params=TRIFOLDS)
def trifold(request: pytest.FixtureRequest) -> TriFold:
    return TRIFOLDS[request.param]


def test_the_a4_panels_stand_where_the_table_has_them() -> None:
    ltr, rtl = TRIFOLDS["a4-ltr"], TRIFOLDS["a4-rtl"]
    assert ltr.spans(OUTSIDE) == {"flap": (0, 97), "back": (97, 197), "front": (197, 297)}
    assert ltr.spans(INSIDE) == {"in-1": (0, 100), "in-2": (100, 200), "in-3": (200, 297)}
    assert rtl.spans(OUTSIDE) == {"front": (0, 100), "back": (100, 200), "flap": (200, 297)}
    assert rtl.spans(INSIDE) == {"in-3": (0, 97), "in-2": (97, 197), "in-1": (197, 297)}
    assert (ltr.folds(OUTSIDE), ltr.folds(INSIDE)) == ((97, 197), (100, 200))
    assert (rtl.folds(OUTSIDE), rtl.folds(INSIDE)) == ((100, 200), (97, 197))


@pytest.mark.parametrize(
    ("right_to_left", "side", "inches"),
    [
        (False, OUTSIDE, [3.625, 3.6875, 3.6875]),
        (False, INSIDE, [3.6875, 3.6875, 3.625]),
        (True, OUTSIDE, [3.6875, 3.6875, 3.625]),
        (True, INSIDE, [3.625, 3.6875, 3.6875]),
    ],
)
def test_the_letter_panels_are_as_wide_as_the_table_has_them(
    right_to_left: bool, side: Side, inches: list[float]
) -> None:
    spans = TriFold(*LETTER, right_to_left).spans(side)
    assert [(right - left) / MM_PER_INCH for left, right in spans.values()] == pytest.approx(inches)
    assert list(spans.values())[-1][1] == pytest.approx(11 * MM_PER_INCH)


def test_a_panel_without_a_width_is_an_error() -> None:
    with pytest.raises(KeyError, match="front"):
        panel_spans(OUTSIDE.panels, {"flap": 97, "back": 100}, False)


def test_panels_lie_back_to_back(trifold: TriFold) -> None:
    """`sheet` itself raises where their widths differ or their edges lie more than 0.01 mm apart."""
    backs = {piece.up.name: piece.down.name for piece in trifold.flat()}
    assert backs == {"in-1": "front", "in-2": "back", "in-3": "flap"}


def test_both_sides_fold_along_the_same_lines(trifold: TriFold) -> None:
    behind = [trifold.width - x for x in reversed(trifold.folds(OUTSIDE))]
    assert trifold.folds(INSIDE) == pytest.approx(behind, abs=0.01)


def test_a_side_that_is_not_mirrored_does_not_fold() -> None:
    """The commonest mistake: the same columns on both sides."""
    ltr, rtl = TRIFOLDS["a4-ltr"], TRIFOLDS["a4-rtl"]
    with pytest.raises(AssertionError, match="backs"):
        sheet(ltr.spans(INSIDE), rtl.spans(OUTSIDE), ltr.width)


def test_turned_on_the_long_edge_the_panels_do_not_meet(trifold: TriFold) -> None:
    with pytest.raises(AssertionError, match="backs"):
        trifold.flat(flipped_on_short_edge=False)


def test_turned_on_the_long_edge_the_outside_is_upside_down() -> None:
    even = TriFold(99, 99, right_to_left=False)
    assert [piece.down for piece in even.flat(flipped_on_short_edge=False)] == [
        Face("flap", upright=False),
        Face("back", upright=False),
        Face("front", upright=False),
    ]


def test_closed_it_shows_front_and_back_upright(trifold: TriFold) -> None:
    closed, middle = trifold.closed(), trifold.width / 2
    assert seen(closed, middle) == Face("front", upright=True)
    assert seen(turn_over(closed, middle), middle) == Face("back", upright=True)


def test_closed_it_hides_flap_and_inside(trifold: TriFold) -> None:
    front, flap, rear = trifold.closed()
    assert [(piece.up.name, piece.down.name) for piece in (front, flap, rear)] == [
        ("front", "in-1"),
        ("flap", "in-3"),
        ("in-2", "back"),
    ]
    assert (front.left, front.right) == pytest.approx((rear.left, rear.right), abs=0.01)
    assert front.left - 0.01 <= flap.left
    assert flap.right <= front.right + 0.01


def test_the_panel_that_tucks_in_stays_clear_of_the_other_fold(trifold: TriFold) -> None:
    front, flap, _ = trifold.closed()
    spare = trifold.full - trifold.tucked
    assert spare >= 1.5
    assert _width(flap) == pytest.approx(_width(front) - spare)
    spine = front.right if trifold.right_to_left else front.left
    near = flap.right if trifold.right_to_left else flap.left
    assert abs(near - spine) == pytest.approx(spare, abs=0.01)


def test_opened_once_it_shows_the_first_panel_and_the_flap(trifold: TriFold) -> None:
    opened = trifold.tucked_in()
    assert seen(opened, trifold.at(trifold.full / 2)) == Face("in-1")
    assert seen(opened, trifold.at(trifold.full * 1.5)) == Face("flap", upright=True)
    assert max(piece.right for piece in opened) - min(piece.left for piece in opened) == pytest.approx(2 * trifold.full)


def test_opened_wholly_it_reads_in_order(trifold: TriFold) -> None:
    names = [seen(trifold.flat(), trifold.at(x)).name for x in (50, trifold.width / 2, trifold.width - 50)]
    assert names == ["in-1", "in-2", "in-3"]


def _width(piece: Piece) -> float:
    return piece.right - piece.left

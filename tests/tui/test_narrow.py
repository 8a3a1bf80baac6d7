"""Less is drawn for a change, and what is sent is the same."""

from collections.abc import Sequence

import pytest
from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip

from memscope.tui.narrow import NarrowCompositor, around
from tests.tui.stage import Stage, scope_on
from tests.tui.synthetic import process, snapshot

pytestmark = pytest.mark.tui

CHANGES = (
    [Region(30, 5, 60, 1)],
    [Region(30, 5, 60, 1), Region(120, 20, 39, 1), Region(1, 9, 12, 3)],
    [Region(0, 0, 160, 1), Region(0, 44, 160, 1), Region(10, 30, 100, 9)],
    [Region(0, 0, 160, 44)],
)


def test_of_a_widget_are_drawn_the_lines_from_the_first_change_to_the_last() -> None:
    seen = Region(10, 5, 20, 10)

    assert around([Region(0, 7, 60, 1), Region(12, 9, 2, 2)], seen) == Region(
        10, 7, 20, 4
    )
    assert around([Region(0, 0, 60, 99)], seen) == seen
    assert around([Region(0, 7, 10, 1), Region(30, 7, 5, 1)], seen) is None


async def test_what_is_sent_is_what_textual_sends() -> None:
    async with scope_on(snapshot(process()), size=(160, 45)) as stage:
        compositor = stage.scope._compositor
        assert isinstance(compositor, NarrowCompositor)
        for changes in CHANGES:
            narrow = sent(compositor, changes)
            assert narrow == sent_by_textual(compositor, changes)
            assert narrow


async def test_a_key_asks_no_widget_for_lines_that_are_as_they_were() -> None:
    async with scope_on(snapshot(process()), size=(160, 45)) as stage:
        await stage.press("j", "k")
        asked = await lines_asked_for(stage, "j")

        assert asked < 2 * 45


async def lines_asked_for(stage: Stage, key: str) -> int:
    """Return of how many lines of all widgets the screen is put together."""
    compositor = stage.scope._compositor
    counts: list[int] = []
    parts = compositor._get_renders

    def counting(crop: Region | None = None) -> object:
        for region, clip, strips in parts(crop):
            counts.append(len(strips))
            yield region, clip, strips

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compositor, "_get_renders", counting)
        await stage.press(key)
    return sum(counts)


Sent = Sequence[tuple[int, int, Strip | None]]


def sent(compositor: Compositor, changes: Sequence[Region]) -> Sent:
    """Return the parts of lines that are sent for changes, with their places."""
    compositor._dirty_regions.update(changes)
    return parts_of(compositor.render_partial_update())


def sent_by_textual(compositor: Compositor, changes: Sequence[Region]) -> Sent:
    """Return the same as Textual itself puts it together."""
    compositor._dirty_regions.update(changes)
    return parts_of(Compositor.render_partial_update(compositor))


def parts_of(update: ChopsUpdate | None) -> Sent:
    """Return what an update sends; what only touches a span is not in it."""
    assert update is not None
    return [
        (y, x, strip)
        for y, low, high in update.spans
        for end, (x, strip) in zip(
            update.chop_ends[y], update.chops[y].items(), strict=True
        )
        if x < high and end > low
    ]

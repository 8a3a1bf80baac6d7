"""From the course of a process to its series: worked out when somebody draws it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import TypeVar, overload

from memscope.analyze.growth.course import Coarse, Course, Moment
from memscope.analyze.layers import LayerKey
from memscope.analyze.series import Layer, Series, Tick

T = TypeVar("T")


class Later(Sequence[T]):
    """A sequence that is made when it is looked at for the first time."""

    def __init__(self, make: Callable[[], Sequence[T]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Sequence[T]:
        return self._make()

    def __len__(self) -> int:
        return len(self._made)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        return self._made[index]

    def __iter__(self) -> Iterator[T]:
        return iter(self._made)


def series_of(
    course: Course,
    *,
    ticks: Sequence[Tick] = (),
    whole_s: float = 0.0,
    looks: int = 0,
    is_short: bool = False,
) -> Series:
    """Return the layers of a process over all the time that is known.

    Args:
        course: Of the process; what it learns later is not in the series.
        ticks: What happened, in order of time.
        whole_s: See `Series`.
        looks: Likewise.
        is_short: Likewise.
    """
    past, fine = course.coarse.up_to_now(), tuple(course.fine)
    return Series(
        times=Later(lambda: [*past.times, *(one.at for one in fine)]),
        layers=Later(lambda: _layers(past, fine)),
        resident=Later(
            lambda: [*_known(past.resident), *(one.resident for one in fine)]
        ),
        ticks=ticks,
        whole_s=whole_s,
        looks=looks,
        is_short=is_short,
        latest=(fine[-1].resident, fine[-1].layers) if fine else None,
    )


def _layers(past: Coarse, fine: Sequence[Moment]) -> list[Layer]:
    count = len(past.times)
    last: Mapping[LayerKey, int] = fine[-1].layers if fine else {}
    keys = dict.fromkeys(chain(past.layers, *(one.layers for one in fine)))
    found = []
    for key in sorted(keys, key=lambda one: -last.get(one, 0)):
        old: Iterable[int] = past.layers.get(key) or [0] * count
        values = [*old, *(one.layers.get(key, 0) for one in fine)]
        if any(values):
            found.append(Layer(key, values))
    return found


def _known(values: Iterable[int]) -> Iterator[int | None]:
    return (None if value < 0 else value for value in values)

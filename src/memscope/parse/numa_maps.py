"""Turn /proc/PID/numa_maps into bytes by node (man 5 proc_pid_numa_maps).

A line is `ADDRESS POLICY NAME=VALUE …`; `N0=7` is seven pages on node 0, of as many
KiB as `kernelpagesize_kB` says. What no page of is in RAM has no `N`.
"""

import re

from msgspec import Struct

_LINE = re.compile(rb"^([0-9a-f]{1,16}) (\S+)(?: ([^\n]*))?$", re.MULTILINE)
_NODE = re.compile(rb"(?:^| )N(\d{1,5})=(\d{1,12})(?= |$)")
_PAGE = re.compile(rb"(?:^| )kernelpagesize_kB=(\d{1,7})(?= |$)")
_KIB = 1024


class NodeUsage(Struct, frozen=True, gc=False):
    """Where the pages of one mapping are.

    Attributes:
        start: First address of the mapping.
        policy: Such as `default` or `bind:0-1`.
        nodes: Bytes in RAM by number of the node.
    """

    start: int
    policy: str
    nodes: dict[int, int]


def parse_numa_maps(data: bytes) -> list[NodeUsage]:
    """Return the mappings in order; lines of another form are left out."""
    return [
        NodeUsage(int(start, 16), policy.decode("ascii", "replace"), _nodes(rest))
        for start, policy, rest in _LINE.findall(data)
    ]


def _nodes(rest: bytes) -> dict[int, int]:
    """Return bytes by node; {} where the size of a page is not told."""
    # A file's name comes first and may look like anything, but has no blank in it.
    words = b" ".join(
        word for word in rest.split(b" ") if not word.startswith(b"file=")
    )
    page = _PAGE.search(words)
    if page is None:
        return {}
    size = int(page[1]) * _KIB
    return {int(node): int(count) * size for node, count in _NODE.findall(words)}

"""Where a source can be changed by one step, and the tree with one step made.

Comparisons, arithmetic, conditions, numbers, and what a function returns. Left alone
are texts, annotations, and the keywords of classes and decorators (`frozen`, `slots`,
`gc`): they say how a record is stored, which no test of behaviour sees.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
CALCULATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitAnd,
}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
ROOMS = (*FUNCTIONS, ast.ClassDef)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Site:
    """One place to change; `change` does so, in the tree that it was found in.

    Attributes:
        node: What changes.
        where: Names of the classes and functions around it, with dots.
        entry: First line of the innermost function around it; None at import time.
    """

    node: ast.expr | ast.stmt
    where: str
    entry: int | None
    change: Callable[[], None]


def mutated(source: str, number: int) -> tuple[ast.Module, str]:
    """Return the tree with its site `number` changed, and the change in words."""
    tree = ast.parse(source)
    site = list(sites(tree))[number]
    before = ast.unparse(site.node)
    site.change()
    after = ast.unparse(site.node)
    return ast.fix_missing_locations(tree), f"{_first(before)}  ->  {_first(after)}"


def _first(text: str) -> str:
    return text.partition("\n")[0]


def sites(node: ast.AST, where: str = "", entry: int | None = None) -> Iterator[Site]:
    """Yield every place to change below `node`, in the order of the source."""
    for child in _children(node):
        if isinstance(child, ROOMS):
            inner = _entry(child) if isinstance(child, FUNCTIONS) else entry
            yield from sites(child, f"{where}.{child.name}", inner)
            continue
        if isinstance(child, ast.expr | ast.stmt):
            for change in _changes(child, at_import=entry is None):
                yield Site(child, where, entry, change)
        yield from sites(child, where, entry)


def _entry(function: Function) -> int:
    """Return where Python says that a function begins: at its first decorator."""
    return min(node.lineno for node in [function, *function.decorator_list])


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may change below a node: no annotation, no keyword of a class."""
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns"}:
            continue
        if name in {"keywords", "decorator_list"} and isinstance(node, ROOMS):
            continue
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, ast.AST):
                yield item


def _compare(ops: list[ast.cmpop], place: int) -> None:
    ops[place] = COMPARED[type(ops[place])]()


def _changes(
    node: ast.expr | ast.stmt, *, at_import: bool
) -> Iterator[Callable[[], None]]:
    """Yield one function a change; each of them makes it."""
    match node:
        case ast.Compare(ops=ops):
            for place in range(len(ops)):
                yield partial(_compare, ops, place)
        case ast.BinOp(op=ast.BitOr()) if at_import:
            return  # two types, as a rule
        case ast.BinOp(op=op) if type(op) in CALCULATED:
            yield partial(setattr, node, "op", CALCULATED[type(op)]())
        case ast.BoolOp(op=op):
            other = ast.Or() if isinstance(op, ast.And) else ast.And()
            yield partial(setattr, node, "op", other)
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            yield partial(setattr, node, "test", ast.UnaryOp(ast.Not(), test))
        case ast.Constant(value=bool(value)):
            yield partial(setattr, node, "value", not value)
        case ast.Constant(value=int(number) | float(number)):
            yield partial(setattr, node, "value", number + 1)
        case ast.Return(value=ast.Constant(value=None)):
            return  # the change would be none
        case ast.Return(value=ast.expr()):
            yield partial(setattr, node, "value", ast.Constant(None))

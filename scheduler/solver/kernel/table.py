"""A World by one number: the address of a table of the addresses and shapes of its arrays."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate
from typing import Any, cast

import numpy as np
from numba.core import types
from numba.extending import intrinsic
from numba.np.arrayobj import make_array, populate_array

from scheduler.problem.problem import Ints
from scheduler.solver.kernel.layout import (
    ARCHIVE_STOPS,
    ARRAYS,
    GRAPH_COLUMNS,
    MEMO_COLUMNS,
    OP_COLUMNS,
    OPTION_COLUMNS,
    ROUTE_COLUMNS,
    STOP_COLUMNS,
    TALLY_COLUMNS,
    UNIT_COLUMNS,
    WORLD,
    World,
)

WIDTH = 4  # numbers per array: address, shape
BYTES = 8  # per number

# last dimensions that are the same for every problem: known when compiling, they make faster code
COLUMNS = {
    "op": OP_COLUMNS, "route": ROUTE_COLUMNS, "unit": UNIT_COLUMNS, "stop": STOP_COLUMNS, "tally": TALLY_COLUMNS,
    "graph": GRAPH_COLUMNS, "option": OPTION_COLUMNS, "archive": 4 + 2 * ARCHIVE_STOPS, "edge": 2, "memo": MEMO_COLUMNS,
}  # fmt: skip


def table_of(arrays: dict[str, Ints]) -> Ints:
    """The table of these arrays; it and they have to stay where they are."""
    table = np.zeros((len(ARRAYS), WIDTH), np.int64)
    for row, name in zip(table, ARRAYS, strict=True):
        row[0] = arrays[name].ctypes.data
        row[1 : 1 + arrays[name].ndim] = arrays[name].shape
    return table


def _generate(context: Any, builder: Any, _: Any, arguments: Any) -> Any:
    """Code that reads the table at the given address into a World."""
    number = context.get_value_type(types.int64)
    pointer = context.get_value_type(types.CPointer(types.int64))
    table = builder.inttoptr(arguments[0], pointer)

    def read(index: int) -> Any:
        return builder.load(builder.gep(table, [context.get_constant(types.int64, index)]))

    members = []
    for i, (name, kind) in enumerate(zip(ARRAYS, WORLD.types, strict=False)):
        shape = [read(i * WIDTH + 1 + d) for d in range(kind.ndim)]
        if name in COLUMNS:
            shape[-1] = context.get_constant(types.int64, COLUMNS[name])
        size = number(BYTES)
        strides = list(accumulate(reversed(shape[1:]), builder.mul, initial=size))[::-1]
        array = make_array(kind)(context, builder)
        data = builder.inttoptr(read(i * WIDTH), pointer)
        populate_array(array, data=data, shape=shape, strides=strides, itemsize=size, meminfo=None)
        members.append(array._getvalue())
    return context.make_tuple(builder, WORLD, [*members, arguments[0]])


def _world_at(_: Any, table: Any) -> Any:
    return WORLD(types.int64), _generate


# the World that the table at an address describes; only for compiled code
world_at = cast(Callable[[int], World], intrinsic(_world_at))

"""Read data out of pickle files without running them: lists, dictionaries, numbers, text and plain NumPy arrays.

iQIYI-VID's features are published as pickles, and whoever gives one could make Python do anything. So nothing is
unpickled: the operations are read one by one (`pickletools.genops` only parses), those that make data are followed, and
the only names known are those by which NumPy says that bytes are an array of numbers.
"""

import pickletools
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.errors import UserError

_ARRAY: Final = object()
_DTYPE: Final = object()
_BUFFER: Final = object()
_KNOWN: Final = {
    "numpy._core.numeric _frombuffer": _BUFFER,
    "numpy.core.numeric _frombuffer": _BUFFER,
    "numpy.core.multiarray _reconstruct": _ARRAY,
    "numpy._core.multiarray _reconstruct": _ARRAY,
    "numpy ndarray": _ARRAY,
    "numpy dtype": _DTYPE,
    "_codecs encode": str.encode,
}
_NUMBER_KINDS: Final = "biuf"
_MARK: Final = object()
_VALUES: Final = frozenset(
    {
        "INT",
        "BININT",
        "BININT1",
        "BININT2",
        "LONG",
        "LONG1",
        "LONG4",
        "FLOAT",
        "BINFLOAT",
        "STRING",
        "BINSTRING",
        "SHORT_BINSTRING",
        "BINBYTES",
        "SHORT_BINBYTES",
        "BINBYTES8",
        "BYTEARRAY8",
        "UNICODE",
        "BINUNICODE",
        "SHORT_BINUNICODE",
        "BINUNICODE8",
    }
)


class _Draft:
    """An array or a type of numbers of which the rest is still to come."""

    def __init__(self, kind: object, given: tuple[Any, ...]) -> None:
        self.kind = kind
        self.value: Any = None
        if kind is _DTYPE:
            self.value = _number_type(given[0])

    def build(self, state: Any) -> None:
        if self.kind is _DTYPE:
            self.value = self.value.newbyteorder(state[1]) if state[1] in "<>" else self.value
            return
        _, shape, dtype, fortran, content = state
        raw = content.encode("latin1") if isinstance(content, str) else content
        flat: NDArray[Any] = np.frombuffer(raw, dtype.value)
        self.value = flat.reshape(shape, order="F" if fortran else "C")


def read_plain_pickle(path: Path) -> Any:
    """The data in the file. Raises UserError where it holds anything but data."""
    try:
        with path.open("rb") as file:
            return _Reader().read(file)
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}).", "Check the file.") from error
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise UserError(
            f"{path} holds something else than plain data ({error}).", "Only lists, numbers and arrays are read."
        ) from error


class _Reader:
    """A stack machine that follows the operations that make data."""

    def __init__(self) -> None:
        self._stack: list[Any] = []
        self._memo: dict[int, Any] = {}

    def read(self, file: Any) -> Any:
        for operation, argument, _ in pickletools.genops(file):
            if operation.name == "STOP":
                return _finished(self._stack.pop())
            self._follow(operation.name, argument)
        raise ValueError("it breaks off")

    def _follow(self, name: str, argument: Any) -> None:
        if name in _VALUES:
            self._stack.append(argument)
        elif name in ("PROTO", "FRAME"):
            return
        elif name in _STEPS:
            _STEPS[name](self._stack, argument)
        elif name in ("PUT", "BINPUT", "LONG_BINPUT"):
            self._memo[argument] = self._stack[-1]
        elif name == "MEMOIZE":
            self._memo[len(self._memo)] = self._stack[-1]
        elif name in ("GET", "BINGET", "LONG_BINGET"):
            self._stack.append(self._memo[argument])
        else:
            raise ValueError(f"the operation {name}")


def _above_mark(stack: list[Any]) -> list[Any]:
    place = max(i for i, value in enumerate(stack) if value is _MARK)
    values = stack[place + 1 :]
    del stack[place:]
    return values


def _global(stack: list[Any], name: str) -> None:
    if name not in _KNOWN:
        raise ValueError(f"the name {name.replace(' ', '.')}")
    stack.append(_KNOWN[name])


def _stack_global(stack: list[Any], _: Any) -> None:
    name, module = stack.pop(), stack.pop()
    _global(stack, f"{module} {name}")


def _reduce(stack: list[Any], _: Any) -> None:
    given, maker = stack.pop(), stack.pop()
    if maker is str.encode:
        stack.append(given[0].encode("latin1"))
    elif maker is _BUFFER:
        content, dtype, shape, order = given
        stack.append(np.frombuffer(bytes(content), dtype.value).reshape(shape, order=order))
    elif maker is _ARRAY or maker is _DTYPE:
        stack.append(_Draft(maker, given))
    else:
        raise ValueError("a call")


def _build(stack: list[Any], _: Any) -> None:
    state = stack.pop()
    stack[-1].build(state)


def _set_items(stack: list[Any], _: Any) -> None:
    values = _above_mark(stack)
    stack[-1].update(zip(values[::2], values[1::2], strict=True))


def _set_item(stack: list[Any], _: Any) -> None:
    value, key = stack.pop(), stack.pop()
    stack[-1][key] = value


def _append(stack: list[Any], _: Any) -> None:
    value = stack.pop()
    stack[-1].append(value)


def _appends(stack: list[Any], _: Any) -> None:
    values = _above_mark(stack)
    stack[-1].extend(values)


def _tuple_of(count: int) -> Callable[[list[Any], Any], None]:
    def step(stack: list[Any], _: Any) -> None:
        values = tuple(stack[len(stack) - count :])
        del stack[len(stack) - count :]
        stack.append(values)

    return step


def _dict(stack: list[Any], _: Any) -> None:
    values = _above_mark(stack)
    stack.append(dict(zip(values[::2], values[1::2], strict=True)))


_STEPS: Final[dict[str, Callable[[list[Any], Any], None]]] = {
    "MARK": lambda stack, _: stack.append(_MARK),
    "NONE": lambda stack, _: stack.append(None),
    "NEWTRUE": lambda stack, _: stack.append(True),
    "NEWFALSE": lambda stack, _: stack.append(False),
    "EMPTY_LIST": lambda stack, _: stack.append([]),
    "EMPTY_DICT": lambda stack, _: stack.append({}),
    "EMPTY_TUPLE": lambda stack, _: stack.append(()),
    "LIST": lambda stack, _: stack.append(_above_mark(stack)),
    "DICT": _dict,
    "TUPLE": lambda stack, _: stack.append(tuple(_above_mark(stack))),
    "TUPLE1": _tuple_of(1),
    "TUPLE2": _tuple_of(2),
    "TUPLE3": _tuple_of(3),
    "APPEND": _append,
    "APPENDS": _appends,
    "SETITEM": _set_item,
    "SETITEMS": _set_items,
    "GLOBAL": _global,
    "STACK_GLOBAL": _stack_global,
    "REDUCE": _reduce,
    "BUILD": _build,
}


def _number_type(name: Any) -> Any:
    dtype = np.dtype(name if isinstance(name, str) else name.decode("ascii"))
    if dtype.kind not in _NUMBER_KINDS:
        raise ValueError(f"an array of {dtype}")
    return dtype


def _finished(value: Any) -> Any:
    """With drafts replaced by what they became."""
    if isinstance(value, _Draft):
        return value.value
    if isinstance(value, list):
        return [_finished(one) for one in value]
    if isinstance(value, tuple):
        return tuple(_finished(one) for one in value)
    if isinstance(value, dict):
        return {_finished(key): _finished(one) for key, one in value.items()}
    return value

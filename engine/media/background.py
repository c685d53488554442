"""Run an iterator in a thread of its own, a few items ahead of whoever reads them."""

import threading
import weakref
from collections import deque
from collections.abc import Iterator
from types import TracebackType
from typing import Generic, Self, TypeVar

from engine.precedence import give_way

T = TypeVar("T")


class _Channel(Generic[T]):
    """A bounded queue that either side can close."""

    def __init__(self, depth: int) -> None:
        self.depth = depth
        self.items: deque[T] = deque()
        self.error: BaseException | None = None
        self.ended = False
        self.closed = False
        self.changed = threading.Condition()

    def put(self, item: T) -> bool:
        """Wait for room. False once the reader has gone."""
        with self.changed:
            self.changed.wait_for(lambda: self.closed or len(self.items) < self.depth)
            if not self.closed:
                self.items.append(item)
                self.changed.notify_all()
            return not self.closed

    def end(self, error: BaseException | None = None) -> None:
        with self.changed:
            self.ended, self.error = True, error
            self.changed.notify_all()

    def get(self) -> T:
        """Wait for an item. Raises StopIteration at the end, or what the source raised."""
        with self.changed:
            self.changed.wait_for(lambda: self.closed or self.ended or self.items)
            if self.items and not self.closed:
                self.changed.notify_all()
                return self.items.popleft()
            error, self.error = self.error, None
        if error is not None:
            raise error
        raise StopIteration

    def close(self) -> None:
        with self.changed:
            self.closed = True
            self.items.clear()
            self.changed.notify_all()


def _fill(source: Iterator[T], channel: _Channel[T]) -> None:
    try:
        for item in source:
            if not channel.put(item):
                break
            # The reader alone decides how long an item lives.
            del item
            give_way()
    except BaseException as error:  # noqa: BLE001 - handed to the reader, who raises it
        channel.end(error)
    else:
        channel.end()
    finally:
        if hasattr(source, "close"):
            source.close()


class ReadAhead(Iterator[T]):
    """Iterates over `source`, which runs in a background thread at most `depth` items ahead.

    What the source raises is raised here, after the items before it. Closing, leaving the `with` block or dropping
    the object stops the thread; a source that is a generator is closed in its own thread. Both sides give way between
    two items to whoever goes first.
    """

    def __init__(self, source: Iterator[T], depth: int = 4, name: str = "read-ahead") -> None:
        self._channel: _Channel[T] = _Channel(depth)
        self._thread = threading.Thread(target=_fill, args=(source, self._channel), name=name, daemon=True)
        # The thread holds the channel, not this object, so that dropping this object ends the thread.
        self._finalizer = weakref.finalize(self, self._channel.close)
        self._thread.start()

    def __next__(self) -> T:
        give_way()
        return self._channel.get()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop and wait until the thread has let go of the source."""
        self._finalizer()
        if threading.current_thread() is not self._thread:
            self._thread.join()

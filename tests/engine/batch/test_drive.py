"""Tasks are given out by urgency, a failure stops its own film alone, and what rests begins nothing."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from engine.batch.drive import Batch, Row
from engine.batch.orders import Failure, Item, Order, Outcome, Task

FACES = Order(frozenset({"face", "body"}))


class Hands:
    """A crew of so many hands that ends each task at the next look, and notes which it was given."""

    def __init__(self, hands: int, failing: str = "") -> None:
        self.given: list[str] = []
        self._hands, self._failing = hands, failing
        self._tasks: list[Task] = []

    @property
    def room(self) -> int:
        return self._hands - len(self._tasks)

    def give(self, task: Task) -> None:
        self.given.append(f"{task.item.path.stem} {task.kind}")
        self._tasks.append(task)

    def collect(self, wait_s: float) -> list[tuple[Task, Outcome]]:
        ended, self._tasks = self._tasks, []
        return [(task, self._outcome(task)) for task in ended]

    def shares(self) -> dict[str, float]:
        return {}

    def close(self) -> None: ...

    def _outcome(self, task: Task) -> Outcome:
        if task.item.path.stem == self._failing:
            return Outcome(failure=Failure("It broke.", "Mend it.", 3))
        return Outcome({"persons": []}, wall_s=1.0, notes=("The sound is thin.",))


@pytest.fixture
def items(tiny: Callable[..., Path], tmp_path: Path) -> list[Item]:
    return [Item(rank, tiny(tmp_path / f"{name}.mp4", 2), tmp_path / f"{name}.olat") for rank, name in enumerate("abc")]


def ended(batch: Batch, hands: Hands) -> dict[str, Row]:
    for _ in range(100):
        if not batch.busy:
            break
        batch.step(hands, 0)
    assert not batch.busy
    return {row.item.path.stem: row for row in batch.rows}


def test_films_are_done_in_order_and_a_film_is_ended_before_another_begins(items: list[Item]) -> None:
    batch, hands = Batch(FACES, lambda films: [2] * len(films)), Hands(1)
    batch.add(items)
    rows = ended(batch, hands)
    assert hands.given == [f"{name} {kind}" for name in "abc" for kind in ("pictures", "pictures", "finish")]
    assert {row.state for row in rows.values()} == {"done"}
    assert rows["a"].wall_s == 3.0
    assert rows["a"].notes == ("The sound is thin.",)
    assert rows["a"].share == 1.0


def test_film_that_fails_stops_no_other_and_nothing_more_is_done_of_it(items: list[Item]) -> None:
    batch, hands = Batch(FACES, lambda films: [3] * len(films)), Hands(1, failing="b")
    batch.add(items)
    rows = ended(batch, hands)
    assert {name: row.state for name, row in rows.items()} == {"a": "done", "b": "failed", "c": "done"}
    assert hands.given.count("b pictures") == 1
    assert "b finish" not in hands.given
    assert str(rows["b"].failure) == "It broke. Mend it."


def test_film_that_cannot_be_opened_is_a_failed_row(items: list[Item], tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_text("no film")
    batch, hands = Batch(FACES, lambda films: [0] * len(films)), Hands(2)
    batch.add([*items[:2], Item(7, broken), Item(8, tmp_path / "gone.mp4")])
    rows = ended(batch, hands)
    assert {row.state for name, row in rows.items() if name in "ab"} == {"done"}
    assert [rows[name].failure.exit_code for name in ("broken", "gone")] == [3, 3]  # type: ignore[union-attr]


def test_a_batch_that_rests_begins_nothing(items: list[Item]) -> None:
    batch, hands = Batch(FACES, lambda films: [0] * len(films)), Hands(2)
    batch.add(items)
    batch.step(hands, 0, resting=True)
    assert hands.given == []
    assert batch.waiting == 3
    batch.step(hands, 0)
    assert len(hands.given) == 2


def test_films_may_come_while_others_are_done(items: list[Item]) -> None:
    batch, hands = Batch(FACES, lambda films: [0] * len(films)), Hands(1)
    batch.add(items[:1])
    batch.step(hands, 0)
    batch.add(items[1:])
    assert set(ended(batch, hands)) == {"a", "b", "c"}
    assert hands.given == ["a finish", "b finish", "c finish"]


def test_films_that_share_a_project_are_done_one_after_the_other(items: list[Item]) -> None:
    batch, hands = Batch(FACES, lambda films: [2] * len(films)), Hands(9)
    batch.add([items[0], replace(items[1], project=items[0].project), items[2]])
    assert batch.waiting == 4
    rows = ended(batch, hands)
    assert {row.state for row in rows.values()} == {"done"}
    assert hands.given.index("b pictures") > hands.given.index("a finish") > hands.given.index("c pictures")

"""Average linkage as its definition says, with strangers kept apart and the user's word obeyed."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.identify.cluster import ClusterLimits, cluster

LIMITS = ClusterLimits(merge_above=0.0, conflict_penalty=6.0)
SAID = 1000.0


def matrix(n: int, pairs: dict[tuple[int, int], float], other: float = -5.0) -> np.ndarray:
    evidence = np.full((n, n), other, np.float32)
    for (a, b), nats in pairs.items():
        evidence[a, b] = evidence[b, a] = nats
    return evidence


def grouped(
    evidence: np.ndarray,
    weights: list[float] | None = None,
    clashes: list[tuple[int, int]] | None = None,
    seeds: list[list[int]] | None = None,
) -> list[list[int]]:
    n = len(evidence)
    conflicts = np.zeros((n, n), bool)
    for a, b in clashes or []:
        conflicts[a, b] = conflicts[b, a] = True
    return sorted(cluster(evidence, np.array(weights or [1.0] * n, np.float32), conflicts, seeds or [], LIMITS))


def reference(
    evidence: np.ndarray, weights: list[float], conflicts: np.ndarray, seeds: list[list[int]]
) -> list[list[int]]:
    """The definition, worked out anew for every pair of groups at every step."""
    groups = [list(seed) for seed in seeds]
    groups += [[i] for i in range(len(weights)) if not any(i in seed for seed in seeds)]

    def score(a: list[int], b: list[int]) -> float:
        if any(s[0] in a for s in seeds) and any(s[0] in b for s in seeds):
            return -np.inf
        share = np.outer([weights[i] for i in a], [weights[j] for j in b])
        mean = float((evidence[np.ix_(a, b)] * share).sum() / share.sum())
        return mean - LIMITS.conflict_penalty * bool(conflicts[np.ix_(a, b)].any())

    while len(groups) > 1:
        scores = sorted(((score(a, b), i, j) for (i, a), (j, b) in combinations(enumerate(groups), 2)), reverse=True)
        assume(len(scores) < 2 or scores[0][0] - scores[1][0] > 1e-2)
        best, i, j = scores[0]
        assume(abs(best - LIMITS.merge_above) > 1e-2)
        if best <= LIMITS.merge_above:
            break
        groups[i] += groups.pop(j)
    return sorted(sorted(group) for group in groups)


def test_nothing_and_one_thing_are_no_trouble() -> None:
    assert grouped(np.zeros((0, 0), np.float32)) == []
    assert grouped(np.zeros((1, 1), np.float32)) == [[0]]
    assert grouped(np.zeros((1, 1), np.float32), seeds=[[0]]) == [[0]]


def test_alike_things_are_one_group_and_strangers_stay_out() -> None:
    evidence = matrix(5, {(0, 2): 5, (2, 4): 4, (0, 4): 6, (1, 3): 3})
    assert grouped(evidence) == [[0, 2, 4], [1, 3]]


def test_the_weightiest_group_comes_first() -> None:
    groups = cluster(matrix(4, {(0, 1): 5}), np.array([1, 1, 9, 0.5], np.float32), np.zeros((4, 4), bool))
    assert groups == [[2], [0, 1], [3]]


def test_things_seen_at_once_need_strong_evidence_to_be_one() -> None:
    assert grouped(matrix(2, {(0, 1): 5}), clashes=[(0, 1)]) == [[0], [1]]
    assert grouped(matrix(2, {(0, 1): 7}), clashes=[(0, 1)]) == [[0, 1]]


def test_a_clash_with_one_member_is_a_clash_with_the_group() -> None:
    evidence = matrix(3, {(0, 1): 9, (0, 2): 5, (1, 2): 5})
    assert grouped(evidence, clashes=[(1, 2)]) == [[0, 1], [2]]


def test_a_poor_thing_hardly_bears_on_what_a_group_is() -> None:
    evidence = matrix(3, {(0, 1): 9, (0, 2): 4, (1, 2): -6})
    assert grouped(evidence, weights=[1, 0.01, 1]) == [[0, 1, 2]]
    assert grouped(evidence, weights=[1, 3, 1]) == [[0, 1], [2]]


def test_seeds_never_merge_however_alike_they_are() -> None:
    evidence = matrix(4, {(0, 1): 12, (0, 2): 12, (1, 2): 12, (0, 3): 8, (1, 3): 9, (2, 3): 7}, other=12)
    groups = grouped(evidence, seeds=[[0], [1], [2]])
    assert groups == [[0], [1, 3], [2]]


def test_members_of_a_seed_are_one_group_however_unlike_they_are() -> None:
    assert grouped(matrix(3, {}, other=-9), seeds=[[0, 2]]) == [[0, 2], [1]]


def test_one_word_of_the_user_outweighs_any_number_of_alike_pairs() -> None:
    """Two large groups that look like one person, of which the user said once that two members differ."""
    n = 60
    evidence = matrix(n, {}, other=12)
    evidence[0, 30] = evidence[30, 0] = -SAID
    groups = grouped(evidence, weights=[1.0] * n)
    assert not any(0 in group and 30 in group for group in groups)


def test_a_thing_that_must_not_join_a_person_does_not_keep_others_from_that_person() -> None:
    """0 is the name; 1 to 5 look like it and like each other, but the user said that 1 is not."""
    pairs = dict.fromkeys(combinations(range(1, 6), 2), 12.0) | {(0, i): 6.0 for i in range(2, 6)}
    evidence = matrix(6, pairs | {(0, 1): -SAID})
    assert grouped(evidence, seeds=[[0]]) == [[0, 2, 3, 4, 5], [1]]


def test_what_the_user_joined_is_joined_first() -> None:
    evidence = matrix(4, {(0, 1): SAID - 8, (1, 2): 9, (2, 3): 9, (0, 3): -9, (0, 2): -9, (1, 3): -9})
    groups = grouped(evidence)
    assert any({0, 1} <= set(group) for group in groups)


@settings(max_examples=120, deadline=None)
@given(data=st.data(), n=st.integers(2, 9))
def test_groups_are_those_of_the_definition(data: st.DataObject, n: int) -> None:
    rng = np.random.default_rng(data.draw(st.integers(0, 10_000)))
    upper = np.triu(rng.normal(0, 5, (n, n)), 1)
    evidence = (upper + upper.T).astype(np.float32)
    clash = np.triu(rng.random((n, n)) < data.draw(st.sampled_from([0.0, 0.2, 0.5])), 1)
    conflicts = clash | clash.T
    weights = [float(w) for w in rng.uniform(0.1, 3, n)]
    order = [int(i) for i in rng.permutation(n)]
    seeds = [[order[0]], order[1:3]][: data.draw(st.integers(0, 2))]
    found = cluster(evidence, np.array(weights, np.float32), conflicts, seeds, LIMITS)
    assert sorted(found) == reference(evidence, weights, conflicts, seeds)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), n=st.integers(2, 12))
def test_the_order_of_the_things_does_not_matter(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    upper = np.triu(rng.normal(0, 5, (n, n)), 1)
    evidence = (upper + upper.T).astype(np.float32)
    weights = rng.uniform(0.1, 3, n).astype(np.float32)
    order = rng.permutation(n)
    none = np.zeros((n, n), bool)
    one = {frozenset(group) for group in cluster(evidence, weights, none, (), LIMITS)}
    moved = cluster(evidence[np.ix_(order, order)], weights[order], none, (), LIMITS)
    other = {frozenset(int(order[i]) for i in group) for group in moved}
    assert one == other


@pytest.mark.parametrize("n", [300])
def test_hundreds_of_tracks_of_a_few_persons_come_apart(n: int) -> None:
    persons = np.arange(n) % 7
    rng = np.random.default_rng(0)
    evidence = np.where(persons[:, None] == persons[None], 4.0, -4.0) + rng.normal(0, 3, (n, n))
    evidence = ((evidence + evidence.T) / 2).astype(np.float32)
    groups = cluster(evidence, np.ones(n, np.float32), np.zeros((n, n), bool))
    assert sorted(map(len, groups), reverse=True) == sorted(np.bincount(persons).tolist(), reverse=True)
    assert all(len(set(persons[group])) == 1 for group in groups)

"""Voices of one person come together, those of two do not, in one part or in several."""

from dataclasses import replace

import numpy as np
import pytest

from engine.detect.speech import FRAMES, HOP_FRAMES
from engine.identify.speakers import SpeakerLimits, VoiceTable, group, voice_calibration

CALIBRATION = voice_calibration("campplus")


def table(people: list[int], seconds: float = 3.0, alike: float = 0.75) -> VoiceTable:
    """One voice a window; two of one person have a cosine of about `alike`, of two persons of about 0."""
    rng = np.random.default_rng(2)
    rows = []
    for person in people:
        centre = np.random.default_rng(100 + person).normal(size=192)
        noise = rng.normal(size=192)
        row = np.sqrt(alike) * centre / np.linalg.norm(centre) + np.sqrt(1 - alike) * noise / np.linalg.norm(noise)
        rows.append(row / np.linalg.norm(row))
    count = len(people)
    return VoiceTable(
        windows=np.arange(count) * 2 * HOP_FRAMES,
        local=np.zeros(count, np.int64),
        vectors=np.array(rows, np.float32).reshape(count, 192),
        seconds=np.full(count, seconds, np.float32),
        speaks=np.zeros((count, FRAMES), bool),
    )


def same_grouping(labels: np.ndarray, people: list[int]) -> bool:
    return bool(np.array_equal(np.equal.outer(labels, labels), np.equal.outer(people, people)))


def test_each_person_is_one_speaker_the_one_who_speaks_most_first() -> None:
    people = [1, 0, 0, 2, 0, 1, 0, 2, 2, 0, 1, 2]
    labels = group(table(people), CALIBRATION)
    assert same_grouping(labels, people)
    assert set(labels[np.array(people) == 0]) == {0}


def test_long_sound_is_grouped_in_parts_to_the_same_speakers() -> None:
    people = [int(n) for n in np.random.default_rng(5).integers(0, 4, 60)]
    assert same_grouping(group(table(people), CALIBRATION, part=17), people)


def test_two_voices_at_once_are_two_speakers_unless_very_alike() -> None:
    voices = table([0, 0], alike=0.45)
    together = replace(voices, windows=np.zeros(2, np.int64), local=np.array([0, 1]))
    assert len(set(group(voices, CALIBRATION).tolist())) == 1
    assert len(set(group(together, CALIBRATION).tolist())) == 2


def test_short_voices_follow_and_do_not_found_speakers() -> None:
    people = [0, 0, 1, 1, 0, 1]
    voices = table(people)
    short = replace(voices, seconds=np.array([3, 3, 3, 3, 0.4, 0.4], np.float32))
    assert same_grouping(group(short, CALIBRATION), people)


def test_a_voice_that_speaks_at_the_same_moments_in_the_next_window_is_the_same() -> None:
    voices = table([0, 1], seconds=0.4)
    speaks = np.zeros((2, FRAMES), bool)
    speaks[0, HOP_FRAMES + 50 : HOP_FRAMES + 150] = speaks[1, 50:150] = True
    neighbours = replace(voices, windows=np.array([0, HOP_FRAMES]), speaks=speaks)
    assert len(set(group(neighbours, CALIBRATION).tolist())) == 1
    assert len(set(group(neighbours, CALIBRATION, SpeakerLimits(continued=0)).tolist())) == 2


def test_no_voices_are_no_speakers() -> None:
    assert len(group(table([]), CALIBRATION)) == 0


def test_longer_speech_says_more_and_an_unknown_network_nothing() -> None:
    alike, long, short = np.array([0.7], np.float32), np.array([0.8], np.float32), np.array([0.3], np.float32)
    assert CALIBRATION.nats(alike, long) > CALIBRATION.nats(alike, short) > 0
    assert CALIBRATION.nats(0 * alike, long) < CALIBRATION.nats(0 * alike, short)
    with pytest.raises(KeyError):
        voice_calibration("hearsay")


def test_who_talks_at_the_same_moments_is_two_however_alike_the_mixture_sounds() -> None:
    voices = table([0, 0], alike=0.95)
    speaks = np.ones((2, FRAMES), bool)
    together = replace(voices, windows=np.zeros(2, np.int64), local=np.array([0, 1]), speaks=speaks)
    assert len(set(group(together, CALIBRATION).tolist())) == 2

import numpy as np

from engine.track.active_speaker import cepstra, mouth_box

# Row 50 of a second of `tones`, said by python_speech_features 0.6 (mfcc, 13 cepstra, samples on 16 bits).
SAID = [
    19.6917, 9.598, -25.6042, -6.5119, 32.1556, 20.9688, -24.416, -32.3514, 1.5083, 10.0126, -21.7878, -38.587, -15.567,
]  # fmt: skip


def test_cepstra_are_those_that_the_network_was_trained_on() -> None:
    t = np.arange(16000) / 16000
    tones = 0.3 * np.sin(2 * np.pi * 180 * t) * np.sin(2 * np.pi * 3 * t) + 0.1 * np.sin(2 * np.pi * 1500 * t)
    rows = cepstra(tones.astype(np.float32))
    assert rows.shape == (99, 13)
    np.testing.assert_allclose(rows[50], SAID, atol=2e-3)


def test_cepstra_of_silence_are_numbers() -> None:
    assert np.isfinite(cepstra(np.zeros(6400, np.float32))).all()
    assert len(cepstra(np.zeros(10, np.float32))) == 1


def test_crop_lies_around_the_mouth_and_is_square() -> None:
    left, top, side = mouth_box(np.array([100, 50, 80, 100], np.float32))
    assert (left, side) == (105, 70)
    assert top < 50 + 75 < top + side
    assert mouth_box(np.zeros(4, np.float32))[2] >= 8

import logging
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ModelMissing, UserError
from engine.models.session import PROVIDERS, device_of, open_session, usable_devices

EVERYTHING = list(PROVIDERS.values())


@given(st.lists(st.sampled_from(EVERYTHING), unique=True), st.sampled_from(["auto", *PROVIDERS]))
def test_only_reported_devices_are_tried_and_the_processor_last(reported: list[str], device: str) -> None:
    devices = usable_devices(device, reported)  # type: ignore[arg-type]
    assert devices[-1] == "cpu"
    assert len(set(devices)) == len(devices)
    assert all(PROVIDERS[name] in reported for name in devices[:-1])


def test_automatic_choice_takes_the_graphics_card_but_not_tensorrt() -> None:
    assert usable_devices("auto", EVERYTHING)[0] == "cuda"


def test_unknown_device_names_the_known_ones() -> None:
    with pytest.raises(UserError, match="gpu") as caught:
        usable_devices("gpu", EVERYTHING)  # type: ignore[arg-type]
    assert "cuda" in caught.value.next_step


def test_missing_device_falls_back_with_a_sentence(
    model_file: Callable[[str], Path], caplog: pytest.LogCaptureFixture
) -> None:
    import onnxruntime

    absent = next(name for name, provider in PROVIDERS.items() if provider not in onnxruntime.get_available_providers())
    with caplog.at_level(logging.WARNING):
        session = open_session(model_file("centerface"), absent)  # type: ignore[arg-type]
    assert device_of(session) == "cpu" or absent == "tensorrt"
    assert absent in caplog.text
    outputs = session.run(None, {"image": np.zeros((1, 3, 32, 32), np.float32)})
    assert outputs[0].shape == (1, 1, 8, 8)


def test_missing_runtime_says_which_package_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(ModelMissing) as caught:
        open_session(tmp_path / "net.onnx")
    assert "only-look-at-them[cpu]" in caught.value.next_step

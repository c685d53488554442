"""Open an ONNX file on the best device that this machine has."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import ModelMissing, UserError
from engine.settings import Device, cores

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

log = logging.getLogger(__name__)

PROVIDERS: dict[str, str] = {
    "tensorrt": "TensorrtExecutionProvider",
    "cuda": "CUDAExecutionProvider",
    "directml": "DmlExecutionProvider",
    "coreml": "CoreMLExecutionProvider",
    "cpu": "CPUExecutionProvider",
}
# TensorRT builds an engine for minutes at first use, so only those who ask for it get it.
AUTOMATIC = ("cuda", "directml", "coreml", "cpu")
MOST_THREADS = 4


def open_session(path: Path, device: Device = "auto", threads: int | None = None) -> "InferenceSession":
    """An onnxruntime session of the file at `path`.

    `threads`: how many threads one network may use; by default the cores, at most 4. A device that is missing or that
    refuses the network is replaced by the next best, which a logged sentence says. Raises ModelMissing where
    onnxruntime is not installed, UserError for an unknown device.
    """
    runtime = onnxruntime()
    usable = usable_devices(device, runtime.get_available_providers())
    if device != "auto" and usable[0] != device:
        log.warning("The device %s is not there; %s is used instead.", device, usable[0])
    for position, name in enumerate(usable):
        try:
            session = runtime.InferenceSession(
                str(path), _options(runtime, threads, name), providers=_chain(usable[position:])
            )
        except Exception as error:
            # Providers raise their own unrelated classes for drivers and libraries that are missing.
            if name == "cpu":
                raise
            log.warning("The device %s cannot run %s (%s); the next one is tried.", name, path.name, error)
        else:
            _say_if_lost(session, name, path)
            return session
    raise AssertionError("the processor is always among the devices")


def onnxruntime() -> Any:
    """The onnxruntime module. Raises ModelMissing where none of its packages is installed."""
    try:
        import onnxruntime as runtime
    except ImportError as error:
        raise ModelMissing(
            "ONNX Runtime, which runs the networks, is not installed.",
            'Install one of `pip install "only-look-at-them[cpu]"`, `[cuda]` or `[directml]`.',
        ) from error
    # On Windows its events go to the system's own log, which may be set to report them; see also `engine/__init__.py`.
    runtime.disable_telemetry_events()
    return runtime


def usable_devices(device: Device, reported: Sequence[str]) -> list[str]:
    """Devices to try, best first, always ending in "cpu". `reported`: provider names as onnxruntime lists them."""
    if device != "auto" and device not in PROVIDERS:
        raise UserError(f"There is no device called {device!r}.", f"Use auto, {', '.join(PROVIDERS)}.")
    # TensorRT leaves what it cannot run to CUDA.
    wanted = {"auto": AUTOMATIC, "tensorrt": ("tensorrt", "cuda")}.get(device, (device,))
    return [name for name in wanted if name != "cpu" and PROVIDERS[name] in reported] + ["cpu"]


def device_of(session: "InferenceSession") -> str:
    """The device on which a session runs most of its network."""
    first = session.get_providers()[0]
    return next((name for name, provider in PROVIDERS.items() if provider == first), first)


def default_threads() -> int:
    """Threads of one network: the cores this process may use, at most 4."""
    return min(MOST_THREADS, cores())


def _chain(names: Sequence[str]) -> list[str]:
    return [PROVIDERS[name] for name in names]


def _options(runtime: Any, threads: int | None, device: str) -> Any:
    options = runtime.SessionOptions()
    options.intra_op_num_threads = threads or default_threads()
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Idle workers that spin take the cores that decode the next frames: measured on two cores, spinning doubled the
    # processor time of every network, while without it two threads cost no more than one.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if device == "directml":
        # DirectML needs sequential execution without memory patterns (onnxruntime's documentation).
        options.enable_mem_pattern = False
    return options


def _say_if_lost(session: "InferenceSession", wanted: str, path: Path) -> None:
    # onnxruntime falls back by itself, and silently, when a provider's libraries do not load.
    actual = device_of(session)
    if actual != wanted:
        log.warning("The device %s did not start for %s; %s is used instead.", wanted, path.name, actual)

"""Write a torch network as an ONNX file, in the one way that all converters of packaged weights use."""

import io
import warnings
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

OPSET = 17


def onnx_of(
    network: nn.Module,
    example: tuple[Tensor, ...],
    inputs: Sequence[str],
    outputs: Sequence[str],
    free: Mapping[str, Mapping[int, str]] | None = None,
) -> bytes:
    """The content of the file. `example`: tensors for `inputs`. `free`: by input or output, axes of any size."""
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        # The newer exporter needs a package that nothing else here does; the older one announces its age, and that a
        # batch of another size than that of `example` may fail, which tests of the converters rule out.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            example,
            buffer,  # type: ignore[arg-type]
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={name: dict(axes) for name, axes in (free or {}).items()},
            opset_version=OPSET,
            dynamo=False,
        )
    return buffer.getvalue()

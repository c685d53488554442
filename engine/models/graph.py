"""Write ONNX graphs node by node, for the converters."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

Doubles: TypeAlias = NDArray[np.float64]

OPSET = 17
IR_VERSION = 8


class GraphWriter:
    """Collects nodes and weights; every method returns the name of the value it makes."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []

    def node(self, kind: str, inputs: Sequence[str], **attributes: Any) -> str:
        output = f"{kind.lower()}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def weight(self, values: NDArray[Any]) -> str:
        """A constant; floats of any width are stored as float32."""
        kind = np.float32 if values.dtype.kind == "f" else np.int64
        name = f"weight_{len(self._weights)}"
        self._weights.append(numpy_helper.from_array(np.ascontiguousarray(values, dtype=kind), name))
        return name

    def conv(self, source: str, weight: Doubles, bias: Doubles, **attributes: Any) -> str:
        """Convolution with filters (out, in / group, kh, kw) and biases (out,)."""
        return self.node("Conv", [source, self.weight(weight), self.weight(bias)], **attributes)

    def finish(self, name: str, inputs: dict[str, list[Any]], outputs: dict[str, list[Any]], last: list[str]) -> bytes:
        """Serialised and checked model; `last` are the values that become the `outputs`, in order.

        Raises onnx.checker.ValidationError.
        """
        for value, output in zip(last, outputs, strict=True):
            self._nodes.append(helper.make_node("Identity", [value], [output]))
        graph = helper.make_graph(self._nodes, name, _infos(inputs), _infos(outputs), self._weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
        onnx.checker.check_model(model, full_check=True)
        serialised: bytes = model.SerializeToString()
        return serialised


def _infos(shapes: dict[str, list[Any]]) -> list[onnx.ValueInfoProto]:
    return [helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape) for name, shape in shapes.items()]

"""Give NanoDet free input sizes: films are wide, and in a square picture nearly half of the work would be wasted.

The published file knows one size only, because its channel shuffles and its enlargements are written with the sides of
every map. A shuffle is nothing but an order of channels, and an enlargement a factor; as such they fit any size.
"""

from typing import Any, TypeAlias

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper, shape_inference

Weights: TypeAlias = dict[str, NDArray[Any]]

IR_VERSION = 8
OUTPUTS = {
    "792": "scores_8", "814": "scores_16", "836": "scores_32",
    "795": "reach_8", "817": "reach_16", "839": "reach_32",
}  # fmt: skip
WIDTHS = {"scores": 80, "reach": 32}


def convert(source: bytes) -> bytes:
    """The network of `source` (the published file) for one picture of any height and width that 32 divides.

    Input `image` (1, 3, h, w) float32; outputs for strides s of 8, 16 and 32, cells row by row: `scores_s` (1, cells,
    80) in 0..1 and `reach_s` (1, cells, 32), four distributions over 0..7 cells: left, top, right, bottom (generalised
    focal loss, Li et al. 2020, arXiv:2006.04388).
    """
    model = shape_inference.infer_shapes(onnx.load_model_from_string(source))
    graph = model.graph
    weights = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    image = next(value.name for value in graph.input if value.name not in weights)
    heights = {value.name: value.type.tensor_type.shape.dim[2].dim_value for value in graph.value_info}
    nodes = _without_shuffles(list(graph.node), weights)
    for node in nodes:
        if node.op_type == "Resize":
            _scale_by_factor(node, heights[node.output[0]] / heights[node.input[0]], weights)
    _rename(nodes, {image: "image", **OUTPUTS})
    used = {name for node in nodes for name in node.input}
    kept = [numpy_helper.from_array(values, name) for name, values in weights.items() if name in used]
    outputs = [_info(name, [1, f"cells_{name}", WIDTHS[name.split("_")[0]]]) for name in OUTPUTS.values()]
    made = helper.make_graph(nodes, "nanodet", [_info("image", [1, 3, "h", "w"])], outputs, kept)
    free = helper.make_model(made, opset_imports=list(model.opset_import), ir_version=IR_VERSION)
    onnx.checker.check_model(free)
    converted: bytes = free.SerializeToString()
    return converted


def _without_shuffles(nodes: list[onnx.NodeProto], weights: Weights) -> list[onnx.NodeProto]:
    """Channel shuffles, written as a reshape to five sides, a transposition and a reshape back, become a Gather."""
    readers = {node.input[0]: node for node in nodes}
    done: set[str] = set()
    kept = []
    for node in nodes:
        if node.output[0] in done:
            continue
        shape = weights[node.input[1]].tolist() if node.op_type == "Reshape" else []
        if len(shape) == 5:
            turned = readers[node.output[0]]
            back = readers[turned.output[0]]
            done |= {turned.output[0], back.output[0]}
            order = f"order_{back.output[0]}"
            weights[order] = np.arange(shape[1] * shape[2]).reshape(shape[1:3]).T.ravel()
            node = helper.make_node("Gather", [node.input[0], order], [back.output[0]], axis=1)
        kept.append(node)
    return kept


def _scale_by_factor(node: onnx.NodeProto, factor: float, weights: Weights) -> None:
    name = f"factor_{node.output[0]}"
    weights[name] = np.array([1, 1, factor, factor], np.float32)
    node.input[:] = [node.input[0], node.input[1], name]


def _rename(nodes: list[onnx.NodeProto], names: dict[str, str]) -> None:
    for node in nodes:
        node.input[:] = [names.get(name, name) for name in node.input]
        node.output[:] = [names.get(name, name) for name in node.output]


def _info(name: str, shape: list[Any]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape)

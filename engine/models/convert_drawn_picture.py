"""Make a small network that tells drawn pictures from photographed ones, of the first layers of CenterFace.

What those layers answer to (edges, grain, flat colour) is what tells ink from light; how it is read is fitted by
`benchmarks/fit_drawn.py`. Means and deviations over the picture leave out where things are.
"""

import onnx
from onnx import helper

from engine.models import convert_centerface

LAYERS = ("387", "404", "413")
"""Outputs of blocks at a quarter and an eighth of the picture's size: 24, 32 and 32 channels."""
CHANNELS = 24 + 32 + 32


def convert(source: bytes) -> bytes:
    """Of CenterFace's published file. Input `image` as CenterFace takes it; output `features` (n, 176) float32."""
    whole = onnx.load_model_from_string(convert_centerface.convert(source))
    graph = whole.graph
    needed = _needed(graph)
    pooled = [_pooled(layer) for layer in LAYERS]
    nodes = [node for node in graph.node if node.output[0] in needed]
    nodes += [node for made, _ in pooled for node in made]
    nodes.append(helper.make_node("Concat", [name for _, names in pooled for name in names], ["features"], axis=1))
    used = {name for node in nodes for name in node.input}
    features = helper.make_tensor_value_info("features", onnx.TensorProto.FLOAT, ["n", 2 * CHANNELS])
    weights = [tensor for tensor in graph.initializer if tensor.name in used]
    part = helper.make_graph(nodes, "drawn-picture", list(graph.input), [features], weights)
    model = helper.make_model(part, opset_imports=list(whole.opset_import), ir_version=whole.ir_version)
    onnx.checker.check_model(model, full_check=True)
    serialised: bytes = model.SerializeToString()
    return serialised


def _needed(graph: onnx.GraphProto) -> set[str]:
    """Names of the values that `LAYERS` are made of, themselves included."""
    makers = {output: node for node in graph.node for output in node.output}
    needed: set[str] = set()
    waiting = list(LAYERS)
    while waiting:
        name = waiting.pop()
        if name in makers and name not in needed:
            needed.add(name)
            waiting += makers[name].input
    return needed


def _pooled(layer: str) -> tuple[list[onnx.NodeProto], tuple[str, str]]:
    """Nodes that take mean and standard deviation of each channel over the picture, and the names of both."""
    mean, wide, off, square, mean_square, deviation = (
        f"{layer}_{part}" for part in ("mean", "wide", "off", "square", "mean_square", "deviation")
    )
    nodes = [
        helper.make_node("ReduceMean", [layer], [wide], axes=[2, 3], keepdims=1),
        helper.make_node("ReduceMean", [layer], [mean], axes=[2, 3], keepdims=0),
        helper.make_node("Sub", [layer, wide], [off]),
        helper.make_node("Mul", [off, off], [square]),
        helper.make_node("ReduceMean", [square], [mean_square], axes=[2, 3], keepdims=0),
        helper.make_node("Sqrt", [mean_square], [deviation]),
    ]
    return nodes, (mean, deviation)

"""Give CenterFace free input sizes and hide its weights from the list of inputs."""

import onnx
from onnx import version_converter

OPSET = 13
OUTPUTS = {"537": "heatmap", "538": "scale", "539": "offset", "540": "landmarks"}


def convert(source: bytes) -> bytes:
    """The network of `source` (the published file) for any batch, height and width that 32 divides.

    Input `image` (n, 3, h, w) float32 RGB 0..255; outputs `heatmap` (n, 1, h/4, w/4) in 0..1, `scale`, `offset`
    (n, 2, ...), `landmarks` (n, 10, ...).
    """
    model = onnx.load_model_from_string(source)
    graph = model.graph
    weights = {tensor.name for tensor in graph.initializer}
    image = next(value for value in graph.input if value.name not in weights)
    _rename(graph, {image.name: "image", **OUTPUTS})
    del graph.input[:], graph.value_info[:]
    graph.input.append(_free("image", 3, ""))
    channels = {value.name: value.type.tensor_type.shape.dim[1].dim_value for value in graph.output}
    del graph.output[:]
    graph.output.extend(_free(name, channels[name], "/4") for name in OUTPUTS.values())
    model.ir_version = 8
    converted: bytes = version_converter.convert_version(model, OPSET).SerializeToString()
    return converted


def _rename(graph: onnx.GraphProto, names: dict[str, str]) -> None:
    for node in graph.node:
        node.input[:] = [names.get(name, name) for name in node.input]
        node.output[:] = [names.get(name, name) for name in node.output]
    for value in (*graph.input, *graph.output):
        value.name = names.get(value.name, value.name)


def _free(name: str, channels: int, stride: str) -> onnx.ValueInfoProto:
    shape: list[str | int] = ["n", channels, f"h{stride}", f"w{stride}"]
    return onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape)

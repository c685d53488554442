"""Networks that are trained here, and how each becomes an ONNX file that the product runs."""

"""Judge embeddings by the field's protocols; NumPy alone, so that it works without PyTorch."""

"""Make networks smaller and faster: distillation, pruning, quantisation."""

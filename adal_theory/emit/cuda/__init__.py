"""Graph → the source of one fused CUDA kernel."""

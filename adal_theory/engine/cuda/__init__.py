"""The fused CUDA kernel: what the host hands to it, and the devices that run it."""

"""A step as a user types it, and the second judge of every step that the kernel took."""

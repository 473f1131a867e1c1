"""A merchant's accounts on the platforms: opening their adapters, connecting, keeping tokens."""

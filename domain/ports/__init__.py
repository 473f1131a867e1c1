"""Protocols of what the house needs from outside itself."""

"""A stand-in of EasyPost's trackers: test numbers, repeated creation, signed events."""

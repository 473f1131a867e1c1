"""A stand-in of EasyPost: trackers with test numbers and signed events, and shipments."""

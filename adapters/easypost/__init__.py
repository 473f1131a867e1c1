"""EasyPost, an aggregator of carriers: trackers, labels and their refunds (API v2, documentation read
2026-11-21 and 2026-11-22)."""

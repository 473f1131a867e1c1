"""EasyPost, an aggregator of carriers: trackers, labels and refunds (API v2, read 2026-11-22)."""

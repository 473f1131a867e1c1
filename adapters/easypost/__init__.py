"""EasyPost, an aggregator of carriers: trackers only (API v2, documentation read 2026-11-21)."""

"""Shopify stand-in: Admin GraphQL 2026-10, OAuth and webhooks of one shop."""

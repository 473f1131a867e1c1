"""Webhook bodies: REST shapes with numeric ids, whatever the API that caused them."""

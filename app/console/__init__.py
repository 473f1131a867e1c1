"""The operators' web pages at `/console`: rendered here, live by htmx, nothing from elsewhere."""

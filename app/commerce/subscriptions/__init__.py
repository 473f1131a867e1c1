"""Subscriptions: begun, changed and billed; one order per period, whatever crashes."""

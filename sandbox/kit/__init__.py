"""Mechanics every stand-in shares: seed data, server, faults, webhooks, state, control."""

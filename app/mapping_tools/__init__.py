"""Tools for people who look after mappings: what maps to what, and a merchant's own fields."""

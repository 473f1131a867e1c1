"""News told to programs outside: endpoints, signed messages, and how each went."""

"""Who is served already, what the others hear, and a shadow that only looks."""

"""The start command: everything on one machine, and a first order to see."""

"""Stand-ins for the outside world: shops that speak the vendors' wire protocols over HTTP."""

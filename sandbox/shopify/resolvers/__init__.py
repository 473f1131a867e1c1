"""Fields of each type: how the shop's rows become what the schema describes."""

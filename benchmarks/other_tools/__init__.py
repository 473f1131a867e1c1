"""Programs of others, run beside ours on the same stand-ins, each by an interpreter of its own."""

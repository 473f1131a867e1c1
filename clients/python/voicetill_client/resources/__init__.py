"""One module per resource, each operation under its operationId."""

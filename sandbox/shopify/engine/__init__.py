"""GraphQL execution: documents are parsed, validated and compiled once, then run many times."""

"""The ground floor: unified schema, rules, errors and ports; standard library only."""

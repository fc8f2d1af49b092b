"""The `archive` command: the one place that wires everything."""

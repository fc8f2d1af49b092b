"""The product's source, read as syntax trees: what is counted of it, and rules that hold for all of it."""

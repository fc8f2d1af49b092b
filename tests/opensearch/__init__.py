"""The engine of a cluster, tried against real nodes."""

"""The engine for archives that one machine does not carry: texts in an OpenSearch cluster, small tables beside it."""

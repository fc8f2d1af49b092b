"""A request to its answer over one generation: clauses, filters, scores, counts."""

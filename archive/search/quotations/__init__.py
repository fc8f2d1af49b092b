"""Quotations half remembered: where most of what was typed is said in its order, and what is said in place of the
rest."""

"""The sample archive's pages."""

"""What a listener typed: words, quotations and filters read, and the names of an archive that they may mean."""

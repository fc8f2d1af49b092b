"""How fast the archive answers beside what people would choose instead: `make bench`, results in docs/benchmarks.md."""

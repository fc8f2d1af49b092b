"""What the process has done of which the tests' other processes are forks: loaded the program, read the sample's pages."""

from archive.operations.page_reading import read_packed
from archive.sample import pages as sample
from ingest import pages, read

read_packed(read, [page for page in pages(sample()) if hasattr(page, "body")])

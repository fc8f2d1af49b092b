"""How machines find what the site holds: robots.txt, sitemaps, OpenSearch, and what pages say of themselves to web
engines."""

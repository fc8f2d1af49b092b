"""From somebody's saved page to our Episode; pure: no store, no web, no network."""

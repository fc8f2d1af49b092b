"""The listener's site, the only user of Flask."""

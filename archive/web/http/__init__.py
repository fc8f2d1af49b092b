"""What every request passes: parameters, headers and caching, static files, errors, logs."""

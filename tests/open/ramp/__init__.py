"""Samvera Ramp, a IIIF viewer of audiovisual archives, reading an episode of ours in a real Chromium."""

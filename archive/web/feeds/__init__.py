"""What is new, for those who follow it: Atom, JSON Feed, and Podcasting 2.0 for shows with media files."""

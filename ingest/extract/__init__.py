"""From the lines of a page to what it states: header, transcript, people, show, language, title. Rules are data, in
TOML."""

"""Pictures of a moment, an episode, the site, for those who are sent a link: drawn here as SVG, made PNG by resvg."""

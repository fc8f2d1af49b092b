"""Cards of the archive in other sites' pages: no script, frames that anybody may set; and oEmbed, by which they are found."""

"""The staff's pages and the door to them."""

"""The same speech published twice: found when an index is written, folded when it answers."""

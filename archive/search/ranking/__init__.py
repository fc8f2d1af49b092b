"""The order of episodes: by where the words stand in speech, and by what their titles and people name."""

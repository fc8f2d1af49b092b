"""What is shown: the answer, its episodes, moments and snippets, and why it is what it is."""

"""The archive for assistants, by the Model Context Protocol (extra `mcp`): what they say they can quote, with second
and link."""

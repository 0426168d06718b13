"""The commands: words in, words out, no rules of their own. ``docs/commands.md`` is their reference."""

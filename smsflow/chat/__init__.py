"""A chat: somebody plays one guardian, line by line, and can keep it as a scenario."""

"""The truth: people, their phones, and what carriers do to an SMS on its way."""

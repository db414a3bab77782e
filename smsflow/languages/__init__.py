"""What people are told, in words of theirs: one catalogue file a language."""

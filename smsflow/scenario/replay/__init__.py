"""Message sequences kept as tables: a roster, and what was sent and answered."""

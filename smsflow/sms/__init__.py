"""What an SMS is made of: replies, segments, numbers, personal identifiers and their masking."""

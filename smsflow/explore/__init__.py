"""What scenarios reach of the rules, and what they leave out."""

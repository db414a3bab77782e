"""The scenario language: a file read as people, steps and expectations, or all its errors."""

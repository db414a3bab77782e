"""YAML as a tree with places and shapes that read values out of it; CSV as a table with places."""

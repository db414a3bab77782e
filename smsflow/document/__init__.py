"""A YAML file as a tree with places, and the shapes that read typed values out of it."""

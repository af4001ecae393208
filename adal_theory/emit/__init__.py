"""Graph → kernel text: what all languages share, and a room a language."""

"""Graph → kernel text."""

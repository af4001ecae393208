"""Records rules, problems and laws into ordered graphs."""

"""What terms are worth: exact rationals and intervals, 50-digit decimals, arrays."""

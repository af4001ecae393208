"""Published theorems of other methods: what they say, what is wrong, what is true."""

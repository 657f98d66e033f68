"""General methods: frames in, frames out, each with its denominator and its unit."""

"""One module per file format, each from bytes to the blocks of a Source; what they share: characters and containers."""

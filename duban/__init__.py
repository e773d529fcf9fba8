"""The package that thinks: values in, values out. No database, network, file system, engine or clock."""

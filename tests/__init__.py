"""The tests; a package, so that two files of one name can live in two folders."""

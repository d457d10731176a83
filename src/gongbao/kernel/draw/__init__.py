"""The draw, version 1: a list of firms and of inspectors drawn so that anybody can do it again and get the same."""

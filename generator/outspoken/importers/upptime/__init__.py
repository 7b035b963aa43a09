"""Reads the issues of an Upptime repository, as the command line of its git host exports them."""

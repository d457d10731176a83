"""What pages about the lists, their files and those who follow them show."""

# The library as one archive would hide its rooms; it is installed as they are.

"""The public site: a folder of pages that need no server, made from what everybody may see."""

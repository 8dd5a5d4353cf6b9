"""Go and fetch: public pages, Instagram, and the files that people bring."""

"""The status API of hosted pages, as files, so that programs written for it can read this site."""

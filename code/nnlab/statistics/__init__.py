"""The statistics that judge the claims, one idea a module."""

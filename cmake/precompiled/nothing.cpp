// A set of precompiled headers belongs to a library, and a library has a source.

/** A worker for the tests of the pool that does not even start. */
throw new Error("broken at load");

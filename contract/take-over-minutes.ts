// How long a page is in the hands of a person. A file of its own: the console takes it along without what checks requests.

/** A person has so long; then the runner leaves the account alone. */
export const TAKE_OVER_MINUTES = 10

/** Holds "collapsed" when the reader folded the sidebar, so that the server draws it folded. */
export const SIDEBAR_COOKIE = "sidebar";

"""
Heavy work, done outside of the page's process.

Few workers, who stay for the next piece; who asks waits in a fair line, hears how far it is, may
put it off, and is told why there is no piece where there is none.
"""

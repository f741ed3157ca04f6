#include <sodium.h>
#include <sys/prctl.h>

/* prctl is variadic, and Swift imports no variadic function. */
static inline int brankas_set_undumpable(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
static inline int brankas_is_dumpable(void) { return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0); }

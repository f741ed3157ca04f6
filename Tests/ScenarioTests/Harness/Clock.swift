import Foundation

/// A clock on the wall that is wrong, for the program alone: the machine's stays as it is.
enum Clock {
    private static let source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <stdlib.h>
        #include <sys/time.h>
        #include <time.h>
        int clock_gettime(clockid_t clock, struct timespec *time) {
            static int (*real)(clockid_t, struct timespec *);
            if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
            int result = real(clock, time);
            const char *ahead = getenv("SECONDS_AHEAD");
            if (result == 0 && clock == CLOCK_REALTIME && ahead) time->tv_sec += atol(ahead);
            return result;
        }
        int gettimeofday(struct timeval *time, void *zone) {
            struct timespec now;
            clock_gettime(CLOCK_REALTIME, &now);
            time->tv_sec = now.tv_sec, time->tv_usec = now.tv_nsec / 1000;
            return 0;
        }
        time_t time(time_t *time) {
            struct timespec now;
            clock_gettime(CLOCK_REALTIME, &now);
            if (time) *time = now.tv_sec;
            return now.tv_sec;
        }
        """

    /// Made by the compiler that comes with Swift.
    private static let library = Result { () throws -> String in
        let path = NSTemporaryDirectory() + "/brankas-clock-\(ProcessInfo.processInfo.processIdentifier)"
        try source.write(toFile: path + ".c", atomically: true, encoding: .utf8)
        let swift = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":").map { $0 + "/clang" } ?? []
        let clang = swift.first { FileManager.default.isExecutableFile(atPath: String($0)) } ?? "/usr/bin/cc"
        try Medium.shell("'\(clang)' -shared -fPIC -o '\(path).so' '\(path).c' -ldl")
        atexit { for end in [".c", ".so"] { unlink(Clock.path + end) } }
        return path + ".so"
    }

    private static let path = NSTemporaryDirectory() + "/brankas-clock-\(ProcessInfo.processInfo.processIdentifier)"

    /// What makes a program's clock run `days` ahead.
    static func ahead(days: Int) throws -> [String: String] {
        ["LD_PRELOAD": try library.get(), "SECONDS_AHEAD": String(days * 86_400)]
    }
}

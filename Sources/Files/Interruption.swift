import CFiles
import Glibc
import Synchronization

/// What must not stay behind when the process is stopped by Ctrl-C, by the end of its terminal or by `kill`.
///
/// A handler of signals may do next to nothing: it wakes a thread that does the rest, and then lets the signal end the process
/// as it would have.
package enum Interruption {
    package struct Ticket: Hashable, Sendable {
        fileprivate let number: Int
    }

    private struct Work: Sendable {
        var next = 0
        var tasks: [Int: @Sendable () -> Void] = [:]
        var isWatched = false
    }

    private static let work = Mutex(Work())
    private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
    private static let pipeEnd = Atomic<Int32>(-1)
    /// Whether a process that is asked to end has done what it was started for.
    private static let isService = Atomic<Bool>(false)
    /// Whether a signal came that ends the process.
    private static let isEnding = Atomic<Bool>(false)

    /// `task` is done before a signal ends the process, unless `forget` comes first.
    package static func register(_ task: @escaping @Sendable () -> Void) -> Ticket {
        work.withLock { work in
            if !work.isWatched {
                work.isWatched = true
                watch()
            }
            work.next += 1
            work.tasks[work.next] = task
            return Ticket(number: work.next)
        }
    }

    /// Does not return once a signal came that ends the process: what fails because its work is being cleared away is no error
    /// to be told, and no exit code of its own.
    package static func yieldToSignal() {
        while isEnding.load(ordering: .sequentiallyConsistent) { sleep(1) }
    }

    /// From now on SIGTERM is how this process is asked to end, and no failure: it then ends with 0.
    package static func endWellWhenAsked() { isService.store(true, ordering: .sequentiallyConsistent) }

    package static func forget(_ ticket: Ticket) {
        work.withLock { _ = $0.tasks.removeValue(forKey: ticket.number) }
    }

    private static func watch() {
        var ends: [Int32] = [-1, -1]
        guard unsafe brankas_pipe(&ends) == 0 else { return }
        pipeEnd.store(ends[1], ordering: .sequentiallyConsistent)
        let number = ends[0]
        var thread = pthread_t()
        // Nothing of what it needs is on a stack that ends.
        let box = unsafe UnsafeMutableRawPointer(bitPattern: UInt(number) + 1)
        let code = unsafe pthread_create(
            &thread, nil,
            { box in
                Interruption.wait(on: Int32(UInt(bitPattern: box)) - 1)
                return nil
            }, box)
        guard code == 0 else { return }
        pthread_detach(thread)
        for signal in signals {
            var old = sigaction()
            // Who started this process may have chosen that it goes on.
            guard unsafe sigaction(signal, nil, &old) == 0, unsafe old.__sigaction_handler.sa_handler == nil else {
                continue
            }
            var new = sigaction()
            unsafe new.__sigaction_handler.sa_handler = { signal in
                var byte = UInt8(truncatingIfNeeded: signal)
                let code = errno
                Interruption.isEnding.store(true, ordering: .sequentiallyConsistent)
                _ = unsafe Glibc.write(Interruption.pipeEnd.load(ordering: .relaxed), &byte, 1)
                errno = code
            }
            new.sa_flags = SA_RESTART
            unsafe sigaction(signal, &new, nil)
        }
    }

    private static func wait(on end: Int32) {
        // A thread that starts a process lends it what it blocks itself, which as a rule is nobody's wish.
        var mask = sigset_t()
        unsafe sigemptyset(&mask)
        for number in signals { unsafe sigaddset(&mask, number) }
        unsafe pthread_sigmask(SIG_UNBLOCK, &mask, nil)
        var byte: UInt8 = 0
        while unsafe read(end, &byte, 1) != 1 {
            guard errno == EINTR else { return }
        }
        // Who asks a second time is not kept waiting.
        for number in signals { signal(number, SIG_DFL) }
        let tasks = work.withLock { work in
            defer { work.tasks = [:] }
            return work.tasks
        }
        for task in tasks.values { task() }
        if Int32(byte) == SIGTERM, isService.load(ordering: .sequentiallyConsistent) { _exit(0) }
        signal(Int32(byte), SIG_DFL)
        kill(getpid(), Int32(byte))
        // A signal that is blocked everywhere would leave a process that nobody ends.
        sleep(1)
        _exit(128 + Int32(byte))
    }
}

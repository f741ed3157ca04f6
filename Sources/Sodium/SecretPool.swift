import CSodium
import Synchronization

/// Where small secrets live: slots of pages that are guarded as a whole.
///
/// An allocation of its own costs `sodium_malloc` a dozen system calls, every change of its protection one more, and a
/// record takes some eight secrets. So those that fit a slot share pages, as they do in OpenSSL's secure heap and in
/// libgcrypt's pool: locked against swap, left out of core dumps, between two inaccessible pages. A slot is zero
/// whenever nobody holds it. The pages of a slab are kept until the process ends.
enum SecretPool {
    /// Room for any key, with the label that it is derived by.
    static let slotByteCount = 256
    /// With the allocator's canary eight pages: two of them fit where no more than 64 KiB may be locked.
    static let lockedByteCount = 32_768
    private static let slabByteCount = lockedByteCount - slotByteCount
    /// The addresses of the free slots.
    private static let free = Mutex<[UInt]>([])

    static func holds(_ byteCount: Int) -> Bool { byteCount <= slotByteCount }

    /// A slot of zeros. Nil if the system has no memory left.
    static func take() -> UnsafeMutableRawPointer? {
        let slot = free.withLock { free in
            if free.isEmpty, let slab = unsafe sodium_malloc(slabByteCount) {
                unsafe sodium_memzero(slab, slabByteCount)
                let base = UInt(bitPattern: slab)
                free = stride(from: 0, to: slabByteCount, by: slotByteCount).reversed().map { base + UInt($0) }
            }
            return free.popLast()
        }
        guard let slot else { return nil }
        return unsafe UnsafeMutableRawPointer(bitPattern: slot)
    }

    static func giveBack(_ slot: UnsafeMutableRawPointer) {
        unsafe sodium_memzero(slot, slotByteCount)
        let address = UInt(bitPattern: slot)
        free.withLock { $0.append(address) }
    }
}

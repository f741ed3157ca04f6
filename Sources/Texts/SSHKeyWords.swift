import Vocabulary

extension SSHKeyFault {
    /// `path` is where it was read from.
    func text(of path: String, _ say: Language) -> String {
        switch self {
        case .empty: say(id: "\(path) kosong", en: "\(path) is empty")
        case .privateHalf:
            say(
                id: "\(path) berisi kunci privat: yang diserahkan hanya kunci publiknya",
                en: "\(path) is a private key: only its public half is handed over")
        case .severalLines: say(id: "\(path) lebih dari satu baris", en: "\(path) has more than one line")
        case .noLine:
            say(id: "\(path) bukan baris kunci publik ssh", en: "\(path) is not the line of an ssh public key")
        case .kind:
            say(
                id: "\(path) bukan kunci publik ssh dari jenis yang diterima",
                en: "\(path) is not an ssh public key of a kind that is taken")
        case .base64: say(id: "base64 kunci di \(path) rusak", en: "the base64 of the key in \(path) is damaged")
        case .otherKind:
            say(
                id: "jenis yang tertulis di \(path) bukan jenis kuncinya",
                en: "the kind that \(path) says is not the kind of its key")
        case .malformed:
            say(id: "kunci di \(path) rusak atau terpotong", en: "the key in \(path) is damaged or cut")
        case .shortRSA(let bits):
            say(
                id: "kunci RSA di \(path) hanya \(say.number(bits)) bit",
                en: "the RSA key in \(path) has \(say.number(bits)) bits only")
        }
    }

    func hint(_ say: Language) -> String {
        switch self {
        case .privateHalf:
            say(
                id: "pakai berkas .pub di sampingnya; kunci privat yang sudah sampai ke orang lain diganti: "
                    + "ssh-keygen -t ed25519",
                en: "take the .pub file beside it; a private key that somebody else has got is replaced: "
                    + "ssh-keygen -t ed25519")
        case .kind:
            say(
                id: "yang diterima: ssh-ed25519, ecdsa-sha2-nistp256, -384 dan -521, sk-…@openssh.com, dan ssh-rsa",
                en: "taken are ssh-ed25519, ecdsa-sha2-nistp256, -384 and -521, sk-…@openssh.com, and ssh-rsa")
        case .shortRSA:
            say(
                id: "paling sedikit 3.072 bit; lebih baik: ssh-keygen -t ed25519",
                en: "3,072 bits at least; better: ssh-keygen -t ed25519")
        case .empty, .severalLines, .noLine, .base64, .otherKind, .malformed:
            say(
                id: "serahkan berkas .pub pemiliknya apa adanya: satu baris, seperti dibuat ssh-keygen",
                en: "hand over its owner's .pub file as it is: one line, as ssh-keygen makes it")
        }
    }
}

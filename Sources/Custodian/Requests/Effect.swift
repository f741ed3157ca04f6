/// What is done to files once the index has committed.
enum Effect {
    case settleObject(String)
    case replaceSeed
    case removeHalves
}
